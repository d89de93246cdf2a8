"""The audit log and its chain of hashes."""

import asyncio

import pytest
from sqlalchemy import text

from gateway.store import audit
from gateway.store.database import Database
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
