"""Writers that wait together share one commit on SQLite, and each is kept or not by itself."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from gateway.store import group_commit
from gateway.store.database import Database, after_commit
from gateway.store.errors import StoreBusy
from gateway.store.group_commit import MOST_TOGETHER, GroupCommit
from gateway.store.models import Series
from tests.unit.gateway.stores import CIPHER, Stores


class Refused(Exception):
    """What a writer of these tests fails with."""


class Store:
    """A store whose commits are counted."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.commits = 0
        event.listen(database.engine.sync_engine, "commit", self._count)

    def _count(self, _: object) -> None:
        self.commits += 1

    async def write(
        self, name: str, *, fail: bool = False, hold: asyncio.Event | None = None, ahead: bool = False
    ) -> None:
        """Write one row; then wait to be let go, or fail."""
        async with self.database.write(ahead=ahead) as session:
            session.add(Series(name=name, last=0))
            await session.flush()
            if hold is not None:
                await hold.wait()
            if fail:
                raise Refused

    async def names(self) -> set[str]:
        """What is kept."""
        async with self.database.read() as session:
            return set(await session.scalars(select(Series.name)))


@pytest.fixture
async def store(stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Store]:
    """An empty store on SQLite, whose groups are ended by their number and not by how busy the machine is."""
    monkeypatch.setattr(group_commit, "LONGEST_SECONDS", 60.0)
    database = Database(stores.migrated("sqlite", tmp_path), CIPHER)
    yield Store(database)
    await database.close()


