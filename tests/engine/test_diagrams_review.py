"""The called processes of one item on the real engine: checks, officers, supplements and warnings."""

from collections.abc import AsyncIterator
from datetime import timedelta

import grpc.aio
import pytest

from scripts.tools.engine import EngineProcess
from scripts.tools.rehearsal.records import RecordLog
from scripts.tools.rehearsal.rehearsal import Rehearsal

pytestmark = pytest.mark.engine


@pytest.fixture
async def case(
    engine: EngineProcess, zeebe_channel: grpc.aio.Channel, records: RecordLog
) -> AsyncIterator[Rehearsal]:
    """A case whose bodies are scripted."""
    async with Rehearsal(engine, zeebe_channel, records).working() as rehearsal:
        rehearsal.answers["review.check"] = {"outcome": "undecided"}
        yield rehearsal


@pytest.mark.parametrize(
    ("outcome", "end"),
    [
        ("granted", "Event_Review_CheckGranted"),
        ("refused", "Event_Review_CheckRefused"),
        ("closed", "Event_Review_CheckRefused"),
    ],
)
async def test_a_check_that_can_decide_asks_no_officer(case: Rehearsal, outcome: str, end: str) -> None:
    case.answers["review.check"] = {"outcome": outcome}

    await case.review()
    await case.ended("department_review")

    await case.ended(end)
    assert case.variables("outcome")[-1] == outcome


@pytest.mark.parametrize(
    ("outcome", "end"), [("granted", "Event_Review_Granted"), ("refused", "Event_Review_Refused")]
)
async def test_an_officer_decides_what_the_check_cannot(case: Rehearsal, outcome: str, end: str) -> None:
    await case.review()
    task = await case.task("urban", "signboard")
    await case.decide(task, {"decision": {"outcome": outcome}})
    await case.ended("department_review")

    await case.ended(end)
    assert case.variables("outcome")[-1] == outcome
    assert task["formKey"] > 0
    assert task["dueDate"]


async def test_an_unknown_decision_stops_with_an_incident_and_sends_no_notice(case: Rehearsal) -> None:
    instance = await case.review()
    await case.decide_item("urban", "signboard", "perhaps")

    incident = await case.records.seen(
        lambda each: each["valueType"] == "INCIDENT" and each["value"]["processInstanceKey"] == instance
    )
    assert incident["value"]["elementId"] == "Gateway_Review_Decision"
    assert not case.done("notice.supplement")


async def test_a_supplement_in_time_brings_the_task_back_to_the_officer(case: Rehearsal) -> None:
    case.answers["notice.supplement"] = {"notice_no": "N-1"}
    await case.review()
    await case.decide_item("urban", "signboard", "supplement")
    await case.entered("Gateway_Review_AwaitSupplement")

    await case.publish("supplement-submitted", f"{case.case_no}/signboard/N-1")
    await case.decide_item("urban", "signboard", "granted", number=2)

    await case.ended("Event_Review_Granted")
    assert case.done("notice.supplement")[0][0] == "signboard"


async def test_a_supplement_that_never_comes_ends_the_item_at_its_limit(case: Rehearsal) -> None:
    case.answers["notice.supplement"] = lambda _: {"notice_no": "N-1", "due_at": case.moment(days=15)}
    case.answers["review.lapse"] = {"outcome": "closed"}
    await case.review()
    await case.decide_item("urban", "signboard", "supplement")
    await case.entered("Gateway_Review_AwaitSupplement")

    case.engine.clock.add_time(timedelta(days=16))
    await case.ended("Event_Review_Lapsed")

    await case.ended("department_review")
    assert case.variables("outcome")[-1] == "closed"


async def test_a_supplement_that_came_while_its_limit_passed_brings_the_task_back(case: Rehearsal) -> None:
    case.answers["notice.supplement"] = lambda _: {"notice_no": "N-1", "due_at": case.moment(days=15)}
    case.answers["review.lapse"] = {"outcome": "undecided"}
    await case.review()
    await case.decide_item("urban", "signboard", "supplement")
    await case.entered("Gateway_Review_AwaitSupplement")

    case.engine.clock.add_time(timedelta(days=16))
    await case.decide_item("urban", "signboard", "refused", number=2)

    await case.ended("Event_Review_Refused")


async def test_an_item_that_rests_is_checked_again_once_it_is_released(case: Rehearsal) -> None:
    answers = iter(["held", "granted"])
    case.answers["review.check"] = lambda _: {"outcome": next(answers)}
    await case.review()
    await case.entered("Event_Review_Released")
    await case.publish("item-released", f"{case.case_no}/signboard")

    await case.ended("Event_Review_CheckGranted")
    assert len(case.done("review.check")) == 2


async def test_the_clock_warns_before_the_limit_and_again_until_nothing_is_left_to_tell(
    case: Rehearsal,
) -> None:
    rounds = iter([case.moment(days=9), None])
    case.answers["review.check"] = {"outcome": "undecided", "clock_next": case.moment(days=4)}
    case.answers["clock.check"] = lambda _: {"state": "yellow", "next": next(rounds)}
    await case.review()
    await case.entered("Task_OfficerReview")

    case.engine.clock.add_time(timedelta(days=5))
    await case.entered("Event_Review_ClockWait")
    case.engine.clock.add_time(timedelta(days=5))
    await case.ended("Event_Review_ClockStopped")

    assert len(case.done("clock.check")) == 2
    await case.decide_item("urban", "signboard", "granted")
    await case.ended("department_review")


async def test_a_decision_ends_the_waiting_clock_as_well(case: Rehearsal) -> None:
    case.answers["review.check"] = {"outcome": "undecided", "clock_next": case.moment(days=4)}
    case.answers["clock.check"] = {"state": "yellow", "next": case.moment(days=100)}
    await case.review()
    await case.entered("Task_OfficerReview")
    case.engine.clock.add_time(timedelta(days=5))
    await case.entered("Event_Review_ClockWait")

    await case.decide_item("urban", "signboard", "granted")

    await case.ended("department_review")
