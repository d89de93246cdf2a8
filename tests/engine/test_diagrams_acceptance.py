"""The unified acceptance (统一受理) on the real engine: checked, told once, mended, and accepted when nobody tells in time."""

from collections.abc import AsyncIterator, Callable, Collection
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Any

import grpc.aio
import pytest

from gateway.outbox.delivery import MESSAGE_TTL
from scripts.tools.engine import EngineProcess
from scripts.tools.rehearsal.records import RecordLog
from scripts.tools.rehearsal.rehearsal import Rehearsal

pytestmark = pytest.mark.engine

ITEMS = {"food_license": "approval", "signboard": "urban"}
JOBS = ("review.precheck", "notice.supplement", "acceptance.accept")
TELLING = timedelta(days=7)
"""Five working days are a week at least."""

House = Callable[..., AbstractAsyncContextManager[Rehearsal]]


@pytest.fixture
def house(engine: EngineProcess, zeebe_channel: grpc.aio.Channel, records: RecordLog) -> House:
    """Opens a case whose bodies are scripted; workers of the job types ``away`` are not there."""

    def open_house(away: Collection[str] = ()) -> AbstractAsyncContextManager[Rehearsal]:
        there = [name for name in JOBS if name not in away]
        return Rehearsal(engine, zeebe_channel, records, {*ITEMS.values()}, there).working()

    return open_house


@pytest.fixture
async def case(house: House) -> AsyncIterator[Rehearsal]:
    """A case whose workers are all there."""
    async with house() as opened:
        yield opened


def last_day(case: Rehearsal) -> str:
    """The end of the days for telling, from now on."""
    return case.moment(seconds=TELLING.total_seconds())


def acceptance(case: Rehearsal) -> Any:
    """What the acceptance came to."""
    return case.variables("acceptance")[-1]


def incomplete(case: Rehearsal, rounds: int) -> None:
    """The signboard's papers have gaps in so many rounds."""
    asked: list[object] = []

    def precheck(variables: object) -> dict[str, bool]:
        asked.append(variables)
        return {"complete": len(asked) > rounds}

    case.answers["review.precheck/signboard"] = precheck
    case.answers["notice.supplement"] = lambda _: {
        "notice_no": f"N-{len(asked)}",
        "due_at": case.moment(days=15),
    }


async def mended(case: Rehearsal, number: int, told_by: str) -> None:
    """The applicant answers a notice: the days for telling run anew."""
    await case.entered("Gateway_Acceptance_Await")
    await case.publish("supplement-submitted", f"{case.case_no}/chain/N-{number}", {"told_by": told_by})


async def test_papers_that_are_complete_are_accepted_at_once(case: Rehearsal) -> None:
    await case.accept(last_day(case), ITEMS)
    await case.ended("Event_Acceptance_Done")

    assert {item for item, _ in case.done("review.precheck")} == set(ITEMS)
    assert not case.done("notice.supplement")
    assert acceptance(case)["outcome"] == "accepted"


async def test_a_case_without_anything_to_check_is_accepted_at_once(case: Rehearsal) -> None:
    await case.accept(last_day(case), {})
    await case.ended("Event_Acceptance_Done")

    assert acceptance(case)["outcome"] == "accepted"


async def test_what_the_lead_body_says_of_the_acceptance_is_what_the_chain_learns(case: Rehearsal) -> None:
    case.answers["acceptance.accept"] = {"outcome": "not_accepted", "accepted_at": None}
    await case.accept(last_day(case), ITEMS)
    await case.ended("Event_Acceptance_Done")

    assert acceptance(case)["outcome"] == "not_accepted"


async def test_gaps_of_all_departments_become_one_notice_and_are_checked_again_when_mended(
    case: Rehearsal,
) -> None:
    incomplete(case, rounds=1)
    await case.accept(last_day(case), ITEMS)
    await mended(case, 1, last_day(case))
    await case.ended("Event_Acceptance_Done")

    assert [item for item, _ in case.done("notice.supplement")] == ["chain"]
    assert len(case.done("review.precheck")) == 2 * len(ITEMS)
    assert acceptance(case)["outcome"] == "accepted"


async def test_the_days_for_telling_may_pass_while_the_applicant_mends(case: Rehearsal) -> None:
    """They run anew from what was handed in."""
    incomplete(case, rounds=1)
    await case.accept(last_day(case), ITEMS)
    await case.entered("Gateway_Acceptance_Await")
    case.engine.clock.add_time(TELLING + timedelta(days=1))
    case.answers["review.precheck/food_license"] = {"officer": True}
    told_by = last_day(case)
    await mended(case, 1, told_by)
    task = await case.task("approval", "food_license")

    assert not case.done("acceptance.accept")
    assert case.variables("told_by", "food_license")[-1] == told_by
    await case.decide(task, {"decision": {"outcome": "complete"}})
    await case.ended("Event_Acceptance_Done")


async def test_a_second_notice_is_told_and_answered_by_its_own_number(case: Rehearsal) -> None:
    incomplete(case, rounds=2)
    await case.accept(last_day(case), ITEMS)
    await mended(case, 1, last_day(case))
    await case.asked("notice.supplement", 2)
    assert not case.done("acceptance.accept")
    await case.publish("supplement-submitted", f"{case.case_no}/chain/N-2", {"told_by": case.moment(days=14)})
    await case.ended("Event_Acceptance_Done")

    assert len(case.done("review.precheck")) == 3 * len(ITEMS)


