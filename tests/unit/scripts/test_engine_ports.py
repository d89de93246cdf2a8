"""The engine's ports are configuration, and a taken one is named before anything starts."""

import socket
from dataclasses import astuple
from pathlib import Path

import pytest

from scripts.tools.engine_ports import EnginePorts, PortTaken
from scripts.tools.free_ports import free_ports


def test_without_configuration_the_engine_uses_its_own_usual_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GRPC", "REST", "MANAGEMENT", "COMMAND", "INTERNAL"):
        monkeypatch.delenv(f"YILIAN_ENGINE_PORT_{name}", raising=False)

    assert astuple(EnginePorts.from_environ()) == (26500, 8080, 9600, 26501, 26502)


def test_each_port_can_be_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    ports = EnginePorts(1001, 1002, 1003, 1004, 1005)
    for name, value in ports.environ().items():
        monkeypatch.setenv(name, value)

    assert EnginePorts.from_environ() == ports


def test_free_ports_differ_from_each_other() -> None:
    ports = EnginePorts.free()

    ports.check_free()
    assert len(set(astuple(ports))) == 5


def test_a_taken_port_is_named_with_the_variable_that_changes_it() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        ports = EnginePorts.free()

        with pytest.raises(PortTaken, match=rf"端口 {taken}（流程引擎的REST端口）.*YILIAN_ENGINE_PORT_REST"):
            EnginePorts(ports.grpc, taken, ports.management, ports.command, ports.internal).check_free()


def test_a_free_port_is_none_that_an_outgoing_connection_may_be_given() -> None:
    first = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text(encoding="ascii").split()[0])

    assert all(port < first for port in free_ports(40))


def test_no_free_port_is_given_twice() -> None:
    given = [port for _ in range(50) for port in free_ports(7)]

    assert len(set(given)) == len(given)
