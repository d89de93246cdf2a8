"""One appointment, two bodies, one record; who may do what when, and what a missed limit shows."""

from datetime import datetime, timedelta

import httpx
import pytest
from sqlalchemy import select

from chain.clock import BEIJING
from gateway.documents.parties import bodies_of
from gateway.store.models import AuditEntry, Decision, Document, Finding
from tests.unit.gateway.deliveries.support import cards, look
from tests.unit.gateway.procedure.support import acts
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, URBAN, Desk, Json

FOOD, SAFETY = "food_license", "fire_inspection"
PLACE = "示例一区海岱路1号"
APPOINTED: Json = {"starts_at": "2026-03-04T09:30:00+08:00", "place": PLACE}
OFFICERS: Json = {"officers": ["张一", "李二"]}


def finding(item: str, *, passed: bool = True) -> Json:
    """What a body found for its one item."""
    return {"findings": [{"item": item, "passed": passed, "note": "通道畅通"}]}


@pytest.fixture
async def waiting(desk: Desk) -> Desk:
    """The chain waits for the inspection of food and fire; the licence is granted."""
    assert (await desk.post(APPROVAL, "acceptance")).status_code == 200
    await desk.claimed()
    await desk.check(APPROVAL, "business_license", "granted")
    await desk.open_task(None, [APPROVAL, FIRE])
    return desk


async def say(
    desk: Desk, path: str, request: Json, *, body: str | None = APPROVAL, key: str | None = None
) -> httpx.Response:
    """What an officer of ``body``, or without one the applicant, tells about the inspections of the case."""
    headers = desk.portal.applicant if body is None else desk.officer(body)
    headers = headers | ({"Idempotency-Key": key} if key else desk.portal.fresh_key())
    return await desk.portal.client.post(
        f"/cases/{desk.case_no}/inspections{path}", json=request, headers=headers
    )


async def seen(desk: Desk, headers: dict[str, str] | None = None) -> Json:
    """The inspection as the applicant sees it, or whoever has ``headers``."""
    answer = await desk.portal.client.get(
        f"/cases/{desk.case_no}/inspections", headers=headers or desk.portal.applicant
    )
    found: Json = answer.json()["inspections"][-1]
    return found


def it_is(desk: Desk, moment: str) -> None:
    """Set the clock (Beijing time)."""
    desk.portal.clock.moment = datetime.fromisoformat(moment).replace(tzinfo=BEIJING)


async def documents(desk: Desk, kind: str) -> list[Document]:
    """The documents of a kind."""
    async with desk.portal.context.database.read() as session:
        found = select(Document).where(Document.case_no == desk.case_no, Document.kind == kind)
        return list(await session.scalars(found))


async def test_two_bodies_inspect_at_one_appointment_and_one_record_serves_both_items(waiting: Desk) -> None:
    assert (await say(waiting, "", APPOINTED, body=FIRE)).status_code == 202
    assert (await say(waiting, "/KY01/confirmation", {"confirmed": True}, body=None)).status_code == 202
    for body in (APPROVAL, FIRE):
        assert (await say(waiting, "/KY01/participants", OFFICERS, body=body)).status_code == 202
    it_is(waiting, "2026-03-04 10:00")
    first = await say(waiting, "/KY01/findings", finding(FOOD))
    last = await say(waiting, "/KY01/findings", finding(SAFETY, passed=False), body=FIRE, key="found-0001")
    again = await say(waiting, "/KY01/findings", finding(SAFETY, passed=False), body=FIRE, key="found-0001")

    assert (first.json()["state"], last.json()["state"]) == ("confirmed", "recorded")
    assert last.json() == again.json()
    (told,), (record,) = (
        await documents(waiting, "inspection_appointment"),
        await documents(waiting, "inspection_record"),
    )
    assert (told.body, told.items) == (FIRE, [FOOD, SAFETY])
    assert (record.body, record.seal, record.items) == (APPROVAL, "official", [FOOD, SAFETY])
    assert bodies_of(record) == [APPROVAL, FIRE]
    said = str(record.content["parts"])
    assert "示例一区消防救援大队：张一、李二" in said
    assert "不符合要求" in said
    for item in (FOOD, SAFETY):
        assert [act for act in await acts(waiting, item) if "inspect" in act] == [
            "appoint_inspection",
            "inspect",
        ]
    async with waiting.portal.context.database.read() as session:
        (decision,) = await session.scalars(select(Decision))
        findings = {row.item: (row.body, row.passed) for row in await session.scalars(select(Finding))}
    assert (decision.kind, decision.outcome, decision.body) == ("inspection", "done", FIRE)
    assert findings == {FOOD: (APPROVAL, True), SAFETY: (FIRE, False)}
    done = [row for row in await waiting.portal.outbox() if row.kind == "complete_task"]
    assert [row.payload["variables"] for row in done] == [{"inspection": {"outcome": "done"}}]