async def _until_waiting() -> None:
    for _ in range(200):
        await asyncio.sleep(0.001)


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Groups that are ended by their number alone, however busy the machine."""
    monkeypatch.setattr(group_commit, "LONGEST_SECONDS", 60.0)


@pytest.mark.usefixtures("unhurried")
async def test_writers_that_wait_together_are_committed_once(store: Store) -> None:
    await asyncio.gather(*(store.write(f"s{number}") for number in range(MOST_TOGETHER)))
    assert store.commits == 1
    assert len(await store.names()) == MOST_TOGETHER


@pytest.mark.usefixtures("unhurried")
async def test_a_group_lets_no_more_than_its_number_in(store: Store) -> None:
    await asyncio.gather(*(store.write(f"s{number}") for number in range(MOST_TOGETHER + 1)))
    assert store.commits == 2
    assert len(await store.names()) == MOST_TOGETHER + 1


async def test_a_group_lets_nobody_in_after_its_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_commit, "LONGEST_SECONDS", 0.01)

    async def take_long() -> None:
        async with store.database.write() as session:
            session.add(Series(name="slow", last=0))
            await asyncio.sleep(0.05)

    await asyncio.gather(take_long(), store.write("next"))
    assert store.commits == 2
    assert await store.names() == {"slow", "next"}


async def test_a_writer_alone_has_a_commit_of_its_own(store: Store) -> None:
    await store.write("one")
    await store.write("two")
    assert store.commits == 2


@pytest.mark.parametrize("failing", [0, 1, 2])
async def test_of_a_group_one_that_fails_takes_back_only_its_own(store: Store, failing: int) -> None:
    ends = await asyncio.gather(
        *(store.write(f"s{number}", fail=number == failing) for number in range(3)), return_exceptions=True
    )
    assert [type(end) for end in ends] == [
        Refused if number == failing else type(None) for number in range(3)
    ]
    assert await store.names() == {f"s{number}" for number in range(3) if number != failing}


async def test_nobody_is_answered_before_the_commit_neither_done_nor_refused(store: Store) -> None:
    hold = asyncio.Event()
    first = asyncio.create_task(store.write("first"))
    refused = asyncio.create_task(store.write("refused", fail=True))
    last = asyncio.create_task(store.write("last", hold=hold))
    await _until_waiting()
    answered = (first.done(), refused.done())
    hold.set()
    await asyncio.gather(first, refused, last, return_exceptions=True)
    assert answered == (False, False)
    assert await store.names() == {"first", "last"}


async def test_a_row_that_cannot_be_written_leaves_the_rows_of_others(store: Store) -> None:
    ends = await asyncio.gather(
        store.write("one"), store.write("one"), store.write("two"), return_exceptions=True
    )
    assert [type(end) for end in ends] == [type(None), IntegrityError, type(None)]
    assert await store.names() == {"one", "two"}


async def test_when_the_database_takes_the_transaction_back_none_of_its_writers_is_told_that_it_was_kept(
    store: Store,
) -> None:
    async def take_all_back() -> None:
        async with store.database.write() as session:
            await session.execute(text("INSERT OR ROLLBACK INTO series (name, last) VALUES ('before', 0)"))

    await store.write("before")
    ends = await asyncio.gather(
        store.write("one"), take_all_back(), store.write("after"), return_exceptions=True
    )
    # Not the row is told as the cause but that the writer's savepoint is gone with all the rest.
    assert [type(end) for end in ends] == [StoreBusy, OperationalError, type(None)]
    assert await store.names() == {"before", "after"}


async def test_a_commit_that_fails_is_told_to_every_writer_of_the_group(store: Store) -> None:
    class DiskGone(Exception):
        pass

    def fail(_: object) -> None:
        raise DiskGone

    event.listen(store.database.engine.sync_engine, "commit", fail, once=True)
    ends = await asyncio.gather(
        store.write("one"), store.write("two", fail=True), store.write("three"), return_exceptions=True
    )
    assert [type(end) for end in ends] == [DiskGone, Refused, DiskGone]
    assert await store.names() == set()
    await store.write("four")
    assert await store.names() == {"four"}


async def test_one_who_gives_up_waiting_is_passed_over(store: Store) -> None:
    hold = asyncio.Event()
    first = asyncio.create_task(store.write("first", hold=hold))
    gone = asyncio.create_task(store.write("gone"))
    last = asyncio.create_task(store.write("last"))
    await _until_waiting()
    gone.cancel()
    hold.set()
    await asyncio.gather(first, gone, last, return_exceptions=True)
    assert gone.cancelled()
    assert await store.names() == {"first", "last"}


async def test_one_who_is_given_up_while_it_writes_leaves_nothing(store: Store) -> None:
    first = asyncio.create_task(store.write("first"))
    gone = asyncio.create_task(store.write("gone", hold=asyncio.Event()))
    await _until_waiting()
    gone.cancel()
    await asyncio.gather(first, gone, return_exceptions=True)
    assert gone.cancelled()
    assert await store.names() == {"first"}


async def test_who_gets_no_turn_in_time_is_told_to_come_again(store: Store) -> None:
    group = GroupCommit(store.database.engine, 0.05)
    hold = asyncio.Event()

    async def held() -> None:
        async with group.session() as session:
            session.add(Series(name="held", last=0))
            await session.flush()
            await hold.wait()

    holding = asyncio.create_task(held())
    await asyncio.sleep(0.02)
    with pytest.raises(StoreBusy):
        async with group.session():
            pass
    hold.set()
    await holding
    assert await store.names() == {"held"}


async def test_what_follows_a_commit_is_done_after_it_and_not_for_what_was_taken_back(store: Store) -> None:
    told: list[tuple[str, int]] = []

    async def write(name: str, *, fail: bool) -> None:
        async with store.database.write() as session:
            session.add(Series(name=name, last=0))
            after_commit(session, lambda: told.append((name, store.commits)))
            if fail:
                raise Refused

    await asyncio.gather(write("kept", fail=False), write("back", fail=True), return_exceptions=True)
    assert told == [("kept", 1)]


async def _played(store: Store, name: str, act: str, pause: float) -> str | None:
    """The name of a row whose writer was told that it is kept."""
    writing = asyncio.create_task(store.write(name, fail=act == "fails"))
    if act == "given up":
        await asyncio.sleep(pause)
        writing.cancel()
    try:
        await writing
    except (Refused, IntegrityError):
        return None
    except asyncio.CancelledError:
        # It may have been kept all the same: who leaves is told nothing.
        return f"?{name}"
    return name


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.sampled_from(["kept", "fails", "twice", "given up"]), max_size=40))
async def test_whatever_comes_together_what_was_answered_is_kept(store: Store, acts: list[str]) -> None:
    before = await store.names()
    mark = f"{len(before)}-{len(acts)}-{store.commits}"
    ends = await asyncio.gather(
        *(
            _played(store, f"{mark} {'twice' if act == 'twice' else number}", act, number / 5_000)
            for number, act in enumerate(acts)
        )
    )
    told = {end for end in ends if end is not None}
    sure = {end for end in told if not end.startswith("?")}
    # Who left may be in a group whose commit is still under way: what is written now comes after it.
    await store.write(f"{mark} last")
    written = await store.names() - before - {f"{mark} last"}
    assert sure <= written <= sure | {end.removeprefix("?") for end in told}
    assert len([end for end in ends if end == f"{mark} twice"]) == min(1, acts.count("twice"))


async def _in_order(store: Store, ahead: list[bool]) -> tuple[list[int], list[int]]:
    """While one writes, the others come in this order; says in which they wrote, and after how many commits each was answered."""
    hold, order, commits = asyncio.Event(), list[int](), dict[int, int]()

    async def write(number: int) -> None:
        async with store.database.write(ahead=ahead[number]) as session:
            order.append(number)
            session.add(Series(name=f"s{number}", last=0))
        commits[number] = store.commits

    first = asyncio.create_task(store.write("first", hold=hold))
    await _until_waiting()
    others = [asyncio.create_task(write(number)) for number in range(len(ahead))]
    await asyncio.sleep(0)
    hold.set()
    await asyncio.gather(first, *others)
    return order, [commits[number] for number in range(len(ahead))]


@pytest.mark.usefixtures("unhurried")
async def test_who_may_go_ahead_does_and_is_committed_without_waiting_for_others(store: Store) -> None:
    assert await _in_order(store, [False, False, True]) == ([2, 0, 1], [2, 2, 1])
    assert await store.names() == {"first", "s0", "s1", "s2"}


@pytest.mark.usefixtures("unhurried")
async def test_those_who_go_ahead_let_another_in_between(store: Store) -> None:
    order, commits = await _in_order(store, [False, False, True, True, True])
    assert order == [2, 0, 3, 1, 4]
    assert commits == [2, 3, 1, 2, 3]


async def test_who_went_ahead_and_failed_leaves_the_others(store: Store) -> None:
    hold = asyncio.Event()
    first = asyncio.create_task(store.write("first", hold=hold))
    await _until_waiting()
    refused = asyncio.create_task(store.write("refused", fail=True, ahead=True))
    last = asyncio.create_task(store.write("last"))
    await asyncio.sleep(0)
    hold.set()
    ends = await asyncio.gather(first, refused, last, return_exceptions=True)
    assert [type(end) for end in ends] == [type(None), Refused, type(None)]
    assert await store.names() == {"first", "last"}
