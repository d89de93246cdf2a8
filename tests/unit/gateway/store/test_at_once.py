"""Statements of bounded sessions on SQLite need no greenlet, and do what they do in any other session."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import MissingGreenlet, NoResultFound
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.store.at_once import AtOnceSession
from gateway.store.database import Database
from gateway.store.models import Series
from tests.unit.gateway.stores import CIPHER, Stores


@pytest.fixture
async def store(stores: Stores, tmp_path: Path) -> AsyncIterator[Database]:
    """A store on SQLite with one row."""
    database = Database(stores.migrated("sqlite", tmp_path), CIPHER)
    async with database.write() as session:
        session.add(Series(name="kept", last=1))
    yield database
    await database.close()


def _forbid_greenlets(patch: pytest.MonkeyPatch) -> None:
    async def none(*_: Any, **__: Any) -> None:
        raise AssertionError("a greenlet")

    patch.setattr("sqlalchemy.ext.asyncio.session.greenlet_spawn", none)


async def _everything(session: AsyncSession) -> None:
    """Every call that :class:`AtOnceSession` has of its own, and those built on them."""
    kept = await session.scalar(select(Series).where(Series.name == "kept"))
    assert kept is not None
    assert await session.get(Series, "kept") is kept
    assert await session.get_one(Series, "kept", populate_existing=True) is kept
    assert await session.get(Series, "nothing") is None
    with pytest.raises(NoResultFound):
        await session.get_one(Series, "nothing")
    assert (await session.execute(select(Series.name, Series.last))).all() == [("kept", 1)]
    assert list(await session.scalars(select(Series))) == [kept]


async def test_reading_needs_no_greenlet(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    async with store.read() as session:
        with monkeypatch.context() as patch:
            _forbid_greenlets(patch)
            await _everything(session)


async def test_writing_needs_no_greenlet(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    async with store.write() as session:
        with monkeypatch.context() as patch:
            _forbid_greenlets(patch)
            await _everything(session)
            session.add(Series(name="new", last=2))
            await session.flush()
    async with store.read() as session:
        assert set(await session.scalars(select(Series.name))) == {"kept", "new"}


async def test_objects_are_those_of_the_moment_of_the_statement(store: Database) -> None:
    async with store.write() as session:
        found = await session.scalars(select(Series).order_by(Series.name))
        session.add(Series(name="later", last=3))
        await session.flush()
        assert [row.name for row in found] == ["kept"]


async def test_part_of_a_transaction_can_be_taken_back(store: Database) -> None:
    async with store.write() as session:
        session.add(Series(name="first", last=1))
        part = await session.begin_nested()
        session.add(Series(name="part", last=1))
        await session.flush()
        await part.rollback()
        session.add(Series(name="second", last=1))
    async with store.read() as session:
        assert set(await session.scalars(select(Series.name))) == {"kept", "first", "second"}


async def test_where_something_is_to_be_waited_for_a_statement_fails_and_does_nothing(
    store: Database,
) -> None:
    # The engine without AT_ONCE: its statements go to the connection's thread.
    async with store.engine.connect() as connection:
        session = AtOnceSession(connection)
        with pytest.raises(MissingGreenlet):
            await session.scalar(select(Series))