async def test_a_record_is_issued_by_those_who_inspected_though_the_leading_body_did_not(
    waiting: Desk,
) -> None:
    await say(waiting, "", APPOINTED)
    await say(waiting, "/KY01/participants", OFFICERS, body=FIRE)
    await withdrawn(waiting, FOOD)
    it_is(waiting, "2026-03-04 10:00")
    await say(waiting, "/KY01/findings", finding(SAFETY), body=FIRE)
    (record,) = await documents(waiting, "inspection_record")

    assert (record.body, bodies_of(record), record.number) == (
        FIRE,
        [FIRE],
        "示例一区消勘记字〔2026〕第000001号",
    )


async def test_the_applicant_sees_time_and_place_and_may_ask_once_for_another(waiting: Desk) -> None:
    wish = {"confirmed": False, "wish": "3月5日上午"}
    await say(waiting, "", APPOINTED)
    status = await waiting.portal.client.get(
        f"/cases/{waiting.case_no}/status", headers=waiting.portal.applicant
    )
    asked = await say(waiting, "/KY01/confirmation", wish, body=None)
    meanwhile = await say(waiting, "/KY01/findings", finding(FOOD))
    moved = await say(waiting, "", {**APPOINTED, "starts_at": "2026-03-05T09:00:00+08:00"}, body=FIRE)
    again = await say(waiting, "/KY01/confirmation", wish, body=None)
    confirmed = await say(waiting, "/KY01/confirmation", {"confirmed": True}, body=None)
    late = await say(waiting, "/KY01/confirmation", {"confirmed": True}, body=None)

    assert "请于2026年3月4日9时30分在示例一区海岱路1号配合联合勘验。" in str(status.json()["owes"])
    assert (asked.json()["state"], meanwhile.json()["code"]) == ("asked", "OtherTimeAsked")
    assert (moved.json()["inspection_no"], moved.json()["state"]) == ("KY01", "appointed")
    assert (again.json()["code"], confirmed.json()["state"]) == ("AskedBefore", "confirmed")
    assert late.json()["code"] == "AnsweredBefore"
    assert len(await documents(waiting, "inspection_appointment")) == 2


async def test_each_step_waits_for_the_one_before(waiting: Desk) -> None:
    early = await say(waiting, "/KY01/participants", OFFICERS)
    await say(waiting, "", APPOINTED)
    twice = await say(waiting, "", APPOINTED, body=FIRE)
    before = await say(waiting, "/KY01/findings", finding(FOOD))
    it_is(waiting, "2026-03-04 09:30")
    unnamed = await say(waiting, "/KY01/findings", finding(FOOD))
    await say(waiting, "/KY01/participants", OFFICERS)
    others = await say(waiting, "/KY01/findings", finding(SAFETY))
    done = await say(waiting, "/KY01/findings", finding(FOOD))
    again = await say(waiting, "/KY01/findings", finding(FOOD, passed=False))
    renamed = await say(waiting, "/KY01/participants", OFFICERS)

    answers = (early, twice, before, unnamed, others, done, again, renamed)
    assert [answer.json().get("code") for answer in answers] == [
        "InspectionNotFound", "InspectionAppointed", "InspectionNotYet", "OfficersNotNamed", "FieldProblems",
        None, "FindingsThere", "FindingsThere",
    ]  # fmt: skip


