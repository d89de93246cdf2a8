"""The audit log and its chain of hashes."""

import asyncio
import stat
from pathlib import Path

import pytest
from sqlalchemy import text

from gateway.store import audit
from gateway.store.audit_file import HeadFile
from gateway.store.audit_heads import keep_head
from gateway.store.database import Database
from gateway.store.encryption import create_key_file
from gateway.store.errors import AuditBroken
from tests.unit.gateway.store.support import NOW


async def _fill(database: Database, lines: int) -> None:
    async def one(number: int) -> None:
        async with database.write() as session:
            await audit.record(
                session,
                at=NOW,
                actor=f"officer-{number}",
                role="officer",
                body="fire_379901",
                action="case.read",
                case_no="YL1",
                detail={"item": "food_license"},
            )

    await asyncio.gather(*(one(number) for number in range(lines)))


async def test_an_untouched_log_holds(database: Database) -> None:
    assert (await audit.verify(database)).lines == 0
    await _fill(database, 12)
    assert (await audit.verify(database)).lines == 12


async def test_lines_of_one_transaction_follow_each_other(database: Database) -> None:
    async with database.write() as session:
        for action in ("case.read", "file.read"):
            await audit.record(session, at=NOW, actor="w", role="worker", action=action)
    assert (await audit.verify(database)).lines == 2


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit_log SET actor = 'nobody' WHERE seq = 3",
        "UPDATE audit_log SET at = at + 1 WHERE seq = 1",
        "UPDATE audit_log SET detail = '{}' WHERE seq = 5",
        "UPDATE audit_log SET case_no = NULL WHERE seq = 2",
        "DELETE FROM audit_log WHERE seq = 2",
        "DELETE FROM audit_log WHERE seq = 1",
        "UPDATE audit_log SET seq = 9 WHERE seq = 5",
    ],
)
async def test_a_changed_or_missing_line_is_found(database: Database, tampering: str) -> None:
    await _fill(database, 5)
    async with database.write() as session:
        await session.execute(text(tampering))
    with pytest.raises(AuditBroken):
        await audit.verify(database)


async def test_a_log_cut_short_has_another_head(database: Database) -> None:
    await _fill(database, 3)
    head = await audit.verify(database)
    async with database.write() as session:
        await session.execute(text("DELETE FROM audit_log WHERE seq = 3"))
    assert await audit.verify(database) != head


def heads(tmp_path: Path) -> HeadFile:
    return HeadFile(tmp_path / "audit-heads.jsonl")


async def _cut(database: Database, first: int) -> None:
    async with database.write() as session:
        await session.execute(text(f"DELETE FROM audit_log WHERE seq >= {first}"))  # noqa: S608


async def test_a_log_whose_head_was_kept_outside_cannot_be_cut_unseen(
    database: Database, tmp_path: Path
) -> None:
    kept = heads(tmp_path)
    await _fill(database, 5)
    await keep_head(database, kept, None)
    assert (await audit.verify(database, kept.read())).lines == 5
    await _fill(database, 2)
    assert (await audit.verify(database, kept.read())).lines == 7
    await _cut(database, 5)
    await audit.verify(database)
    with pytest.raises(AuditBroken, match="曾有 5 条"):
        await audit.verify(database, kept.read())


async def test_a_log_that_was_cut_and_written_on_is_found_out(database: Database, tmp_path: Path) -> None:
    kept = heads(tmp_path)
    await _fill(database, 5)
    await keep_head(database, kept, None)
    await _cut(database, 4)
    async with database.write() as session:
        for _ in range(4):
            await audit.record(session, at=NOW, actor="another", role="officer", action="case.read")
    await keep_head(database, kept, None)
    await audit.verify(database)
    with pytest.raises(AuditBroken, match="第 5 条"):
        await audit.verify(database, kept.read())


async def test_a_head_is_kept_when_it_moved_and_the_file_only_grows(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    kept, path = heads(tmp_path), tmp_path / "audit-heads.jsonl"
    last = await keep_head(database, kept, None)
    assert not path.exists()
    sizes = []
    for new in (2, 0, 1):
        await _fill(database, new)
        last = await keep_head(database, kept, last)
        sizes.append(path.read_bytes().count(b"seq"))
    assert sizes == [1, 1, 2]
    assert kept.read().keys() == {2, 3}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert f"line 3 has hash {last.hash}" in caplog.text


@pytest.mark.parametrize(
    "rest", [b'\n{"at": "2026', b"\nnonsense", b"\n[]", b'\n{"seq": "x", "hash": ""}', b"\n"]
)
def test_a_line_that_a_crash_cut_off_costs_no_other_line(tmp_path: Path, rest: bytes) -> None:
    kept = heads(tmp_path)
    kept.append(1, "a" * 64)
    with (tmp_path / "audit-heads.jsonl").open("ab") as file:
        file.write(rest)
    kept.append(2, "b" * 64)
    assert kept.read() == {1: "a" * 64, 2: "b" * 64}


async def test_the_command_compares_with_the_kept_heads(
    database: Database,
    migrated_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "data").mkdir(exist_ok=True)
    monkeypatch.setenv("YILIAN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("YILIAN_DATABASE_URL", migrated_url)
    monkeypatch.setattr("sys.argv", ["audit", "verify"])
    create_key_file(tmp_path / "data" / "keys" / "data.key")
    await _fill(database, 3)
    answers = [await asyncio.to_thread(audit.main)]
    await keep_head(database, heads(tmp_path / "data"), None)
    answers.append(await asyncio.to_thread(audit.main))
    await _cut(database, 3)
    answers.append(await asyncio.to_thread(audit.main))
    told = capsys.readouterr()

    assert answers == [0, 0, 1]
    assert "没有留存的摘要" in told.out
    assert "与留存的 1 个摘要一致" in told.out
    assert "末尾已被截去" in told.err
