"""The five ports of one broker, and those of its fellows in a cluster."""

import os
from dataclasses import astuple, dataclass, fields

from chain.errors import TemporarilyUnavailable
from scripts.tools.free_ports import free_ports, is_free

_PREFIX = "YILIAN_ENGINE_PORT_"
_NAMES = {"grpc": "gRPC", "rest": "REST", "management": "管理", "command": "命令", "internal": "内部通信"}


class PortTaken(TemporarilyUnavailable):
    """Another program listens on a port that the engine needs."""


@dataclass(frozen=True, slots=True)
class EnginePorts:
    """Port numbers on loopback; the defaults are Zeebe's own."""

    grpc: int = 26500
    rest: int = 8080
    management: int = 9600
    command: int = 26501
    internal: int = 26502

    @classmethod
    def from_environ(cls) -> "EnginePorts":
        """``YILIAN_ENGINE_PORT_GRPC``, ``_REST``, ``_MANAGEMENT``, ``_COMMAND``, ``_INTERNAL`` or the defaults."""
        configured = {name: os.environ.get(_PREFIX + name.upper()) for name in _NAMES}
        return cls(**{name: int(value) for name, value in configured.items() if value})

    @classmethod
    def free(cls) -> "EnginePorts":
        """Five ports that nobody listens on at this moment."""
        return cls.several(1)[0]

    @classmethod
    def several(cls, brokers: int) -> "list[EnginePorts]":
        """Five free ports for each of so many brokers, all different."""
        numbers = free_ports(brokers * len(_NAMES))
        return [cls(*numbers[first : first + len(_NAMES)]) for first in range(0, len(numbers), len(_NAMES))]

    def for_node(self, node: int) -> "EnginePorts":
        """The ports of the ``node``-th further broker of a cluster: each number ten higher than the one before."""
        return EnginePorts(*(number + 10 * node for number in astuple(self)))

    def check_free(self) -> None:
        """Raise :class:`PortTaken`, naming the first port that cannot be bound."""
        for field in fields(self):
            number = getattr(self, field.name)
            if not is_free(number):
                raise PortTaken(
                    f"端口 {number}（流程引擎的{_NAMES[field.name]}端口）已被其他程序占用；"
                    f"请停止该程序，或用环境变量 {_PREFIX}{field.name.upper()} 换一个端口。"
                )

    def environ(self) -> dict[str, str]:
        """The environment that ``docker/engine/application.yaml`` reads the ports from."""
        return {_PREFIX + name.upper(): str(getattr(self, name)) for name in _NAMES}
