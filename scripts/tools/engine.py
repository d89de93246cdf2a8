"""Starts and stops one Zeebe broker on this machine, with the same configuration file as the container.

Everything listens on loopback. The broker runs in a process group of its own and ends with its parent, so that neither
Ctrl-C nor a killed command leaves it behind. It inherits no secret of this process: only ``ZEEBE_*`` and a handful of
ordinary variables are passed on.
"""

import os
import signal
import subprocess
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from chain.errors import TemporarilyUnavailable
from scripts.tools.engine_clock import ClockUnreachable, EngineClock
from scripts.tools.engine_java import java_command
from scripts.tools.engine_ports import EnginePorts
from scripts.tools.engine_topology import has_leaders, is_healthy, is_ready
from scripts.tools.following import following_parent
from scripts.tools.free_ports import LOOPBACK

Progress = Callable[[str], None]


class Engine(Protocol):
    """What a run needs of its engine: one broker, or a cluster of them."""

    @property
    def grpc_address(self) -> str:
        """Target of a gRPC channel."""

    @property
    def clock(self) -> EngineClock:
        """Moves the engine's time; needs ``clock_controlled``."""

    def client_environ(self) -> dict[str, str]:
        """What gateway, intake and workers need in their environment to find the engine."""

    def check_ports(self) -> None:
        """Raise :class:`~scripts.tools.engine_ports.PortTaken` when somebody else holds a port of it."""

    def start(self) -> None:
        """Start and wait until every partition has a leader."""

    def stop(self) -> None:
        """End it in order."""

    def kill(self) -> None:
        """End it without warning (SIGKILL)."""


_READY_WITHIN = 120.0  # seconds; 7 are usual
_STOP_WITHIN = 20.0  # seconds from SIGTERM to SIGKILL; a broker without quorum never answers SIGTERM
_PASSED_ON = ("PATH", "HOME", "TMPDIR", "TZ")


class EngineFailed(TemporarilyUnavailable):
    """The engine did not start or is not there; the detail names the log file."""

    message = "流程引擎未能启动，请查看日志。"


@dataclass(frozen=True, slots=True)
class Membership:
    """A broker's place in its cluster; the default is a cluster of one.

    ``contact_points`` are the internal addresses (``host:port``) of all brokers, ``replicas`` how many of them keep each
    partition, ``incarnation_of`` the folder whose :func:`incarnation` all brokers of a cluster share.
    """

    node: int = 0
    brokers: int = 1
    replicas: int = 1
    contact_points: tuple[str, ...] = ()
    incarnation_of: Path | None = None

    def environ(self) -> dict[str, str]:
        """The environment that ``docker/engine/application.yaml`` reads the cluster from."""
        return {
            "YILIAN_ENGINE_NODE": str(self.node),
            "YILIAN_ENGINE_BROKERS": str(self.brokers),
            "YILIAN_ENGINE_REPLICAS": str(self.replicas),
            "YILIAN_ENGINE_CONTACT_POINTS": ",".join(self.contact_points),
        }


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """How one broker runs.

    ``home`` is the unpacked distribution (:func:`scripts.tools.setup.ensure_engine`), ``data`` the folder it owns,
    ``log`` the file its output is appended to, ``intake_url`` where its records go (scheme, host and port: the exporter
    takes no path; several intakes stand with commas between them), ``heap`` a Java size, ``java_options`` what else
    Java is told (by default where the classes lie that were read once). With ``clock_controlled``
    :attr:`EngineProcess.clock` works, and moves ``clock_file`` for the other processes too. One that is ``short_lived`` ends
    within minutes, as every one with a controlled clock does.
    """

    home: Path
    data: Path
    log: Path
    intake_url: str
    intake_user: str = ""
    intake_password: str = field(default="", repr=False)
    ports: EnginePorts = field(default_factory=EnginePorts.from_environ)
    clock_controlled: bool = False
    clock_file: Path | None = None
    short_lived: bool = False
    heap: str = "512m"
    java_options: tuple[str, ...] = ()
    partitions: int = 1
    membership: Membership = field(default_factory=Membership)