async def test_a_body_that_takes_no_part_neither_appoints_nor_finds(waiting: Desk) -> None:
    appoints = await say(waiting, "", APPOINTED, body=URBAN)
    await say(waiting, "", APPOINTED)
    finds = await say(waiting, "/KY01/participants", OFFICERS, body=URBAN)

    assert [answer.json()["code"] for answer in (appoints, finds)] == ["InspectionNotFound"] * 2


@pytest.mark.parametrize(
    ("path", "request_", "body"),
    [
        ("", {**APPOINTED, "starts_at": "2026-03-01T09:00:00+08:00"}, APPROVAL),
        ("", {**APPOINTED, "items": [FOOD]}, APPROVAL),
        ("", {**APPOINTED, "place": " "}, APPROVAL),
        ("/KY01/participants", {"officers": ["张一"]}, APPROVAL),
        ("/KY01/confirmation", {"confirmed": False}, None),
        ("/KY01/confirmation", {"confirmed": True, "wish": "明天"}, None),
    ],
)
async def test_what_does_not_hold_together_is_refused(
    waiting: Desk, path: str, request_: Json, body: str | None
) -> None:
    if path:
        await say(waiting, "", APPOINTED)
    assert (await say(waiting, path, request_, body=body)).status_code == 422


async def test_the_desk_decides_no_inspection_that_is_appointed_and_else_makes_the_record(desk: Desk) -> None:
    await desk.post(APPROVAL, "acceptance")
    await desk.claimed()
    await desk.check(APPROVAL, "business_license", "granted")
    task = await desk.open_task(None, [APPROVAL, FIRE])
    whole = {"outcome": "done", "findings": [{"item": item, "passed": True} for item in (FOOD, SAFETY)]}
    await say(desk, "", APPOINTED)
    refused = await desk.decide(APPROVAL, task, whole)

    assert (refused.status_code, refused.json()["code"]) == (409, "InspectionAppointed")


async def test_an_inspection_without_appointment_is_recorded_by_the_one_who_decides(waiting: Desk) -> None:
    whole = {"outcome": "done", "findings": [{"item": item, "passed": True} for item in (FOOD, SAFETY)]}
    answer = await waiting.decide(APPROVAL, str(waiting.tasks), whole)
    (record,) = await documents(waiting, "inspection_record")

    assert answer.status_code == 202
    assert record.items == [FOOD, SAFETY]
    assert bodies_of(record) == [APPROVAL]
    assert (await acts(waiting, SAFETY))[-1] == "inspect"
    assert await look(waiting, "KY01") is None


async def test_what_is_not_appointed_in_time_warns_every_body_and_what_is_missed_is_red(
    waiting: Desk,
) -> None:
    # Accepted on Monday, 2 March 2026: the limit ends with Monday the 9th.
    assert await look(waiting, "KY01") == datetime(2026, 3, 4, 9, tzinfo=BEIJING)
    assert await cards(waiting, "inspection") == []
    it_is(waiting, "2026-03-04 09:00")
    await look(waiting, "KY01")
    warned = await cards(waiting, "inspection")
    it_is(waiting, "2026-03-10 00:00:01")
    await look(waiting, "KY01")

    assert sorted(warned) == [(SAFETY, "yellow"), (FOOD, "yellow")]
    assert sorted(await cards(waiting, "inspection"))[::2] == [(SAFETY, "red"), (FOOD, "red")]


