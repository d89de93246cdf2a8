"""Sets up and runs every process of the house on this machine, on the embedded defaults."""

import json
import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from bpmn.catalogue import load_catalogue
from chain.clock import CLOCK_FILE_VARIABLE, Clock, OffsetClock, SystemClock
from gateway.identity.development import DevelopmentIssuer
from scripts.tools.engine import EngineProcess, EngineSettings
from scripts.tools.engine_ports import EnginePorts
from scripts.tools.platform.ports import LOOPBACK, PlatformPorts
from scripts.tools.platform.secrets import new_file, private_file
from scripts.tools.platform.services import Service, run_once

WORKER_TOKEN_LIFE = timedelta(days=30)

Report = Callable[[str], None]


class Platform:
    """A local run in one data folder. ``start`` returns when everything is ready; ``stop`` ends what it started.

    ``regions`` are those whose bodies get a worker process each. The embedded run keeps what production separates
    (engine, store, seal keys) in subfolders of ``data``, each owned by its process.
    """

    def __init__(
        self,
        data: Path,
        engine_home: Path,
        *,
        ports: PlatformPorts | None = None,
        engine_ports: EnginePorts | None = None,
        regions: tuple[str, ...] = ("379901",),
        clock_controlled: bool = False,
        database_url: str | None = None,
    ) -> None:
        self.data = data.absolute()
        self.ports = ports or PlatformPorts.from_environ()
        self.bodies = [body for region in regions for body in load_catalogue().bodies(region)]
        self._database_url = database_url
        self._intake_password = secrets.token_urlsafe(24)
        self._clock_file = self.data / "clock" if clock_controlled else None
        self.engine = EngineProcess(
            EngineSettings(
                home=engine_home,
                data=self.data / "engine",
                log=self.data / "logs" / "engine.log",
                intake_url=f"http://{LOOPBACK}:{self.ports.intake}",
                intake_user="zeebe",
                intake_password=self._intake_password,
                ports=engine_ports or EnginePorts.from_environ(),
                clock_controlled=clock_controlled,
                clock_file=self._clock_file,
            )
        )
        self.services: dict[str, Service] = {}

    @property
    def clock(self) -> Clock:
        """The time that every process of this run reads."""
        return OffsetClock(self._clock_file) if self._clock_file else SystemClock()

    @property
    def gateway_url(self) -> str:
        """Base address of the gateway."""
        return f"http://{LOOPBACK}:{self.ports.gateway}"

    @property
    def root_certificate(self) -> Path:
        """The root under which this run's seals were made."""
        return self.data / "keeper" / "public" / "root.der"

    def token(self, sub: str, role: str, body: str | None = None) -> str:
        """A token of the development issuer."""
        return self._issuer().token(sub, [role], body, timedelta(hours=12))

    def check_ports(self) -> None:
        """Raise CommandFailed when a port is taken, before anything is started."""
        self.ports.ensure_free(len(self.bodies))
        self.engine.settings.ports.check_free()

    def start(self, report: Report = lambda _: None) -> None:
        """Set up keys and tokens, start all processes and wait until each is ready."""
        self.check_ports()
        for folder in ("logs", "keys"):
            (self.data / folder).mkdir(parents=True, exist_ok=True)
        report("生成演示用的密钥、印章和访问凭证")
        self._set_up_keeper()
        self._issue_worker_tokens()
        self._describe_services()
        self._start("keeper", "intake")
        report("启动流程引擎（Zeebe），通常需要十秒左右")
        self.engine.start()
        report("启动网关、记录接收、印章保管和各部门工作进程")
        self._start("gateway")
        self._start(*(name for name in self.services if name.startswith("worker-")))
        report(f"全部就绪：{len(self.services)} 个进程和一个流程引擎")

    def stop(self) -> None:
        """Stop the workers, the gateway, the engine, then what they leaned on."""
        workers = [name for name in self.services if name.startswith("worker-")]
        for name in [*workers, "gateway"]:
            self._stop(name)
        self.engine.stop()
        for name in ("intake", "keeper"):
            self._stop(name)

    def check_alive(self) -> None:
        """Raise CommandFailed when a process has ended by itself."""
        for service in self.services.values():
            service.check_alive()

    def _stop(self, name: str) -> None:
        if name in self.services:
            self.services[name].stop()

    def _start(self, *names: str) -> None:
        for name in names:
            self.services[name].start()
        for name in names:
            self.services[name].wait_ready()

    def _issuer(self) -> DevelopmentIssuer:
        return DevelopmentIssuer(self.data, self.clock)

    def _set_up_keeper(self) -> None:
        folder, passphrase = self.data / "keeper", self.data / "keys" / "keeper.passphrase"
        if not passphrase.exists():
            private_file(passphrase, secrets.token_urlsafe(32))
        bodies = [
            {"code": b.code, "name": b.name, "uscc": b.uscc, "fictitious": b.fictitious} for b in self.bodies
        ]
        listing = new_file(self.data / "keys" / "bodies.json", json.dumps(bodies, ensure_ascii=False))
        arguments = ["workers.e_seal.keeper.setup", "--data", str(folder), "--bodies", str(listing)]
        run_once("印章保管", arguments, self._keeper_environment(), self.data / "logs" / "keeper-setup.log")

    def _issue_worker_tokens(self) -> None:
        for body in self.bodies:
            token = self._issuer().token(f"worker:{body.code}", ["worker"], body.code, WORKER_TOKEN_LIFE)
            private_file(self.data / "keys" / f"worker-{body.code}.token", token)

    def _keeper_environment(self) -> dict[str, str]:
        passphrase = self.data / "keys" / "keeper.passphrase"
        return {"YILIAN_KEEPER_PASSPHRASE_FILE": str(passphrase), **self._clock_environment()}

    def _clock_environment(self) -> dict[str, str]:
        return {CLOCK_FILE_VARIABLE: str(self._clock_file)} if self._clock_file else {}

    def _gateway_environment(self, port: int) -> dict[str, str]:
        environment = {
            "YILIAN_DATA": str(self.data),
            "YILIAN_HOST": LOOPBACK,
            "YILIAN_PORT": str(port),
            "YILIAN_PUBLIC_URL": self.gateway_url,
            "YILIAN_KEEPER_URL": f"http://{LOOPBACK}:{self.ports.keeper}",
            "YILIAN_ROOTS": str(self.root_certificate.parent),
            "YILIAN_INTAKE_USER": "zeebe",
            "YILIAN_INTAKE_PASSWORD": self._intake_password,
            **self.engine.client_environ(),
            **self._clock_environment(),
        }
        if self._database_url:
            environment["YILIAN_DATABASE_URL"] = self._database_url
        return environment

    def _worker_environment(self, body: str, health_port: int) -> dict[str, str]:
        return {
            "YILIAN_GATEWAY_URL": self.gateway_url,
            "YILIAN_KEEPER_URL": f"http://{LOOPBACK}:{self.ports.keeper}",
            "YILIAN_TOKEN_FILE": str(self.data / "keys" / f"worker-{body}.token"),
            "YILIAN_KEEPER_TOKEN_FILE": str(self.data / "keeper" / "tokens" / f"{body}.token"),
            "YILIAN_HEALTH_PORT": str(health_port),
            **self.engine.client_environ(),
            **self._clock_environment(),
        }

    def _describe_services(self) -> None:
        self._describe(
            "intake", ["gateway.intake"], self._gateway_environment(self.ports.intake), self.ports.intake
        )
        self._describe(
            "gateway", ["gateway"], self._gateway_environment(self.ports.gateway), self.ports.gateway
        )
        keeper = [
            "workers.e_seal.keeper",
            "--data",
            str(self.data / "keeper"),
            "--port",
            str(self.ports.keeper),
        ]
        self._describe("keeper", keeper, self._keeper_environment(), self.ports.keeper)
        for number, body in enumerate(self.bodies):
            port = self.ports.worker_health + number
            environment = self._worker_environment(body.code, port)
            self._describe(f"worker-{body.code}", ["workers", "--body", body.code], environment, port)

    def _describe(self, name: str, arguments: list[str], environment: dict[str, str], port: int) -> None:
        log = self.data / "logs" / f"{name}.log"
        self.services[name] = Service(name, arguments, environment, log, f"http://{LOOPBACK}:{port}/health")