async def test_an_answer_given_days_before_the_case_waits_for_it_is_not_lost(case: Rehearsal) -> None:
    """The worker died between the notice and the end of its job: the applicant answered, the case waits later."""
    incomplete(case, rounds=1)
    await case.publish(
        "supplement-submitted",
        f"{case.case_no}/chain/N-1",
        {"told_by": case.moment(days=300)},
        ttl=MESSAGE_TTL,
    )
    case.engine.clock.add_time(timedelta(days=20))
    await case.accept(last_day(case), ITEMS)
    await case.ended("Event_Acceptance_Done")

    assert acceptance(case)["outcome"] == "accepted"


async def test_gaps_not_mended_in_time_end_in_a_return(case: Rehearsal) -> None:
    incomplete(case, rounds=1)
    await case.accept(last_day(case), ITEMS)
    await case.entered("Gateway_Acceptance_Await")

    case.engine.clock.add_time(timedelta(days=16))

    await case.ended("Event_Acceptance_Returned")
    assert acceptance(case) == {"outcome": "returned"}
    assert not case.done("acceptance.accept")


@pytest.mark.parametrize("away", ["review.precheck", "notice.supplement"])
async def test_a_case_that_nobody_tells_of_gaps_in_time_is_accepted(house: House, away: str) -> None:
    """A department that does not check, or a lead body that does not tell: both may be away, the five days are not."""
    async with house([away]) as case:
        incomplete(case, rounds=99)
        await case.accept(last_day(case), ITEMS)
        await case.entered("Task_Precheck" if away == "review.precheck" else "Task_NotifySupplement")

        case.engine.clock.add_time(TELLING + timedelta(seconds=1))

        await case.ended("Event_Acceptance_Done")
        assert len(case.done("acceptance.accept")) == 1
        assert not case.done("notice.supplement")


async def test_a_notice_told_in_time_is_waited_for_though_its_job_was_lost(house: House) -> None:
    """The lead body's worker died before it could say that it had told: nothing is deemed, nothing is lost."""
    async with house(["notice.supplement"]) as case:
        incomplete(case, rounds=1)
        due_at = case.moment(days=30)
        told = {"outcome": "told", "accepted_at": None, "notice": {"notice_no": "N-7", "due_at": due_at}}
        answers: list[dict[str, Any]] = [{"outcome": "accepted"}, told]
        case.answers["acceptance.accept"] = lambda _: answers.pop()
        await case.accept(last_day(case), ITEMS)
        await case.entered("Task_NotifySupplement")
        case.engine.clock.add_time(TELLING + timedelta(seconds=1))

        await mended(case, 7, last_day(case))
        await case.ended("Event_Acceptance_Done")

        assert len(case.done("review.precheck")) == 2 * len(ITEMS)
        assert acceptance(case)["outcome"] == "accepted"


async def test_a_told_notice_that_nobody_answers_ends_in_a_return(house: House) -> None:
    async with house(["notice.supplement"]) as case:
        incomplete(case, rounds=1)
        due_at = case.moment(days=30)
        notice = {"notice_no": "N-1", "due_at": due_at}
        case.answers["acceptance.accept"] = {"outcome": "told", "accepted_at": None, "notice": notice}
        await case.accept(last_day(case), ITEMS)
        await case.entered("Task_NotifySupplement")
        case.engine.clock.add_time(TELLING + timedelta(seconds=1))
        await case.entered("Gateway_Acceptance_Await")

        case.engine.clock.add_time(timedelta(days=24))

        await case.ended("Event_Acceptance_Returned")
        assert acceptance(case)["outcome"] == "returned"


async def test_an_officer_who_does_not_look_in_time_loses_the_task_to_the_acceptance(case: Rehearsal) -> None:
    case.answers["review.precheck/signboard"] = {"officer": True}
    await case.accept(last_day(case), ITEMS)
    task = await case.task("urban", "signboard")

    case.engine.clock.add_time(TELLING + timedelta(seconds=1))

    await case.canceled(task)
    await case.ended("Event_Acceptance_Done")


async def test_the_second_round_has_its_own_last_day(case: Rehearsal) -> None:
    incomplete(case, rounds=1)
    await case.accept(last_day(case), ITEMS)
    await case.entered("Gateway_Acceptance_Await")
    case.engine.clock.add_time(timedelta(days=10))
    case.answers["review.precheck/food_license"] = {"officer": True}
    await mended(case, 1, last_day(case))
    task = await case.task("approval", "food_license")
    assert not case.done("acceptance.accept")

    case.engine.clock.add_time(TELLING + timedelta(seconds=1))

    await case.canceled(task)
    await case.ended("Event_Acceptance_Done")


@pytest.mark.parametrize(
    ("outcome", "notices"), [("complete", 0), ("not_accepted", 0), ("not_required", 0), ("supplement", 1)]
)
async def test_an_officer_says_what_the_check_cannot(case: Rehearsal, outcome: str, notices: int) -> None:
    """Whether an item is refused acceptance the store knows: for the chain there is nothing to be mended."""
    case.answers["review.precheck/signboard"] = {"complete": False, "officer": True}
    case.answers["notice.supplement"] = lambda _: {"notice_no": "N-1", "due_at": case.moment(days=-1)}
    told_by = last_day(case)
    await case.accept(told_by, ITEMS)
    task = await case.task("urban", "signboard")
    assert task["elementId"] == "Task_OfficerPrecheck"
    assert task["formKey"] > 0
    assert datetime.fromisoformat(task["dueDate"]) == datetime.fromisoformat(told_by)

    await case.decide(task, {"decision": {"outcome": outcome}})
    await case.ended("unified_acceptance")

    assert len(case.done("notice.supplement")) == notices
    assert len(case.done("acceptance.accept")) == 1 - notices