class EngineProcess:
    """One broker: ``start`` returns when every partition has a leader, ``stop`` when the process has ended.

    Also a context manager. When started on the main thread the broker ends with this process, however that ends;
    from another thread only ``stop`` ends it, for the kernel ties it to the thread.
    """

    def __init__(self, settings: EngineSettings) -> None:
        self.settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._clock = EngineClock([self.management_url], settings.clock_file)

    @property
    def grpc_address(self) -> str:
        """``host:port`` for a gRPC channel."""
        return f"{LOOPBACK}:{self.settings.ports.grpc}"

    @property
    def rest_url(self) -> str:
        """Base of the REST API (native user tasks)."""
        return f"http://{LOOPBACK}:{self.settings.ports.rest}"

    @property
    def management_url(self) -> str:
        """Base of the management API (health, clock, exporters)."""
        return f"http://{LOOPBACK}:{self.settings.ports.management}"

    @property
    def clock(self) -> EngineClock:
        """Moves the engine's time; needs ``clock_controlled``."""
        return self._clock

    @property
    def pid(self) -> int | None:
        """The broker's process id while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def client_environ(self) -> dict[str, str]:
        """What gateway, intake and workers need in their environment to find this broker."""
        return {
            "YILIAN_ENGINE_GRPC": self.grpc_address,
            "YILIAN_ENGINE_REST": self.rest_url,
            "YILIAN_ENGINE_MANAGEMENT": self.management_url,
        }

    def check_ports(self) -> None:
        """Raise :class:`~scripts.tools.engine_ports.PortTaken` when somebody else holds one of its ports."""
        self.settings.ports.check_free()

    def start(self, progress: Progress = lambda _: None, *, detached: bool = False) -> None:
        """Start and wait until ready. ``detached`` lets the broker outlive this process.

        Raises :class:`~scripts.tools.engine_ports.PortTaken` before anything is started, :class:`EngineFailed` when
        the broker ends or is not ready within two minutes (it is then stopped).
        """
        self.check_ports()
        progress("正在启动流程引擎…")
        self.launch(detached=detached)
        try:
            if self.settings.clock_controlled:
                self._begin_in_its_time(detached)
            self.wait_until_ready(progress)
        except BaseException:
            self.stop()
            raise
        progress("流程引擎已就绪。")

    def launch(self, *, detached: bool = False) -> None:
        """Start without waiting: a broker of a cluster is ready only when enough of the others are there."""
        self._process = self._spawn(detached)

    def terminate(self) -> None:
        """Ask the broker to end (SIGTERM) without waiting; :meth:`stop` waits and insists."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGTERM)

    def stop(self) -> None:
        """End the broker: SIGTERM, then SIGKILL after 20 s. Does nothing when it has ended."""
        self.terminate()
        process, self._process = self._process, None
        if process is None:
            return
        try:
            process.wait(_STOP_WITHIN)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def kill(self) -> None:
        """End the broker as a power cut would (SIGKILL), for tests of recovery."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _spawn(self, detached: bool) -> subprocess.Popen[bytes]:
        settings = self.settings
        (settings.data / "tmp").mkdir(parents=True, exist_ok=True)
        settings.log.parent.mkdir(parents=True, exist_ok=True)
        command = java_command(
            settings.home,
            settings.data,
            settings.heap,
            settings.java_options,
            short_lived=settings.short_lived or settings.clock_controlled,
        )
        if not detached and threading.current_thread() is threading.main_thread():
            command = following_parent(command)
        with settings.log.open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=settings.data,
                env=_environ(settings),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _begin_in_its_time(self, detached: bool) -> None:
        """Catch up with the time that others follow before the partitions work.

        A partition that was moved back would do what it had planned, such as handing its records on, only when the time it
        had planned by comes again. So a broker that was faster begins once more.
        """
        deadline = time.monotonic() + _READY_WITHIN
        while self.pid is not None and time.monotonic() < deadline:
            try:
                step = self.clock.catch_up()
            except ClockUnreachable:
                time.sleep(0.1)
                continue
            if step >= timedelta() or not is_ready(self.management_url):
                return
            self.kill()
            self.launch(detached=detached)

    def wait_until_ready(self, progress: Progress = lambda _: None) -> None:
        """Wait until every partition has a leader, then catch up with the time that others follow.

        Raises :class:`EngineFailed` when the broker ends or is not ready within two minutes.
        """
        started = told = time.monotonic()
        while not (is_healthy(self.management_url) and has_leaders(self.grpc_address)):
            if self.pid is None:
                raise EngineFailed(f"流程引擎启动后退出，原因见日志 {self.settings.log}。")
            now = time.monotonic()
            if now - started > _READY_WITHIN:
                raise EngineFailed(
                    f"流程引擎在 {_READY_WITHIN:.0f} 秒内未就绪，原因见日志 {self.settings.log}。"
                )
            if now - told >= 5:
                told = now
                progress(f"等待流程引擎就绪（已 {now - started:.0f} 秒）…")
            time.sleep(0.25)
        if self.settings.clock_controlled:
            self.clock.catch_up()


def incarnation(data: Path) -> str:
    """The name of this life of the engine's data (hexadecimal): made with the folder, gone with it.

    Record positions begin again when the data is wiped; the intake tells the lives apart by this name.
    """
    file = data / "incarnation"
    if not file.exists():
        file.write_text(uuid.uuid4().hex, encoding="ascii")
    return file.read_text(encoding="ascii")


def _environ(settings: EngineSettings) -> dict[str, str]:
    inherited = {
        name: value for name, value in os.environ.items() if name in _PASSED_ON or name.startswith("ZEEBE_")
    }
    return (
        inherited
        | settings.ports.environ()
        | settings.membership.environ()
        | {
            "LC_ALL": "C.UTF-8",  # folder names may be Chinese
            "YILIAN_ENGINE_HOST": LOOPBACK,
            "YILIAN_ENGINE_DATA": str(settings.data / "broker"),
            "YILIAN_ENGINE_PARTITIONS": str(settings.partitions),
            "YILIAN_ENGINE_INCARNATION": incarnation(settings.membership.incarnation_of or settings.data),
            "YILIAN_INTAKE_URL": settings.intake_url,
            "YILIAN_INTAKE_USER": settings.intake_user,
            "YILIAN_INTAKE_PASSWORD": settings.intake_password,
            "ZEEBE_CLOCK_CONTROLLED": str(settings.clock_controlled).lower(),
        }
    )