async def test_an_appointment_in_time_shows_no_card(waiting: Desk) -> None:
    await say(waiting, "", APPOINTED)
    it_is(waiting, "2026-03-04 09:00")
    again = await look(waiting, "KY01")

    assert await cards(waiting, "inspection") == []
    assert again is not None
    assert again - waiting.portal.clock.now() > timedelta(days=5)


async def test_a_clerk_confirms_for_who_stands_there_and_it_is_on_record_as_the_clerks(waiting: Desk) -> None:
    portal, path = waiting.portal, f"/window/cases/{waiting.case_no}"
    clerk = portal.who("clerk", "clerk", body=APPROVAL)

    async def confirmed(headers: dict[str, str]) -> httpx.Response:
        return await portal.client.post(
            f"{path}/inspections/KY01/confirmation",
            json={"confirmed": True},
            headers=headers | portal.fresh_key(),
        )

    await say(waiting, "", APPOINTED)
    alone = await confirmed(clerk)
    foreign = await confirmed(portal.who("clerk", "clerk", body=FIRE))
    await portal.client.post(f"{path}/presence", json={"present": True}, headers=clerk | portal.fresh_key())
    present = await confirmed(clerk)
    async with portal.context.database.read() as session:
        entry = await session.scalar(
            select(AuditEntry)
            .where(AuditEntry.action == "inspection.confirm")
            .order_by(AuditEntry.seq.desc())
        )

    assert (alone.json()["code"], foreign.json()["code"]) == ("ApplicantNotPresent", "CaseNotFound")
    assert (present.status_code, present.json()["state"]) == (202, "confirmed")
    assert entry is not None
    assert (entry.role, entry.body) == ("clerk", APPROVAL)


async def withdrawn(desk: Desk, *items: str) -> None:
    """The applicant takes these items back."""
    for item in items:
        answer = await desk.portal.client.post(
            f"/cases/{desk.case_no}/items/{item}/withdrawal",
            json={"reason": "暂时不办了"},
            headers=desk.portal.applicant | desk.portal.fresh_key(),
        )
        assert answer.status_code == 202, answer.text


async def completed(desk: Desk) -> list[Json]:
    """What the engine is told of the chain's task."""
    return [row.payload["variables"] for row in await desk.portal.outbox() if row.kind == "complete_task"]


async def told(desk: Desk) -> list[str]:
    """What the applicant was told about the appointment, newest first."""
    page = await desk.portal.client.get("/messages", headers=desk.portal.applicant)
    found = [each["id"] for each in page.json()["messages"] if each["kind"] == "appointment"]
    return [
        (await desk.portal.client.get(f"/messages/{number}", headers=desk.portal.applicant)).json()["text"]
        for number in found
    ]


async def test_an_appointment_without_items_is_called_off_and_the_chain_goes_on(waiting: Desk) -> None:
    await say(waiting, "", APPOINTED)
    await withdrawn(waiting, FOOD)
    before = (await seen(waiting))["state"], await completed(waiting)
    await withdrawn(waiting, SAFETY)
    late = await say(waiting, "/KY01/participants", OFFICERS, body=FIRE)
    anew = await say(waiting, "", APPOINTED)
    status = await waiting.portal.client.get(
        f"/cases/{waiting.case_no}/status", headers=waiting.portal.applicant
    )

    assert before == ("appointed", [])
    assert (await seen(waiting))["state_name"] == "已取消"
    assert await completed(waiting) == [{"inspection": {"outcome": "done"}}]
    assert "原定于2026年3月4日9时30分的联合勘验已经取消" in (await told(waiting))[0]
    assert "联合勘验" not in str(status.json()["owes"])
    assert (late.json()["code"], anew.json()["code"]) == ("InspectionCancelled", "NoInspectionOpen")
    assert await documents(waiting, "inspection_record") == []
    assert await look(waiting, "KY01") is None


