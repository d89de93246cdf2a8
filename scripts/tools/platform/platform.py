"""Sets up and runs every process of the house on this machine, on the embedded defaults."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bpmn.catalogue import Body, load_catalogue
from chain.clock import CLOCK_FILE_VARIABLE, Clock, OffsetClock, SystemClock, write_offset
from gateway.identity.development import DevelopmentIssuer
from scripts.tools.engine import Engine, EngineProcess, EngineSettings
from scripts.tools.engine_ports import EnginePorts
from scripts.tools.free_ports import LOOPBACK
from scripts.tools.platform.ports import PlatformPorts
from scripts.tools.platform.secrets import new_file, private_file
from scripts.tools.platform.services import Service, Spawn, run_once, spawned

WORKER_TOKEN_LIFE = timedelta(days=30)
LIFE_IN_STORIES = timedelta(days=6 * 365)
"""Of workers' tokens where tests move the time: a story may last as long as a licence holds, five years."""

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Variation:
    """How a run differs from the plain one.

    ``replicas`` is the number of gateways, of intakes and of workers a body (named ``gateway``, ``gateway-2`` …);
    ``environment`` goes to every Python process; ``detours`` are addresses (``YILIAN_GATEWAY_URL``,
    ``YILIAN_KEEPER_URL``, ``YILIAN_ENGINE_GRPC``, ``YILIAN_ENGINE_REST``) that processes are told instead of the real
    ones, and ``intake_url`` the one the engine is told: something of the caller listens there and passes on. ``spawn``
    starts the Python processes. A ``short_lived`` run ends within minutes.
    """

    replicas: int = 1
    environment: Mapping[str, str] = field(default_factory=dict)
    detours: Mapping[str, str] = field(default_factory=dict)
    intake_url: str | None = None
    engine: Callable[[EngineSettings], Engine] = EngineProcess
    spawn: Spawn = spawned
    short_lived: bool = False


PLAIN = Variation()


