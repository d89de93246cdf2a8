"""The outbox: written with the decision, delivered in order until the engine took it.

``Recorder`` notes what would be asked of the engine and answers as told; what the real engine answers is tested in
tests/engine.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from chain.clock import SystemClock
from gateway import outbox
from gateway.engine.errors import (
    EngineRefused,
    EngineUnavailable,
    MessageAlreadyPublished,
    TaskGone,
    TaskTaken,
)
from gateway.outbox import Dispatcher, leasing
from gateway.store.database import Database
from gateway.store.models import Decision, OutboxMessage, RmUserTask
from tests.unit.gateway.store.support import NOW, add_case


class Recorder:
    """Notes calls; ``answer`` may raise."""

    def __init__(self, answer: Callable[[str], None] = lambda _: None) -> None:
        self.calls: list[str] = []
        self.ttls: list[timedelta] = []
        self.answer = answer

    async def publish_message(
        self, name: str, correlation_key: str, *, message_id: str, ttl: timedelta, variables: dict[str, Any]
    ) -> int:
        self.calls.append(f"{name} {correlation_key} {message_id}")
        self.ttls.append(ttl)
        self.answer(name)
        return 1

    async def complete_user_task(self, task_key: int, variables: dict[str, Any]) -> None:
        self.calls.append(f"task {task_key} {variables}")
        self.answer("task")

    async def update_user_task(self, task_key: int, due_at: datetime) -> None:
        self.calls.append(f"due {task_key} {due_at.isoformat()}")
        self.answer("due")


class Later:
    """The machine's clock, some time later."""

    def __init__(self, later: timedelta) -> None:
        self.later = later

    def now(self) -> datetime:
        return SystemClock().now() + self.later


def raising(error: type[Exception]) -> Callable[[str], None]:
    def answer(_: str) -> None:
        raise error

    return answer