async def test_a_body_whose_item_ended_leaves_the_appointment_and_the_others_go_on(waiting: Desk) -> None:
    await say(waiting, "", APPOINTED)
    for body in (APPROVAL, FIRE):
        await say(waiting, "/KY01/participants", OFFICERS, body=body)
    await withdrawn(waiting, SAFETY)
    shown = await seen(waiting)
    it_is(waiting, "2026-03-04 10:00")
    left = await say(waiting, "/KY01/findings", finding(SAFETY), body=FIRE)
    last = await say(waiting, "/KY01/findings", finding(FOOD))
    (record,) = await documents(waiting, "inspection_record")

    assert [party["body"] for party in shown["parties"]] == [APPROVAL]
    assert (left.json()["code"], last.json()["state"]) == ("InspectionNotFound", "recorded")
    assert record.items == [FOOD]
    assert bodies_of(record) == [APPROVAL]
    assert await completed(waiting) == [{"inspection": {"outcome": "done"}}]


async def test_the_record_is_made_when_the_only_item_without_finding_ends(waiting: Desk) -> None:
    await say(waiting, "", APPOINTED)
    await say(waiting, "/KY01/participants", OFFICERS)
    it_is(waiting, "2026-03-04 10:00")
    await say(waiting, "/KY01/findings", finding(FOOD))
    before = await completed(waiting)
    await withdrawn(waiting, SAFETY)
    (record,) = await documents(waiting, "inspection_record")

    assert (before, record.items) == ([], [FOOD])
    assert (await seen(waiting))["state"] == "recorded"
    assert len(await completed(waiting)) == 1


async def test_the_desk_finds_only_for_what_has_not_ended(waiting: Desk) -> None:
    await withdrawn(waiting, SAFETY)
    whole = {"outcome": "done", "findings": [{"item": FOOD, "passed": True}]}
    answer = await waiting.decide(APPROVAL, str(waiting.tasks), whole)
    (record,) = await documents(waiting, "inspection_record")

    assert answer.status_code == 202, answer.text
    assert record.items == [FOOD]


async def test_a_task_that_comes_when_nothing_is_left_to_inspect_waits_for_nobody(desk: Desk) -> None:
    assert (await desk.post(APPROVAL, "acceptance")).status_code == 200
    await desk.claimed()
    await withdrawn(desk, FOOD, SAFETY)
    desk.portal.clock.move(timedelta(days=1))
    await desk.check(APPROVAL, "business_license", "granted")
    # The watch is woken, and looks each minute while the chain may be on its way to the inspection.
    again, now = await look(desk, "KY01"), desk.portal.clock.now()
    await desk.open_task(None, [APPROVAL, FIRE])
    desk.portal.clock.move(timedelta(minutes=1))

    assert again == now + timedelta(minutes=1)
    assert await look(desk, "KY01") is None
    assert await completed(desk) == [{"inspection": {"outcome": "done"}}]
    assert await cards(desk, "inspection") == []


async def test_of_an_officer_at_the_desk_and_the_last_end_one_decides_the_task(waiting: Desk) -> None:
    whole = {"outcome": "done", "findings": [{"item": item, "passed": True} for item in (FOOD, SAFETY)]}
    assert (await waiting.decide(APPROVAL, str(waiting.tasks), whole)).status_code == 202
    await withdrawn(waiting, FOOD, SAFETY)

    assert len(await completed(waiting)) == 1


async def test_supervisors_see_neither_place_nor_names(waiting: Desk) -> None:
    await say(waiting, "", APPOINTED)
    await say(waiting, "/KY01/participants", OFFICERS)
    shown = await seen(waiting, waiting.portal.who("s", "supervisor"))
    whole = await seen(waiting)

    assert (shown["place"], shown["parties"][0]["officers"]) == (None, [])
    assert (whole["place"], whole["parties"][0]["officers"]) == (PLACE, ["张一", "李二"])