class Platform:
    """A local run in one data folder. ``start`` returns when everything is ready; ``stop`` ends what it started.

    ``regions`` are those whose bodies get a worker process each; with ``theme``, only those bodies that its items
    belong to. The embedded run keeps what production separates (engine, store, seal keys) in subfolders of ``data``,
    each owned by its process. With ``clock_controlled`` tests may move the time, and ``starts_at`` (aware) is when the
    story begins, in the past or in the future.
    """

    def __init__(
        self,
        data: Path,
        engine_home: Path,
        *,
        ports: PlatformPorts | None = None,
        engine_ports: EnginePorts | None = None,
        regions: tuple[str, ...] = ("379901",),
        theme: str | None = None,
        clock_controlled: bool = False,
        starts_at: datetime | None = None,
        database_url: str | None = None,
        variation: Variation = PLAIN,
    ) -> None:
        self.data = data.absolute()
        self.ports = ports or PlatformPorts.from_environ()
        self.bodies = [body for region in regions for body in bodies_of(region, theme)]
        self.variation = variation
        self._database_url = database_url
        self._intake_password = secrets.token_urlsafe(24)
        self._clock_file = self.data / "clock" if clock_controlled else None
        self._starts_at = starts_at if clock_controlled else None
        self.engine = variation.engine(
            EngineSettings(
                home=engine_home,
                data=self.data / "engine",
                log=self.data / "logs" / "engine.log",
                intake_url=variation.intake_url or ",".join(self.intake_urls),
                intake_user="zeebe",
                intake_password=self._intake_password,
                ports=engine_ports or EnginePorts.from_environ(),
                clock_controlled=clock_controlled,
                clock_file=self._clock_file,
                short_lived=variation.short_lived,
            )
        )
        self.services: dict[str, Service] = {}

    @property
    def clock(self) -> Clock:
        """The time that every process of this run reads."""
        return OffsetClock(self._clock_file) if self._clock_file else SystemClock()

    @property
    def gateway_url(self) -> str:
        """Base address of the (first) gateway."""
        return f"http://{LOOPBACK}:{self.ports.gateway}"

    @property
    def gateway_urls(self) -> list[str]:
        """Base addresses of all gateways."""
        return [f"http://{LOOPBACK}:{port}" for port in self._ports_of(self.ports.gateway, 0)]

    @property
    def intake_urls(self) -> list[str]:
        """Base addresses of all intakes."""
        return [f"http://{LOOPBACK}:{port}" for port in self._ports_of(self.ports.intake, 1)]

    @property
    def root_certificate(self) -> Path:
        """The root under which this run's seals were made."""
        return self.data / "keeper" / "public" / "root.der"

    def token(self, sub: str, role: str, body: str | None = None, *more: str) -> str:
        """A token of the development issuer, perhaps with more roles."""
        return self._issuer().token(sub, [role, *more], body, timedelta(hours=12))

    def check_ports(self) -> None:
        """Raise CommandFailed when a port is taken, before anything is started."""
        kinds = len(self.bodies) + 2
        self.ports.ensure_free(len(self.bodies), kinds * (self.variation.replicas - 1))
        self.engine.check_ports()

    def start(self, report: Report = lambda _: None) -> None:
        """Set up keys and tokens, start all processes and wait until each is ready."""
        self.check_ports()
        for folder in ("logs", "keys"):
            (self.data / folder).mkdir(parents=True, exist_ok=True)
        if self._clock_file and self._starts_at and not self._clock_file.exists():
            write_offset(self._clock_file, self._starts_at - datetime.now(UTC))
        report("生成演示用的密钥、印章和访问凭证")
        self._set_up_keeper()
        self._issue_worker_tokens()
        self._describe_services()
        report("启动流程引擎（Zeebe）、网关、记录接收和印章保管，通常需要十秒左右")
        without_engine = ["keeper", *self._named("intake"), *self._named("gateway")]
        self._launch(*without_engine)
        self.engine.start()
        self._wait_ready(*without_engine)
        report("启动各部门工作进程")
        workers = self._named("worker")
        self._launch(*workers)
        self._wait_ready(*workers)
        report(f"全部就绪：{len(self.services)} 个进程和一个流程引擎")

    def stop(self) -> None:
        """Stop the workers, the gateway, the engine, then what they leaned on."""
        for name in [*self._named("worker"), *self._named("gateway")]:
            self.services[name].stop()
        self.engine.stop()
        for name in [*self._named("intake"), *self._named("keeper")]:
            self.services[name].stop()

    def kill(self) -> None:
        """End everything at once and without warning (SIGKILL)."""
        for service in self.services.values():
            service.kill()
        self.engine.kill()

    def check_alive(self) -> None:
        """Raise CommandFailed when a process has ended by itself."""
        for service in self.services.values():
            service.check_alive()

    def _named(self, kind: str) -> list[str]:
        return [name for name in self.services if name == kind or name.startswith(f"{kind}-")]

    def _ports_of(self, first: int, kind: int) -> list[int]:
        """The ports of all replicas of a kind of process; kinds are numbered: gateway, intake, then the bodies."""
        kinds = len(self.bodies) + 2
        further = (
            self.ports.replicas + kinds * number + kind for number in range(self.variation.replicas - 1)
        )
        return [first, *further]

    def _launch(self, *names: str) -> None:
        for name in names:
            self.services[name].start()

    def _wait_ready(self, *names: str) -> None:
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
            life = LIFE_IN_STORIES if self._clock_file else WORKER_TOKEN_LIFE
            token = self._issuer().token(f"worker:{body.code}", ["worker"], body.code, life)
            private_file(self.data / "keys" / f"worker-{body.code}.token", token)

    def _keeper_environment(self) -> dict[str, str]:
        passphrase = self.data / "keys" / "keeper.passphrase"
        return {"YILIAN_KEEPER_PASSPHRASE_FILE": str(passphrase), **self._common_environment()}

    def _common_environment(self) -> dict[str, str]:
        clock = {CLOCK_FILE_VARIABLE: str(self._clock_file)} if self._clock_file else {}
        return {**clock, **self.variation.environment}

    def _gateway_environment(self, port: int) -> dict[str, str]:
        environment = {
            "YILIAN_DATA": str(self.data),
            "YILIAN_HOST": LOOPBACK,
            "YILIAN_PORT": str(port),
            "YILIAN_PUBLIC_URL": self.gateway_url,
            "YILIAN_KEEPER_URL": f"http://{LOOPBACK}:{self.ports.keeper}",
            "YILIAN_REGISTER_TOKEN_FILE": str(self.data / "keeper" / "tokens" / "register.token"),
            "YILIAN_ROOTS": str(self.root_certificate.parent),
            "YILIAN_INTAKE_USER": "zeebe",
            "YILIAN_INTAKE_PASSWORD": self._intake_password,
            **self.engine.client_environ(),
            **self._common_environment(),
            **self.variation.detours,
        }
        if self._clock_file:
            environment["YILIAN_PROGRAM_LOGIN_LIFETIME"] = str(round(LIFE_IN_STORIES.total_seconds()))
        if self._database_url:
            environment["YILIAN_DATABASE_URL"] = self._database_url
        return environment

    def _worker_environment(self, body: str, health_port: int, gateway_url: str) -> dict[str, str]:
        return {
            "YILIAN_GATEWAY_URL": gateway_url,
            "YILIAN_KEEPER_URL": f"http://{LOOPBACK}:{self.ports.keeper}",
            "YILIAN_TOKEN_FILE": str(self.data / "keys" / f"worker-{body}.token"),
            "YILIAN_KEEPER_TOKEN_FILE": str(self.data / "keeper" / "tokens" / f"{body}.token"),
            "YILIAN_HEALTH_PORT": str(health_port),
            **self.engine.client_environ(),
            **self._common_environment(),
            **self.variation.detours,
        }

    def _describe_services(self) -> None:
        for number, port in enumerate(self._ports_of(self.ports.intake, 1)):
            self._describe(
                _replica("intake", number), ["gateway.intake"], self._gateway_environment(port), port
            )
        for number, port in enumerate(self._ports_of(self.ports.gateway, 0)):
            self._describe(_replica("gateway", number), ["gateway"], self._gateway_environment(port), port)
        keeper = [
            "workers.e_seal.keeper",
            "--data",
            str(self.data / "keeper"),
            "--port",
            str(self.ports.keeper),
        ]
        self._describe("keeper", keeper, self._keeper_environment(), self.ports.keeper)
        for kind, body in enumerate(self.bodies):
            ports = self._ports_of(self.ports.worker_health + kind, 2 + kind)
            for number, (port, gateway_url) in enumerate(zip(ports, self.gateway_urls, strict=True)):
                # Its own gateway first, then the others, as a worker on another machine would be told.
                urls = [gateway_url, *(url for url in self.gateway_urls if url != gateway_url)]
                environment = self._worker_environment(body.code, port, ",".join(urls))
                name = _replica(f"worker-{body.code}", number)
                self._describe(name, ["workers", "--body", body.code], environment, port)

    def _describe(self, name: str, arguments: list[str], environment: dict[str, str], port: int) -> None:
        log = self.data / "logs" / f"{name}.log"
        ready = f"http://{LOOPBACK}:{port}/health"
        self.services[name] = Service(name, arguments, environment, log, ready, self.variation.spawn)


def bodies_of(region: str, theme: str | None) -> list[Body]:
    """The bodies of a region, or those of them that a theme's items belong to."""
    catalogue = load_catalogue()
    if theme is None:
        return list(catalogue.bodies(region))
    departments = {catalogue.item(item).department for item in catalogue.theme(theme).items}
    return [body for body in catalogue.bodies(region) if body.department in departments]


def _replica(name: str, number: int) -> str:
    """The name of one replica; the first bears the plain name."""
    return name if number == 0 else f"{name}-{number + 1}"
