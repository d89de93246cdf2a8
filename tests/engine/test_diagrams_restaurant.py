"""The restaurant chain on the real engine, each way it can go."""

from collections.abc import AsyncIterator
from datetime import timedelta

import grpc.aio
import pytest

from bpmn.resources import ROOM
from scripts.tools.engine import EngineProcess
from scripts.tools.rehearsal.chains import read_chain
from scripts.tools.rehearsal.records import RecordLog
from scripts.tools.rehearsal.rehearsal import Rehearsal

pytestmark = pytest.mark.engine

FILES = read_chain(ROOM / "themes" / "restaurant").files


@pytest.fixture
async def case(
    engine: EngineProcess, zeebe_channel: grpc.aio.Channel, records: RecordLog
) -> AsyncIterator[Rehearsal]:
    """A case whose bodies are scripted."""
    async with Rehearsal(engine, zeebe_channel, records, files=FILES).working() as rehearsal:
        yield rehearsal


def answers_given(case: Rehearsal) -> list[str]:
    """Results told to the applicant."""
    return [headers["result"] for _, headers in case.done("notice.answer")]


def certified(case: Rehearsal) -> set[str]:
    """Items with a sealed certificate."""
    return {item for item, _ in case.done("e_seal.apply")}


async def test_a_new_restaurant_gets_its_licences_and_the_joint_permit_at_last(case: Rehearsal) -> None:
    await case.submit()
    await case.inspect()
    await case.ended("restaurant")

    assert {item for item, _ in case.done("review.precheck")} == {
        "business_license",
        "food_license",
        "fire_inspection",
        "signboard",
    }
    assert case.done("e_seal.apply")[0][0] == "business_license"
    assert case.done("e_seal.apply")[-1][0] == "industry_permit"
    assert len(certified(case)) == 5
    assert answers_given(case) == ["completed"]
    assert len(case.done("archive.file")) == 1


async def test_the_joint_inspection_is_offered_to_food_and_fire_when_both_inspect(case: Rehearsal) -> None:
    await case.submit()
    task = await case.task("approval", "-")

    assert task["elementId"] == "Task_JointInspection"
    assert set(task["candidateGroupsList"]) == {case.body("approval"), case.body("fire")}
    await case.inspect()
    await case.ended("restaurant")


async def test_gaps_of_all_departments_become_one_notice_and_are_mended_in_one_answer(
    case: Rehearsal,
) -> None:
    asked: list[str] = []

    def precheck(variables: object) -> dict[str, bool]:
        asked.append("once")
        return {"complete": len(asked) > 4}

    case.answers["review.precheck"] = precheck
    case.answers["notice.supplement"] = {"notice_no": "N-1"}
    await case.submit()
    await case.entered("Gateway_Acceptance_Await")
    await case.publish(
        "supplement-submitted", f"{case.case_no}/chain/N-1", {"told_by": case.moment(days=300)}
    )
    await case.inspect()
    await case.ended("restaurant")

    assert [item for item, _ in case.done("notice.supplement")] == ["chain"]
    assert len(asked) == 8
    assert answers_given(case) == ["completed"]


async def test_gaps_not_mended_in_time_end_in_a_return(case: Rehearsal) -> None:
    case.answers["review.precheck/fire_inspection"] = {"complete": False}
    case.answers["notice.supplement"] = lambda _: {"notice_no": "N-1", "due_at": case.moment(days=15)}
    await case.submit()
    await case.entered("Gateway_Acceptance_Await")

    case.engine.clock.add_time(timedelta(days=16))

    await case.ended("Event_Returned")
    assert answers_given(case) == ["returned"]
    assert not case.done("acceptance.accept")


async def test_a_case_that_is_refused_acceptance_is_told_so_and_nothing_of_it_is_handled(
    case: Rehearsal,
) -> None:
    case.answers["acceptance.accept"] = {"outcome": "not_accepted", "accepted_at": None}
    await case.submit()

    await case.ended("Event_NotAccepted")
    assert answers_given(case) == ["not_accepted"]
    assert not case.done("review.check")
    assert len(case.done("archive.file")) == 1


async def test_a_withdrawal_before_acceptance_ends_what_the_departments_check(case: Rehearsal) -> None:
    case.answers["review.precheck/signboard"] = {"officer": True}
    await case.submit()
    task = await case.task("urban", "signboard")

    await case.publish("case-withdrawn", case.case_no)
    await case.ended("Event_WithdrawalDone")

    await case.canceled(task)
    assert answers_given(case) == ["withdrawn"]


async def test_an_instance_that_loses_the_claim_ends_and_touches_nothing(case: Rehearsal) -> None:
    case.answers["acceptance.claim"] = {"claimed": False}
    await case.submit()

    await case.ended("Event_Duplicate")
    await case.ended("restaurant")
    assert [name for name, _, _ in case.jobs] == ["acceptance.claim"]


