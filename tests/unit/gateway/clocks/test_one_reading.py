"""What a clock and a status read of the store: each thing once, and nothing that they do not need."""

from tests.unit.chain.limits.stories import accepted
from tests.unit.gateway.cases.test_following import seen
from tests.unit.gateway.clocks.support import FOOD, put_on_record, refreshed
from tests.unit.gateway.statements import reading, statements
from tests.unit.gateway.worker_api.support import APPROVAL, Desk

LICENCE = "business_license"


async def test_an_item_that_is_decided_at_once_has_its_clocks_counted_from_one_reading(desk: Desk) -> None:
    await desk.claimed()
    await desk.post(APPROVAL, "acceptance")
    with statements(desk.portal) as asked:
        found = await desk.check(APPROVAL, LICENCE, "granted")

    assert found["outcome"] == "granted"
    assert len(reading(asked, "procedure_acts")) == 1
    assert len(reading(asked, "calendar_days")) == 1


async def test_a_look_at_a_clock_that_did_not_move_asks_for_no_task(desk: Desk) -> None:
    await desk.claimed()
    await put_on_record(desk, accepted("2026-03-02"))
    await refreshed(desk, "2026-03-02")
    with statements(desk.portal) as asked:
        await desk.post(APPROVAL, f"items/{FOOD}/clock")

    assert reading(asked, "item_cases")
    assert reading(asked, "rm_user_tasks") == []


async def test_a_status_names_documents_without_reading_what_they_say(desk: Desk) -> None:
    await desk.claimed()
    await desk.post(APPROVAL, "acceptance")
    with statements(desk.portal) as asked:
        shown = await seen(desk.portal, f"/cases/{desk.case_no}/status")

    assert [each["title"] for each in shown["documents"]][:2] == ["材料接收凭证", "受理通知书"]
    assert len(reading(asked, "documents")) == 1
    assert not any("documents.content" in each for each in asked)
    assert len(reading(asked, "procedure_acts")) == 1
