"""Transactions, migrations and points in time."""

import asyncio
import traceback
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from chain.clock import BEIJING
from gateway.outbox import enqueue
from gateway.store import migrate
from gateway.store.base import from_millis, to_millis
from gateway.store.database import Database
from gateway.store.encryption import KEY_BYTES, Cipher
from gateway.store.errors import SchemaOutdated, StoreBusy
from gateway.store.models import Case, Claim, OutboxMessage, Series
from tests.unit.gateway.store.support import NOW, add_case
from tests.unit.gateway.stores import CIPHER, Stores


@given(st.datetimes(datetime(1950, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_point_in_time_keeps_its_milliseconds(moment: datetime) -> None:
    kept = from_millis(to_millis(moment))
    assert timedelta() <= moment - kept < timedelta(milliseconds=1)
    assert kept.tzinfo is BEIJING


def test_a_point_in_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        to_millis(datetime(2026, 1, 1))  # noqa: DTZ001


async def test_two_processes_that_start_at_once_migrate_once(store_url: str) -> None:
    stores = [Database(store_url, Cipher(b"k" * KEY_BYTES)) for _ in range(2)]
    await asyncio.gather(*(migrate.upgrade(store) for store in stores))
    for store in stores:
        await migrate.check(store)
        await store.close()


async def test_tables_go_down_and_up_again(database: Database) -> None:
    await migrate.downgrade(database, "base")
    with pytest.raises(SchemaOutdated):
        await migrate.check(database)
    await migrate.upgrade(database)
    await migrate.check(database)


async def test_an_exception_of_the_database_tells_nothing_of_what_was_written(database: Database) -> None:
    mark = "".join(("miyin", "77"))  # in pieces: a traceback quotes this file
    async with database.write() as session:
        await add_case(session, "YL1", sub=mark)
    with pytest.raises(IntegrityError) as refused:
        async with database.write() as session:
            await add_case(session, "YL1", sub=mark)
    told = "".join(traceback.format_exception(refused.value))
    assert "INSERT INTO cases" in told
    assert mark not in told


async def test_a_json_column_gives_back_what_was_written(database: Database) -> None:
    written = {"text": "一链", "list": [None, True, 1.5, 2**53], "half of a pair": "\ud800"}
    async with database.write() as session:
        await enqueue(session, "publish", None, written, "message/1")
    async with database.read() as session:
        assert await session.scalar(select(OutboxMessage.payload)) == written


async def test_an_exception_leaves_nothing_behind(database: Database) -> None:
    async def fail() -> None:
        async with database.write() as session:
            await add_case(session, "YL1")
            await session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    async with database.read() as session:
        assert await session.get(Case, "YL1") is None


async def test_writers_at_the_same_time_lose_no_increment(database: Database) -> None:
    async with database.write() as session:
        session.add(Series(name="licence", last=0))

    async def next_number() -> None:
        async with database.write() as session:
            row = await session.get_one(Series, "licence", with_for_update=True)
            row.last += 1

    await asyncio.gather(*(next_number() for _ in range(20)))
    async with database.read() as session:
        assert (await session.get_one(Series, "licence")).last == 20


async def test_a_case_is_claimed_by_one_instance_only(database: Database) -> None:
    async with database.write() as session:
        await add_case(session, "YL1")
        await session.flush()
        session.add(Claim(case_no="YL1", process_instance_key=1, body="approval_379901", claimed_at=NOW))

    async def claim_again() -> None:
        async with database.write() as session:
            session.add(Claim(case_no="YL1", process_instance_key=2, body="approval_379901", claimed_at=NOW))

    with pytest.raises(IntegrityError):
        await claim_again()
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Claim)) == 1


async def test_sqlite_acknowledges_only_what_is_on_the_disk(stores: Stores, tmp_path: Path) -> None:
    database = Database(stores.migrated("sqlite", tmp_path), CIPHER)
    async with database.read() as session:
        answers = [
            await session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    await database.close()
    assert answers == ["wal", 2, 1]


async def test_of_two_that_wait_for_each_other_one_is_done_and_the_other_can_be_asked_for_again(
    database: Database,
) -> None:
    async with database.write() as session:
        session.add_all([Series(name="one", last=0), Series(name="two", last=0)])
    both_hold_one = asyncio.Barrier(2)

    async def raise_both(*names: str) -> None:
        async with database.write() as session:
            for name in names:
                (await session.get_one(Series, name, with_for_update=True)).last += 1
                await session.flush()
                if not database.is_sqlite and name == names[0]:
                    await both_hold_one.wait()

    ends = await asyncio.gather(raise_both("one", "two"), raise_both("two", "one"), return_exceptions=True)
    given_up = [end for end in ends if end is not None]
    # On SQLite one writes after the other.
    assert [type(each) for each in given_up] == ([] if database.is_sqlite else [StoreBusy])
    async with database.read() as session:
        counted = await session.scalars(select(Series.last).where(Series.name.in_(("one", "two"))))
        assert list(counted) == [2 - len(given_up)] * 2
