"""A backup is whole, of one kin and of a house at rest, or it is not made; a restore is checked, or leaves nothing."""

import asyncio
import errno
import gzip
import json
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import NoReturn

import pytest

from chain.clock import SystemClock
from chain.errors import ChainError
from gateway.intake.incarnation import adopt
from gateway.store import audit, migrate
from gateway.store.database import Database
from gateway.store.encryption import create_key_file
from scripts.tools.backup import archive as archives
from scripts.tools.backup.archive import check, read_manifest
from scripts.tools.backup.contents import Part, files_of, part_of
from scripts.tools.backup.errors import (
    ArchiveDamaged,
    DataInUse,
    MixedPair,
    NotBackedUp,
    TargetNotEmpty,
)
from scripts.tools.backup.make import back_up
from scripts.tools.backup.make import main as back_up_command
from scripts.tools.backup.restore import main as restore_command
from scripts.tools.backup.restore import restore

INCARNATION = "4a5b"


async def new_house(data: Path) -> Path:
    """A data folder as a stopped embedded run leaves it."""
    database = Database(f"sqlite+aiosqlite:///{data / 'store.db'}", create_key_file(data / "keys/data.key"))
    await migrate.upgrade(database)
    now = SystemClock().now()
    async with database.write() as session:
        await adopt(session, INCARNATION, now)
        await audit.record(session, at=now, actor="somebody", role="operator", action="test")
    await database.close()
    files = {
        "files/ab/cdef": b"encrypted",
        "engine/incarnation": INCARNATION.encode(),
        "engine/broker/raft/partitions/1/log.log": b"\0" * 4096,
        "engine/broker/raft/partitions/1/LOCK": b"",
        "engine/tmp/native.so": b"made anew",
        "keeper/uses.jsonl": b"{}\n",
        "keeper/bodies/approval_379901/key.json": b"{}",
        "keys/issuer.key": b"secret",
        "logs/gateway.log": b"{}\n",
        "clock": b"0",
    }
    for name, content in files.items():
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_bytes(content)
    return data


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once: the tables of a new store take their time."""
    return asyncio.run(new_house(tmp_path_factory.mktemp("house") / "original"))


@pytest.fixture
def house(original: Path, tmp_path: Path) -> Path:
    """A copy of the house for one test."""
    return Path(shutil.copytree(original, tmp_path / "某 house"))


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    """Where the two archives go."""
    (tmp_path / "safe").mkdir()
    return tmp_path / "data.tar.gz", tmp_path / "safe" / "keys.tar.gz"


def contents(data: Path) -> dict[str, bytes]:
    return {str(p.relative_to(data)): p.read_bytes() for p in data.rglob("*") if p.is_file()}


def test_what_is_restored_is_what_was_backed_up(
    house: Path, places: tuple[Path, Path], tmp_path: Path
) -> None:
    made = back_up(house, *places)
    assert restore(*places, tmp_path / "new") == made
    kept = {str(path): (house / path).read_bytes() for part in Part for path in files_of(house, part)}
    assert contents(tmp_path / "new") == kept
    assert made.store.incarnation == INCARNATION
    assert made.store.audit_lines == 1


def test_keys_lie_in_an_archive_of_their_own(house: Path, places: tuple[Path, Path]) -> None:
    back_up(house, *places)
    data, keys = (set(names(archive)) for archive in places)
    assert keys == {
        "manifest.json",
        "keys/data.key",
        "keys/issuer.key",
        "keeper/bodies/approval_379901/key.json",
    }
    assert not data & keys - {"manifest.json"}
    key = (house / "keys/data.key").read_bytes()
    with gzip.open(places[0]) as stream:
        assert key not in stream.read()
    assert {archive.stat().st_mode & 0o777 for archive in places} == {0o600}


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("store.db", Part.DATA),
        ("store.db-wal", None),
        ("files/00/11", Part.DATA),
        ("files/00/.1.tmp", None),
        ("engine/cluster-3/0/broker/raft/1.log", Part.DATA),
        ("engine/tmp/librocksdbjni.so", None),
        ("engine/pid", None),
        ("keeper/uses.jsonl", Part.DATA),
        ("keeper/seals.jsonl", Part.DATA),
        ("keeper/authority.jsonl", Part.DATA),
        ("keeper/tokens/fire_379901.token", Part.KEYS),
        ("keys/roots/root.der", Part.KEYS),
        ("logs/engine.log", None),
        ("clock", None),
    ],
)
def test_each_file_belongs_to_one_archive_or_to_none(path: str, part: Part | None) -> None:
    assert part_of(PurePosixPath(path)) is part


def test_a_house_in_use_is_not_backed_up_and_the_process_is_named(
    house: Path, places: tuple[Path, Path]
) -> None:
    with (house / "logs" / "worker.log").open("ab") as log:
        worker = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stdout=log)
    try:
        with pytest.raises(DataInUse, match=str(worker.pid)):
            back_up(house, *places)
    finally:
        worker.communicate()
    back_up(house, *places)


def test_an_idle_connection_to_the_store_counts_as_use(house: Path, places: tuple[Path, Path]) -> None:
    connection = sqlite3.connect(house / "store.db")
    connection.execute("SELECT 1 FROM cases").fetchall()
    try:
        with pytest.raises(DataInUse):
            back_up(house, *places)
    finally:
        connection.close()


def test_what_stands_in_the_write_ahead_log_is_backed_up_too(
    house: Path, places: tuple[Path, Path], tmp_path: Path
) -> None:
    """A killed gateway leaves its last transactions beside the store."""
    code = (
        "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); "
        "c.execute('PRAGMA journal_mode=WAL'); c.execute('CREATE TABLE late (x)'); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code, house / "store.db"], check=True)
    assert (house / "store.db-wal").stat().st_size > 0
    back_up(house, *places)
    restore(*places, tmp_path / "new")
    connection = sqlite3.connect(tmp_path / "new" / "store.db")
    assert connection.execute("SELECT count(*) FROM late").fetchone() == (0,)
    connection.close()


def _without_store(house: Path) -> None:
    (house / "store.db").unlink()


def _damaged_store(house: Path) -> None:
    (house / "store.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 8192)


def _other_engine(house: Path) -> None:
    (house / "engine" / "incarnation").write_text("ffff", encoding="ascii")


def _without_data_key(house: Path) -> None:
    (house / "keys" / "data.key").unlink()


@pytest.mark.parametrize("spoil", [_without_store, _damaged_store, _other_engine, _without_data_key])
def test_an_incomplete_or_mixed_house_is_not_backed_up(
    house: Path, places: tuple[Path, Path], spoil: Callable[[Path], None]
) -> None:
    spoil(house)
    with pytest.raises(ChainError):
        back_up(house, *places)
    assert not any(archive.exists() for archive in places)


def test_archives_are_never_overwritten_nor_put_inside_nor_side_by_side(
    house: Path, places: tuple[Path, Path]
) -> None:
    data, keys = places
    for to, also in ((house / "b.tar.gz", keys), (data, house / "b.tar.gz"), (data, data.with_name("k"))):
        with pytest.raises(NotBackedUp):
            back_up(house, to, also)
    back_up(house, data, keys)
    with pytest.raises(NotBackedUp, match="已存在"):
        back_up(house, data, keys)


def test_a_target_that_holds_something_is_left_as_it_is(
    house: Path, places: tuple[Path, Path], tmp_path: Path
) -> None:
    back_up(house, *places)
    target = tmp_path / "new"
    target.mkdir()
    restore(*places, target)
    before = contents(target)
    with pytest.raises(TargetNotEmpty):
        restore(*places, target)
    assert contents(target) == before


async def test_keys_of_another_house_do_not_open_this_one(
    house: Path, places: tuple[Path, Path], tmp_path: Path
) -> None:
    back_up(house, *places)
    other = await new_house(tmp_path / "other")
    back_up(other, tmp_path / "other.tar.gz", tmp_path / "safe" / "other.tar.gz")
    for pair in ((places[0], tmp_path / "safe" / "other.tar.gz"), (places[1], places[0])):
        with pytest.raises(MixedPair):
            restore(*pair, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_keys_of_an_earlier_backup_open_a_later_one(
    house: Path, places: tuple[Path, Path], tmp_path: Path
) -> None:
    back_up(house, *places)
    back_up(house, tmp_path / "later.tar.gz", tmp_path / "safe" / "later.tar.gz")
    restore(tmp_path / "later.tar.gz", places[1], tmp_path / "new")


def names(archive: Path) -> list[str]:
    with tarfile.open(archive) as tar:
        return tar.getnames()


def rewritten(archive: Path, change: Callable[[list[tuple[str, bytes]]], list[tuple[str, bytes]]]) -> None:
    """Write an archive again with other members."""
    with tarfile.open(archive) as tar:
        read = [(m.name, tar.extractfile(m).read()) for m in tar]  # type: ignore[union-attr]
    with tarfile.open(archive, "w:gz") as tar:
        for name, content in change(read):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, BytesIO(content))


def _changed_file(members: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    return [(n, b"encrypteD" if n == "files/ab/cdef" else c) for n, c in members]


def _missing_file(members: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    return [(n, c) for n, c in members if n != "files/ab/cdef"]


def _further_file(members: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    return [*members, ("files/ab/further", b"")]


def _file_twice(members: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    return [*members, members[-1]]


def _no_manifest(members: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    return members[1:]


def _leading_outside(members: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    manifest = json.loads(members[0][1])
    manifest["files"][0]["path"] = "../escaped"
    return [(members[0][0], json.dumps(manifest).encode()), ("../escaped", members[1][1]), *members[2:]]


def _shorter_audit(members: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    manifest = json.loads(members[0][1])
    manifest["store"]["audit_lines"] += 1
    return [(members[0][0], json.dumps(manifest).encode()), *members[1:]]


def _later_format(members: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    manifest = json.loads(members[0][1])
    manifest["format"] += 1
    return [(members[0][0], json.dumps(manifest).encode()), *members[1:]]


@pytest.mark.parametrize(
    "change",
    [
        _changed_file,
        _missing_file,
        _further_file,
        _file_twice,
        _no_manifest,
        _leading_outside,
        _shorter_audit,
        _later_format,
    ],
)
def test_an_archive_that_is_not_what_was_written_restores_nothing(
    house: Path,
    places: tuple[Path, Path],
    tmp_path: Path,
    change: Callable[[list[tuple[str, bytes]]], list[tuple[str, bytes]]],
) -> None:
    back_up(house, *places)
    rewritten(places[0], change)
    (tmp_path / "into").mkdir()
    with pytest.raises(ArchiveDamaged):
        restore(*places, tmp_path / "into" / "new")
    assert not list((tmp_path / "into").iterdir())
    assert not (tmp_path / "escaped").exists()


@pytest.mark.parametrize("cut", [0, 10, 2000])
def test_a_cut_archive_is_found(house: Path, places: tuple[Path, Path], cut: int) -> None:
    back_up(house, *places)
    places[0].write_bytes(places[0].read_bytes()[:cut])
    with pytest.raises(ArchiveDamaged):
        check(places[0])


def test_an_archive_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ArchiveDamaged, match="无法读取"):
        read_manifest(tmp_path / "absent.tar.gz")


def test_the_commands_say_in_chinese_what_was_done_or_why_not(
    house: Path, places: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to, keys = (str(place) for place in places)
    assert back_up_command(["--data", str(house), "--to", to, "--keys", keys]) == 0
    assert restore_command(["--from", to, "--keys", keys, "--to", str(tmp_path / "new")]) == 0
    assert "审计日志均已核对" in capsys.readouterr().err
    assert back_up_command(["--data", str(house), "--to", to, "--keys", keys]) == 1
    assert restore_command(["--from", to, "--keys", keys, "--to", str(tmp_path / "new")]) == 1
    assert "已存在" in capsys.readouterr().err
    shutil.rmtree(tmp_path / "new")


def test_a_changed_byte_is_found_wherever_it_changes_the_content(
    house: Path, places: tuple[Path, Path], tmp_path: Path
) -> None:
    back_up(house, *places)
    whole, spoiled = places[1].read_bytes(), tmp_path / "spoiled.tar.gz"
    found = 0
    for place in range(len(whole)):
        changed = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        spoiled.write_bytes(changed)
        try:
            check(spoiled)
        except ArchiveDamaged:
            found += 1
        else:
            assert gzip.decompress(changed) == gzip.decompress(whole)
    assert found > len(whole) // 2


def test_a_full_disk_is_not_taken_for_a_damaged_archive(
    house: Path, places: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Path) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    back_up(house, *places)
    monkeypatch.setattr(archives, "_new_file", full)
    with pytest.raises(OSError, match="No space left") as failure:
        restore(*places, tmp_path / "new")
    assert not isinstance(failure.value, ChainError)
    assert not (tmp_path / "new").exists()
