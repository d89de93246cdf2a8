"""One item's process, and what goes on beside a chain, obligations and documents, on the real engine."""

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta

import grpc.aio
import pytest

from scripts.tools.engine import EngineProcess
from scripts.tools.rehearsal.records import RecordLog
from scripts.tools.rehearsal.rehearsal import Rehearsal

pytestmark = pytest.mark.engine

JOBS = (
    "review.check",
    "clock.check",
    "obligation.gate",
    "obligation.check",
    "matter.check",
    "document.issue",
    "e_certificate.issue",
    "e_certificate.copy",
    "e_seal.apply",
)


@pytest.fixture
async def case(
    engine: EngineProcess, zeebe_channel: grpc.aio.Channel, records: RecordLog
) -> AsyncIterator[Rehearsal]:
    """A case whose bodies are scripted."""
    async with Rehearsal(engine, zeebe_channel, records, ["urban"], JOBS).working() as rehearsal:
        yield rehearsal


async def handle(case: Rehearsal, item: str = "signboard") -> int:
    """Start the process of one item on its own."""
    return await case.call("item_handling", item=item, body=case.body("urban"))


def outcome(case: Rehearsal, instance: int) -> object:
    """What the item's process hands back."""
    return case.records.told(instance, "outcome")


async def test_an_item_whose_result_is_a_certificate_asks_the_gate_before_it(case: Rehearsal) -> None:
    instance = await handle(case)
    await case.ended("Event_Item_Granted")

    names = [name for name, _, _ in case.jobs]
    assert names == ["review.check", "obligation.gate", "e_certificate.issue", "e_seal.apply"]
    assert outcome(case, instance) == "granted"


@pytest.mark.parametrize(
    "answer", [{"outcome": "granted", "certificate": False}, {"outcome": "refused", "certificate": True}]
)
async def test_without_a_certificate_there_is_nothing_to_withhold(
    case: Rehearsal, answer: dict[str, object]
) -> None:
    case.answers["review.check"] = answer
    instance = await handle(case)
    await case.ended("item_handling")

    assert [name for name, _, _ in case.jobs] == ["review.check"]
    assert outcome(case, instance) == answer["outcome"]


async def test_a_certificate_waits_until_all_that_is_owed_is_settled(case: Rehearsal) -> None:
    answers = iter([False, False, True])
    case.answers["obligation.gate"] = lambda _: {"open": next(answers)}
    await handle(case)
    await case.entered("Event_Item_Settled")
    await case.publish("obligation-settled", f"{case.case_no}/food_license")
    await case.publish("obligation-settled", f"{case.case_no}/signboard")
    await case.asked("obligation.gate", 2)
    assert not case.done("e_certificate.issue")
    await case.publish("obligation-settled", f"{case.case_no}/signboard")

    await case.ended("Event_Item_Granted")
    assert len(case.done("obligation.gate")) == 3


async def test_an_item_that_is_closed_while_it_is_under_review_ends_at_once(case: Rehearsal) -> None:
    case.answers["review.check"] = {"outcome": "undecided"}
    instance, other = await handle(case), await handle(case, "food_license")
    tasks = [await case.task("urban", item) for item in ("signboard", "food_license")]

    await case.publish("item-closed", f"{case.case_no}/signboard", {"closing": {"outcome": "refused"}})
    await case.ended("Event_Item_ClosedEnd")
    await case.canceled(tasks[0])
    await case.decide(tasks[1], {"decision": {"outcome": "granted"}})
    await case.ended("Event_Item_Granted")

    assert (outcome(case, instance), outcome(case, other)) == ("refused", "granted")
    assert [item for item, _ in case.done("e_certificate.issue")] == ["food_license"]


async def test_an_item_that_was_closed_before_its_turn_ends_when_it_comes(case: Rehearsal) -> None:
    case.answers["review.check"] = {"outcome": "undecided"}
    await case.publish("item-closed", f"{case.case_no}/signboard", {"closing": {"outcome": "refused"}})
    instance = await handle(case)
    await case.ended("Event_Item_ClosedEnd")

    assert outcome(case, instance) == "refused"


async def test_an_item_that_waits_with_its_certificate_can_be_closed(case: Rehearsal) -> None:
    case.answers["obligation.gate"] = {"open": False}
    await handle(case)
    await case.entered("Event_Item_Settled")
    await case.publish("item-closed", f"{case.case_no}/signboard", {"closing": {"outcome": "refused"}})

    await case.ended("Event_Item_ClosedEnd")
    assert not case.done("e_certificate.issue")