async def test_an_item_whose_result_is_no_certificate_ends_without_one(case: Rehearsal) -> None:
    case.answers["review.check/signboard"] = {"certificate": False}
    await case.submit()
    await case.inspect()
    await case.ended("restaurant")

    assert certified(case) == {"business_license", "food_license", "fire_inspection", "industry_permit"}
    assert answers_given(case) == ["completed"]


async def test_a_refused_business_licence_ends_the_chain(case: Rehearsal) -> None:
    case.answers["review.check/business_license"] = {"outcome": "refused"}
    await case.submit()

    await case.ended("Event_Refused")
    assert answers_given(case) == ["refused"]
    assert not certified(case)


async def test_an_existing_licence_is_verified_and_fire_by_commitment_waits_for_no_inspection(
    case: Rehearsal,
) -> None:
    await case.submit(licence="existing", fire="commitment")
    await case.asked("e_seal.apply", 2)
    task = await case.task("approval", "-")

    assert certified(case) == {"fire_inspection", "signboard"}
    assert task["candidateGroupsList"] == [case.body("approval")]
    await case.inspect()
    await case.ended("restaurant")
    assert [item for item, _ in case.done("data_sharing.verify_licence")] == ["business_license"]
    assert certified(case) == {"food_license", "fire_inspection", "signboard", "industry_permit"}


async def test_an_existing_licence_that_is_not_valid_ends_the_chain(case: Rehearsal) -> None:
    case.answers["data_sharing.verify_licence"] = {"outcome": "refused"}
    await case.submit(licence="existing")

    await case.ended("Event_Refused")
    assert answers_given(case) == ["refused"]


@pytest.mark.parametrize("refused", ["food_license", "fire_inspection"])
async def test_without_food_or_fire_there_is_no_joint_permit_but_the_rest_goes_on(
    case: Rehearsal, refused: str
) -> None:
    case.answers[f"review.check/{refused}"] = {"outcome": "refused"}
    await case.submit()
    await case.inspect()
    await case.ended("Event_Completed")

    every = {"business_license", "food_license", "fire_inspection", "signboard"}
    assert certified(case) == every - {refused}
    assert answers_given(case) == ["completed"]


async def test_a_refused_signboard_does_not_stand_in_the_way_of_the_joint_permit(case: Rehearsal) -> None:
    case.answers["review.check/signboard"] = {"outcome": "refused"}
    await case.submit()
    await case.inspect()
    await case.ended("Event_Completed")

    assert "industry_permit" in certified(case)
    assert "signboard" not in certified(case)


async def test_a_withdrawal_ends_every_open_task_of_every_department(case: Rehearsal) -> None:
    case.answers["review.check/signboard"] = {"outcome": "undecided"}
    await case.submit()
    tasks = [await case.task("approval", "-"), await case.task("urban", "signboard")]

    await case.publish("case-withdrawn", case.case_no)
    await case.ended("Event_WithdrawalDone")

    for task in tasks:
        await case.canceled(task)
    assert answers_given(case) == ["withdrawn"]
    assert len(case.done("archive.file")) == 1


async def test_two_items_waiting_for_supplements_at_once_are_each_answered_by_their_own_key(
    case: Rehearsal,
) -> None:
    for item in ("signboard", "fire_inspection"):
        case.answers[f"review.check/{item}"] = {"outcome": "undecided"}
        case.answers[f"notice.supplement/{item}"] = {"notice_no": "N-1"}
    await case.submit()
    await case.inspect()
    await case.decide_item("urban", "signboard", "supplement")
    await case.decide_item("fire", "fire_inspection", "supplement")
    await case.asked("notice.supplement", 2)

    await case.publish("supplement-submitted", f"{case.case_no}/fire_inspection/N-1")
    await case.decide_item("fire", "fire_inspection", "granted", number=2)
    await case.asked("e_seal.apply", 3)
    assert "signboard" not in certified(case)
    await case.publish("supplement-submitted", f"{case.case_no}/signboard/N-1")
    await case.decide_item("urban", "signboard", "refused", number=2)

    await case.ended("restaurant")
    outcomes = case.variables("outcomes")[-1]
    assert outcomes == {
        "business_license": "granted",
        "food_license": "granted",
        "fire_inspection": "granted",
        "signboard": "refused",
    }


async def test_what_departments_return_stays_in_their_own_process(case: Rehearsal) -> None:
    await case.submit()
    await case.inspect()
    root = (await case.ended("restaurant"))["processInstanceKey"]

    names = {
        each["value"]["name"]
        for each in case.records
        if each["valueType"] == "VARIABLE" and each["value"]["scopeKey"] == root
    }
    assert names == {
        "case_no",
        "theme",
        "region",
        "lead_body",
        "situation",
        "items",
        "precheck_items",
        "told_by",
        "claim",
        "acceptance",
        "outcomes",
        "inspection",
        "answer",
        "archive",
    }