async def rows(database: Database) -> list[OutboxMessage]:
    async with database.read() as session:
        return list(await session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


async def start(database: Database, case_no: str = "YL1") -> None:
    async with database.write() as session:
        await add_case(session, case_no)
        await outbox.start_case(session, case_no, "kiosk", {"case_no": case_no})


async def decide(database: Database, task_state: str | None = "open") -> None:
    async with database.write() as session:
        await add_case(session, "YL1")
        await session.flush()
        session.add(
            Decision(
                task_key=7,
                kind="review",
                case_no="YL1",
                item="signboard",
                body="urban_379901",
                officer_sub="officer-1",
                outcome="granted",
                request_hash="0" * 64,
                decided_at=NOW,
                state="pending",
            )
        )
        await outbox.complete_task(session, "YL1", 7, {"decision": {"outcome": "granted"}})
        if task_state is not None:
            session.add(task_row(task_state))


def task_row(state: str) -> RmUserTask:
    return RmUserTask(
        key=7,
        instance_key=1,
        root_key=1,
        element_key=6,
        element_id="Task_OfficerReview",
        process_id="department_review",
        candidate_groups=["urban_379901"],
        state=state,
        created_at=NOW,
    )


async def decision_state(database: Database) -> str:
    async with database.read() as session:
        return (await session.get_one(Decision, 7)).state


async def test_a_start_is_published_under_the_case_number(database: Database) -> None:
    await start(database)
    engine = Recorder()
    assert await Dispatcher(database, engine).drain() == 1
    assert engine.calls == ["kiosk.submitted YL1 YL1"]
    assert engine.ttls == [timedelta(days=7)]
    (row,) = await rows(database)
    assert row.done_at is not None
    assert await Dispatcher(database, engine).drain() == 0


async def test_a_message_that_is_there_already_counts_as_delivered(database: Database) -> None:
    await start(database)
    await Dispatcher(database, Recorder(raising(MessageAlreadyPublished))).drain()
    (row,) = await rows(database)
    assert row.done_at is not None


async def test_what_was_written_twice_is_delivered_once(database: Database) -> None:
    async with database.write() as session:
        await add_case(session, "YL1")
        for _ in range(2):
            await outbox.supplement_submitted(session, "YL1", "chain", "01", {})
            await outbox.case_withdrawn(session, "YL1")
    engine = Recorder()
    dispatcher = Dispatcher(database, engine)
    while await dispatcher.drain():
        pass
    assert engine.calls == [
        "supplement-submitted YL1/chain/01 supplement/YL1/chain/01",
        "case-withdrawn YL1 withdrawal/YL1",
    ]


async def test_a_rolled_back_decision_tells_nobody(database: Database) -> None:
    async def fail() -> None:
        async with database.write() as session:
            await outbox.publish(session, "n", "k", {}, "id")
            raise RuntimeError

    await asyncio.gather(fail(), return_exceptions=True)
    assert await rows(database) == []
    assert not database.outbox_written.is_set()


async def test_an_engine_that_is_away_is_waited_for_without_end(database: Database) -> None:
    await start(database)
    engine = Recorder(raising(EngineUnavailable))
    for attempt in range(30):
        clock = Later(timedelta(minutes=attempt))
        assert await Dispatcher(database, engine, clock=clock).drain() == 1
    (row,) = await rows(database)
    assert (row.attempts, row.done_at, row.failed_code) == (30, None, None)
    engine.answer = lambda _: None
    await Dispatcher(database, engine, clock=Later(timedelta(hours=1))).drain()
    (row,) = await rows(database)
    assert row.done_at is not None


async def test_a_failed_attempt_is_not_repeated_at_once(database: Database) -> None:
    await start(database)
    engine = Recorder(raising(EngineUnavailable))
    for _ in range(8):
        await Dispatcher(database, engine, clock=Later(timedelta(minutes=_))).drain()
    before = len(engine.calls)
    await Dispatcher(database, engine, clock=Later(timedelta(minutes=7))).drain()
    assert len(engine.calls) == before


async def test_what_the_engine_refuses_for_good_is_marked_with_the_reason(database: Database) -> None:
    await start(database)
    await Dispatcher(database, Recorder(raising(EngineRefused))).drain()
    (row,) = await rows(database)
    assert (row.failed_code, row.done_at) == ("EngineRefused", None)


async def test_messages_of_a_case_go_in_order_and_do_not_hold_up_others(database: Database) -> None:
    await start(database, "YL1")
    async with database.write() as session:
        await outbox.case_withdrawn(session, "YL1")
    await start(database, "YL2")

    def first_case_cannot_start(name: str) -> None:
        if engine.calls[-1].startswith("kiosk.submitted YL1"):
            raise EngineUnavailable

    engine = Recorder(first_case_cannot_start)
    assert await Dispatcher(database, engine).drain() == 2
    assert sorted(engine.calls) == ["kiosk.submitted YL1 YL1", "kiosk.submitted YL2 YL2"]
    engine.answer = lambda _: None
    later = Dispatcher(database, engine, clock=Later(timedelta(minutes=1)))
    assert [await later.drain(), await later.drain(), await later.drain()] == [1, 1, 0]
    assert engine.calls[-2:] == ["kiosk.submitted YL1 YL1", "case-withdrawn YL1 withdrawal/YL1"]


async def test_a_row_is_held_by_one_gateway_until_its_lease_ends(database: Database) -> None:
    await start(database)
    async with database.write() as session:
        lease = SystemClock().now() + timedelta(seconds=30)
        await session.execute(update(OutboxMessage).values(leased_by="dead", leased_until=lease))
    engine = Recorder()
    assert await Dispatcher(database, engine).drain() == 0
    assert await Dispatcher(database, engine, clock=Later(timedelta(seconds=40))).drain() == 1


async def test_what_a_killed_gateway_held_is_delivered_by_another_within_a_quarter_of_a_minute(
    database: Database,
) -> None:
    await start(database)
    assert len(await Dispatcher(database, Recorder())._lease()) == 1  # and dies
    engine = Recorder()
    assert await Dispatcher(database, engine, clock=Later(timedelta(seconds=1))).drain() == 0
    assert await Dispatcher(database, engine, clock=Later(timedelta(seconds=15))).drain() == 1
    assert engine.calls == ["kiosk.submitted YL1 YL1"]


class Slow(Recorder):
    """Takes a message, and answers when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.may_answer = asyncio.Event(), asyncio.Event()

    async def publish_message(
        self, name: str, correlation_key: str, *, message_id: str, ttl: timedelta, variables: dict[str, Any]
    ) -> int:
        self.asked.set()
        await self.may_answer.wait()
        return await super().publish_message(
            name, correlation_key, message_id=message_id, ttl=ttl, variables=variables
        )


async def test_a_delivery_that_takes_long_is_not_taken_over(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leasing, "RENEW_SECONDS", 0.01)
    await start(database)
    engine, clock = Slow(), Later(timedelta(0))

    def lasts(row: OutboxMessage) -> timedelta:
        assert row.leased_until is not None
        return row.leased_until - clock.now()

    running = asyncio.create_task(Dispatcher(database, engine, clock=clock).run())
    async with asyncio.timeout(30):
        await engine.asked.wait()
        for _ in range(5):
            clock.later += leasing.LEASE - timedelta(seconds=2)
            await _until(database, lambda row: lasts(row) > leasing.LEASE - timedelta(seconds=1))
            assert await Dispatcher(database, Recorder(), clock=clock).drain() == 0
        engine.may_answer.set()
        await _until(database, lambda row: row.done_at is not None)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert (engine.calls, (await rows(database))[0].attempts) == (["kiosk.submitted YL1 YL1"], 1)


async def _until(database: Database, reached: Callable[[OutboxMessage], bool]) -> None:
    """Wait for the one row to be so."""
    while not reached((await rows(database))[0]):  # noqa: ASYNC110 - the row is in the database
        await asyncio.sleep(0.01)


async def test_a_gateway_does_not_renew_what_another_took_over(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leasing, "RENEW_SECONDS", 0.01)
    await start(database)
    engine, lease = Slow(), SystemClock().now() + timedelta(hours=1)
    running = asyncio.create_task(Dispatcher(database, engine).run())
    async with asyncio.timeout(30):
        await engine.asked.wait()
        async with database.write() as session:
            await session.execute(update(OutboxMessage).values(leased_by="another", leased_until=lease))
        await asyncio.sleep(0.1)  # several renewals
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    (row,) = await rows(database)
    assert (row.leased_by, row.done_at) == ("another", None)
    assert row.leased_until is not None
    assert abs(row.leased_until - lease) < timedelta(seconds=1)


async def test_several_gateways_share_the_work_without_repeating_it(database: Database) -> None:
    for number in range(30):
        await start(database, f"YL{number}")
    engine = Recorder()
    dispatchers = [Dispatcher(database, engine, concurrency=4) for _ in range(3)]
    for _ in range(10):
        await asyncio.gather(*(dispatcher.drain() for dispatcher in dispatchers))
    assert len(engine.calls) == len(set(engine.calls)) == 30


async def test_a_running_dispatcher_sends_a_fresh_row(database: Database) -> None:
    delivered = asyncio.Event()
    engine = Recorder(lambda _: delivered.set())
    running = asyncio.create_task(Dispatcher(database, engine).run())
    await start(database)
    async with asyncio.timeout(10):
        await delivered.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert engine.calls == ["kiosk.submitted YL1 YL1"]


async def test_a_decision_is_done_when_its_task_is_completed(database: Database) -> None:
    await decide(database)
    engine = Recorder()
    await Dispatcher(database, engine).drain()
    assert engine.calls == ["task 7 {'decision': {'outcome': 'granted'}}"]
    assert await decision_state(database) == "done"


async def test_a_task_completed_by_an_earlier_attempt_is_done(database: Database) -> None:
    await decide(database, "completed")
    await Dispatcher(database, Recorder(raising(TaskGone))).drain()
    assert await decision_state(database) == "done"


async def test_a_task_that_was_cancelled_makes_its_decision_void(database: Database) -> None:
    for number, state in enumerate(("canceled",)):
        await decide(database, state)
        await Dispatcher(database, Recorder(raising(TaskGone)), clock=Later(timedelta(hours=number))).drain()
        assert await decision_state(database) == "void"
    (row,) = await rows(database)
    assert row.failed_code == "task_gone"


async def test_while_the_read_model_does_not_know_the_end_of_a_task_the_row_waits(database: Database) -> None:
    await decide(database, "open")
    await Dispatcher(database, Recorder(raising(TaskGone))).drain()
    assert await decision_state(database) == "pending"
    async with database.write() as session:
        await session.execute(update(RmUserTask).values(state="completed"))
    await Dispatcher(database, Recorder(raising(TaskGone)), clock=Later(timedelta(minutes=1))).drain()
    assert await decision_state(database) == "done"


async def test_a_task_that_is_just_being_completed_is_asked_again(database: Database) -> None:
    await decide(database)
    await Dispatcher(database, Recorder(raising(TaskTaken))).drain()
    assert await decision_state(database) == "pending"


EARLY, LATE = (datetime.fromisoformat(f"2026-03-{day}T23:59:59+08:00") for day in ("09", "13"))


async def move_due_date(database: Database) -> None:
    async with database.write() as session:
        await add_case(session, "YL1")
        for _ in range(2):
            await outbox.update_task(session, "YL1", 7, before=EARLY, due_at=LATE)
        await outbox.update_task(session, "YL1", 7, before=LATE, due_at=EARLY)


async def test_a_due_date_that_moves_and_moves_back_is_told_each_time_and_once(database: Database) -> None:
    await move_due_date(database)
    engine = Recorder()
    for _ in range(3):
        await Dispatcher(database, engine).drain()

    assert engine.calls == ["due 7 2026-03-13T23:59:59+08:00", "due 7 2026-03-09T23:59:59+08:00"]


@pytest.mark.parametrize(
    ("error", "done"), [(TaskGone, True), (TaskTaken, False), (EngineUnavailable, False)]
)
async def test_the_due_date_of_a_task_that_has_ended_needs_no_telling(
    database: Database, error: type[Exception], done: bool
) -> None:
    await move_due_date(database)
    await Dispatcher(database, Recorder(raising(error))).drain()
    first = (await rows(database))[0]

    assert (first.done_at is not None, first.failed_code) == (done, None)