async def test_an_obligation_is_looked_at_when_it_is_time_and_whenever_it_changes_until_it_is_settled(
    case: Rehearsal,
) -> None:
    case.answers["obligation.check"] = lambda _: {"settled": False, "next": case.moment(days=5)}
    opened = {
        "case_no": case.case_no,
        "obligation_no": "R-1",
        "item": "signboard",
        "body": case.body("urban"),
    }
    await case.publish("obligation-opened", f"{case.case_no}/R-1", opened)
    await case.asked("obligation.check")
    await case.entered("Gateway_Obligation_Wait")

    await case.publish("obligation-changed", f"{case.case_no}/R-2")
    case.engine.clock.add_time(timedelta(days=6))
    await case.asked("obligation.check", 2)
    case.answers["obligation.check"] = {"settled": True, "next": None}
    await case.publish("obligation-changed", f"{case.case_no}/R-1")

    await case.ended("obligation")
    assert len(case.done("obligation.check")) == 3


async def test_an_obligation_that_is_settled_at_once_is_watched_no_more(case: Rehearsal) -> None:
    opened = {
        "case_no": case.case_no,
        "obligation_no": "R-1",
        "item": "signboard",
        "body": case.body("urban"),
    }
    await case.publish("obligation-opened", f"{case.case_no}/R-1", opened)

    await case.ended("Event_Obligation_End")


async def test_a_document_that_was_drafted_is_issued_by_its_body(case: Rehearsal) -> None:
    drafted = {"case_no": case.case_no, "document_no": "D1", "body": case.body("urban")}
    await case.publish("document-drafted", f"{case.case_no}/D1", drafted)

    await case.ended("Event_Document_Issued")
    assert [name for name, _, _ in case.jobs] == ["document.issue"]


async def test_an_annotated_copy_that_was_ordered_is_made_by_the_issuing_body(case: Rehearsal) -> None:
    ordered = {"case_no": case.case_no, "copy_no": "JZ01", "body": case.body("urban")}
    await case.publish("copy-ordered", f"{case.case_no}/JZ01", ordered)

    await case.ended("Event_Copy_Made")
    assert [name for name, _, _ in case.jobs] == ["e_certificate.copy"]


async def test_a_further_version_of_a_certificate_is_made_as_the_first_was(case: Rehearsal) -> None:
    asked: list[object] = []

    def sealed(variables: Mapping[str, object]) -> dict[str, object]:
        asked.append(variables.get("version"))
        return {"sealed_at": "2026-03-02T09:00:00+08:00"}

    case.answers["e_seal.apply"] = sealed
    due = {"case_no": case.case_no, "item": "signboard", "body": case.body("urban"), "version": 2}
    await case.publish("certificate-due", f"{case.case_no}/signboard/2", due)

    await case.ended("Event_Renewal_Issued")
    assert [name for name, _, _ in case.jobs] == ["e_certificate.issue", "e_seal.apply"]
    assert asked == [2]


async def test_a_matter_is_looked_at_when_it_is_time_and_whenever_it_changes_until_it_is_settled(
    case: Rehearsal,
) -> None:
    case.answers["matter.check"] = lambda _: {"settled": False, "next": case.moment(days=5)}
    opened = {"case_no": case.case_no, "matter_no": "SD01", "body": case.body("urban")}
    await case.publish("matter-opened", f"{case.case_no}/SD01", opened)
    await case.asked("matter.check")
    await case.entered("Gateway_Matter_Wait")

    await case.publish("matter-changed", f"{case.case_no}/SD02")
    case.engine.clock.add_time(timedelta(days=6))
    await case.asked("matter.check", 2)
    case.answers["matter.check"] = {"settled": True, "next": None}
    await case.publish("matter-changed", f"{case.case_no}/SD01")

    await case.ended("matter")
    assert len(case.done("matter.check")) == 3


async def test_nothing_is_sealed_for_an_item_whose_certificate_is_not_made_any_more(case: Rehearsal) -> None:
    case.answers["e_certificate.issue"] = {"identifier": None, "type": None}
    await handle(case)
    await case.ended("Event_Certificate_None")

    assert [name for name, _, _ in case.jobs] == ["review.check", "obligation.gate", "e_certificate.issue"]
