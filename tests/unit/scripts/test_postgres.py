"""The private PostgreSQL server: who gets in, as whom it runs, and what it leaves behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from scripts.tools import postgres
from scripts.tools.failure import CommandFailed
from scripts.tools.postgres import PostgresServer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A running server."""
    with PostgresServer(tmp_path_factory.mktemp("postgres"), durable=False) as running:
        yield running


async def _value(url: str, question: str) -> object:
    connection = await asyncpg.connect(
        make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    )
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_a_copy_of_a_database_holds_what_the_first_held(server: PostgresServer) -> None:
    server.create("first")
    server.run("CREATE TABLE theme AS SELECT '餐饮' AS name", "first")
    url = server.create("second", "first")
    assert await _value(url, "SELECT name FROM theme") == "餐饮"
    server.drop("second")
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await _value(url, "SELECT 1")
    server.drop("second")


async def test_nobody_gets_in_without_the_password(server: PostgresServer) -> None:
    wrong = make_url(server.url("postgres")).set(password="guess")
    with pytest.raises(asyncpg.InvalidPasswordError):
        await _value(wrong.render_as_string(hide_password=False), "SELECT 1")


async def test_what_is_acknowledged_is_on_the_disk_unless_somebody_asked_for_haste(
    server: PostgresServer, tmp_path: Path
) -> None:
    assert await _value(server.url("postgres"), "SHOW fsync") == "off"
    with PostgresServer(tmp_path, version=16) as durable:
        assert await _value(durable.url("postgres"), "SHOW fsync") == "on"
        assert await _value(durable.url("postgres"), "SHOW synchronous_commit") == "on"


@pytest.mark.parametrize("name", ["", "a;b", "Großes", "a b", "a/../b", "a" * 64])
def test_a_name_that_would_need_quoting_is_refused(server: PostgresServer, name: str) -> None:
    with pytest.raises(CommandFailed):
        server.url(name)


def test_a_refused_statement_says_why(server: PostgresServer) -> None:
    with pytest.raises(CommandFailed, match="missing_template"):
        server.create("copy", "missing_template")


def test_programs_below_a_folder_that_the_servers_user_cannot_enter_run_from_a_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = postgres._can_run

    def refuse_installed(user: tuple[int, int] | None, command: list[str]) -> bool:
        return "site-packages" not in command[0] and real(user, command)

    monkeypatch.setattr(postgres, "_can_run", refuse_installed)
    with PostgresServer(tmp_path, durable=False) as server:
        assert "site-packages" not in str(server._programs)
        assert server.run("SELECT 1") == "1"


def test_where_the_programs_cannot_run_one_sentence_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = postgres._can_run
    monkeypatch.setattr(
        postgres, "_can_run", lambda user, command: "initdb" not in command[0] and real(user, command)
    )
    with pytest.raises(CommandFailed, match="glibc"), PostgresServer(tmp_path):
        pytest.fail("it must not start")


def test_a_server_leaves_nothing_but_its_log(tmp_path: Path) -> None:
    with PostgresServer(tmp_path, durable=False) as server:
        home = server._home
        assert home is not None
        assert home.is_dir()
    assert not home.exists()
    assert list(tmp_path.iterdir()) == [server.log]


_OWNER = """
import os, sys, time
from pathlib import Path
from scripts.tools.postgres import PostgresServer
with PostgresServer(Path(sys.argv[1]), durable=False) as server:
    print(server._process.pid, os.stat(f"/proc/{server._process.pid}").st_uid, server._home, flush=True)
    time.sleep(600)
"""


def test_a_server_never_runs_as_root_and_ends_with_a_killed_owner(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _OWNER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        pid, uid, home = owner.stdout.readline().split(maxsplit=2)
        owner.send_signal(signal.SIGKILL)
    assert int(uid) != 0
    deadline = time.monotonic() + 30
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists()
    # Its folder stays, for there was nobody left to remove it; nothing runs in it any more.
    left = Path(home.strip())
    assert not (left / "data" / "postmaster.pid").exists()
    subprocess.run(["rm", "-rf", str(left)], check=True)
    assert os.path.lexists(tmp_path / "postgres.log")
