"""Each way of delivery over HTTP: what it hands over, when it counts as delivered, and what stands on its receipt."""

from datetime import timedelta

import pytest

from bpmn.catalogue.outcomes import Ending
from gateway.store.models import Document
from tests.unit.gateway.deliveries.support import (
    ADDRESS,
    BY_POST,
    HANDED_OUT,
    LICENCE,
    POSTED,
    RECEIVER,
    at_the_desk,
    choose,
    deliveries,
    granted,
    look,
    made_up,
    owes_a_material,
    sealed_now,
    stored,
)
from tests.unit.gateway.outcomes.support import end, in_review
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.procedure.support import accepted, acts, last_act
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, Desk, Json, SealMaker, new_desk, sealed


async def document(desk: Desk, number: str) -> str:
    """The text of a document."""
    async with desk.portal.context.database.read() as session:
        content = (await session.get_one(Document, (desk.case_no, number))).content
    return "\n".join(part["text"] + "".join(part["lines"]) for part in content["parts"])


async def test_a_decision_opens_a_delivery_that_ends_with_the_tenth_working_day(desk: Desk) -> None:
    await granted(desk)
    (delivery,) = await deliveries(desk)
    matters = [row.payload["name"] for row in await desk.portal.outbox(matters=True)]

    # From Monday, 2 March 2026: 3–6, 9–13 and Monday, 16 March.
    assert delivery["due_at"].startswith("2026-03-16T")
    assert (delivery["items"], delivery["way"], delivery["ready"]) == (
        ["营业执照"],
        "electronic",
        True,
    )
    assert [part["name"] for part in delivery["parts"]] == ["准予办理决定书", "营业执照"]
    assert "matter-opened" in matters


async def test_what_else_is_decided_before_it_is_sent_goes_with_it_and_what_comes_later_on_its_own(
    desk: Desk,
) -> None:
    await granted(desk)
    await desk.check(FIRE, "fire_inspection", "refused", "通道被占")
    (together,) = await deliveries(desk)
    await sealed_now(desk)
    assert (await at_the_desk(desk, "handout", HANDED_OUT)).status_code == 202
    await desk.check(APPROVAL, "food_license", "refused", "布局不合理")
    first, second = await deliveries(desk)

    assert len(together["items"]) == 2
    assert (first["state"], second["state"]) == ("delivered", "waiting")
    assert [part["name"] for part in second["parts"]] == ["不予行政许可决定书"]
    assert second["ready"] is False


async def test_who_did_not_choose_is_delivered_to_when_everything_was_opened(desk: Desk) -> None:
    await granted(desk)
    (delivery,) = await deliveries(desk)
    seen = []
    for part in delivery["parts"]:
        answer = await desk.portal.client.get(part["link"], headers=desk.portal.applicant)
        assert answer.status_code == 200
        seen.append((await deliveries(desk))[0]["state"])
    (done,) = await deliveries(desk)
    told = await last_act(desk, LICENCE)

    assert seen == ["waiting", "delivered"]
    assert (told.act, told.detail) == ("deliver", {"way": "electronic", "delivery_no": "SD01"})
    receipt = await document(desk, done["document_no"])
    assert "送达方式：电子送达" in receipt
    assert "签收人" not in receipt
    assert "营业执照（" in receipt
    assert await look(desk) is None


async def test_what_is_not_sealed_yet_is_not_delivered_by_being_read(desk: Desk) -> None:
    await granted(desk, made_out=False)
    (delivery,) = await deliveries(desk)
    for part in delivery["parts"]:
        await desk.portal.client.get(part["link"], headers=desk.portal.applicant)

    assert (await deliveries(desk))[0]["parts"][0]["opened_at"] is None


async def test_an_officers_look_delivers_nothing(desk: Desk) -> None:
    await granted(desk)
    for part in (await deliveries(desk))[0]["parts"]:
        await desk.portal.client.get(part["link"], headers=desk.officer(APPROVAL))

    assert (await deliveries(desk))[0]["state"] == "waiting"


async def test_who_agreed_is_delivered_to_when_all_has_reached_the_account(portal: Portal) -> None:
    desk = Desk(portal, await portal.submit(delivery={"way": "electronic"}))
    await granted(desk, made_out=False)
    again = await look(desk)
    portal.clock.move(timedelta(minutes=3))
    await sealed_now(desk)
    sealed_at = portal.clock.now()
    portal.clock.move(timedelta(minutes=3))

    assert again is not None
    assert await look(desk) is None
    (done,) = await deliveries(desk)
    assert (done["state"], (await stored(desk)).delivered_at) == ("delivered", sealed_at)
    assert (await last_act(desk, LICENCE)).effective_at == sealed_at


async def test_collection_notes_who_received_it_after_their_identity_was_checked(desk: Desk) -> None:
    assert (await choose(desk, {"way": "window"})).json()["way_name"] == "窗口领取"
    await granted(desk)
    first = await at_the_desk(desk, "handout", HANDED_OUT, key="handout-0001")
    again = await at_the_desk(desk, "handout", HANDED_OUT, key="handout-0001")
    other = await at_the_desk(desk, "handout", HANDED_OUT)

    assert first.json() == again.json()
    assert (other.status_code, other.json()["code"]) == (409, "DeliveryDone")
    assert (await acts(desk, LICENCE)).count("deliver") == 1
    receipt = await document(desk, first.json()["document_no"])
    assert "送达方式：窗口领取" in receipt
    assert "签收人：王示例（申请人本人）" in receipt
    assert "delivery.handout" in await desk.portal.audited()


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        ({"receiver": RECEIVER}, "signed"),
        ({"receiver": RECEIVER, "signed": False}, "signed"),
        ({"receiver": {**RECEIVER, "identity_checked": False}, "signed": True}, "receiver.identity_checked"),
        ({"receiver": {**RECEIVER, "name": " "}, "signed": True}, "receiver.name"),
        ({"receiver": {**RECEIVER, "id_number": "x"}, "signed": True}, "receiver.id_number"),
    ],
)
async def test_nothing_is_handed_out_without_identity_and_signature(
    desk: Desk, request_: Json, field: str
) -> None:
    await granted(desk)
    answer = await at_the_desk(desk, "handout", request_)

    assert answer.status_code == 422
    assert [problem["field"] for problem in answer.json()["problems"]] == [field]
    assert (await deliveries(desk))[0]["state"] == "waiting"


async def test_what_is_not_made_out_yet_is_neither_handed_out_nor_posted(desk: Desk) -> None:
    await choose(desk, BY_POST)
    await granted(desk, made_out=False)
    answers = [await at_the_desk(desk, "handout", HANDED_OUT), await at_the_desk(desk, "postings", POSTED)]

    assert [answer.json()["code"] for answer in answers] == ["DeliveryNotReady"] * 2


async def test_post_that_comes_back_is_sent_again_and_counts_from_the_day_of_its_receipt(desk: Desk) -> None:
    await choose(desk, BY_POST)
    await granted(desk)
    clock = desk.portal.clock
    sent = await at_the_desk(desk, "postings", POSTED, role="officer")
    on_its_way = [
        (await at_the_desk(desk, "handout", HANDED_OUT)).json()["code"],
        (await at_the_desk(desk, "postings", POSTED)).json()["code"],
        (await choose(desk, {"way": "window"})).json()["code"],
    ]
    clock.move(timedelta(days=2))
    back = {"result": "returned", "at": clock.now().isoformat(), "reason": "无人签收"}
    returned = await at_the_desk(desk, "postings/outcome", back)
    assert (await at_the_desk(desk, "postings", {**POSTED, "tracking_no": "EX-2"})).status_code == 202
    clock.move(timedelta(days=2))
    received_at = clock.now() - timedelta(hours=1)
    there = {"result": "received", "at": received_at.isoformat(), "receiver": "王示例"}
    received = await at_the_desk(desk, "postings/outcome", there)
    (done,) = await deliveries(desk)

    assert (sent.status_code, sent.json()["state"]) == (202, "sent")
    assert on_its_way == ["DeliverySent"] * 3
    assert (returned.json()["state"], received.json()["state"]) == ("waiting", "delivered")
    assert [each["result"] for each in done["postings"]] == ["returned", "received"]
    assert (await last_act(desk, LICENCE)).effective_at == received_at
    assert "送达方式：邮寄送达" in await document(desk, done["document_no"])


@pytest.mark.parametrize(("hours", "code"), [(-1, "DeliveryMoment"), (49, "DeliveryMoment"), (24, None)])
async def test_the_posts_answer_lies_between_the_posting_and_now(
    desk: Desk, hours: int, code: str | None
) -> None:
    await choose(desk, BY_POST)
    await granted(desk)
    await at_the_desk(desk, "postings", POSTED)
    at = desk.portal.clock.now() + timedelta(hours=hours)
    desk.portal.clock.move(timedelta(hours=48))
    noted = {"result": "received", "at": at.isoformat(), "receiver": "王示例"}
    answer = await at_the_desk(desk, "postings/outcome", noted)

    assert answer.json().get("code") == code


async def test_nothing_is_posted_without_an_address_nor_answered_without_a_posting(desk: Desk) -> None:
    await granted(desk)
    there = {"result": "received", "at": desk.portal.clock.now().isoformat(), "receiver": "王示例"}
    answers = [
        await at_the_desk(desk, "postings", POSTED), await at_the_desk(desk, "postings/outcome", there),
    ]  # fmt: skip

    assert [answer.json()["code"] for answer in answers] == ["AddressMissing", "DeliveryNotSent"]


@pytest.mark.parametrize(
    "wish",
    [
        {"way": "post"},
        {"way": "window", "address": ADDRESS},
        {"way": "pigeon"},
        {"way": "post", "address": {**ADDRESS, "phone": "电话"}},
        {"way": "post", "address": {**ADDRESS, "postcode": "1"}},
        {},
    ],
)
async def test_an_unsound_choice_is_refused(desk: Desk, wish: Json) -> None:
    assert (await choose(desk, wish)).status_code == 422


async def test_the_address_is_told_to_the_applicant_and_the_delivering_body_alone(desk: Desk) -> None:
    await choose(desk, BY_POST)
    await granted(desk)
    portal = desk.portal
    readers = {
        "applicant": portal.applicant,
        "clerk": portal.who("c", "clerk", body=APPROVAL),
        "fire officer": desk.officer(FIRE),
        "supervisor": portal.who("s", "supervisor"),
    }
    told = {name: (await deliveries(desk, headers))[0]["address"] for name, headers in readers.items()}

    assert {name for name, address in told.items() if address} == {"applicant", "clerk"}


async def test_an_officer_who_delivers_one_item_leaves_the_others_waiting(desk: Desk) -> None:
    await granted(desk)
    await desk.check(FIRE, "fire_inspection", "refused", "通道被占")
    request = {"act": "deliver", "way": "window", "at": desk.portal.clock.now().isoformat()}
    path = f"/cases/{desk.case_no}/items/{LICENCE}/acts"
    headers = desk.officer(APPROVAL)
    answers = [
        await desk.portal.client.post(path, json=request, headers=headers | desk.portal.fresh_key())
        for _ in range(2)
    ]
    first, second = await deliveries(desk)

    assert [answer.json().get("code") for answer in answers] == [None, "NothingToDeliver"]
    assert (first["state"], second["state"]) == ("waiting", "delivered")
    assert [part["name"] for part in second["parts"]] == ["准予办理决定书", "营业执照"]
    assert first["items"] == ["公众聚集场所投入使用、营业前消防安全检查"]


async def test_a_licence_that_was_only_verified_is_not_delivered(portal: Portal) -> None:
    situation = {"licence": "existing", "fire": "inspection"}
    desk = await new_desk(portal, "restaurant_existing_inspection", **situation)
    await accepted(desk)
    verified = {"outcome": "granted", "register": "演练登记", "consulted_at": "2026-03-02T09:00:00+08:00"}
    assert (await desk.post(APPROVAL, f"items/{LICENCE}/verification", verified)).status_code == 200

    assert await deliveries(desk) == []


async def test_an_item_that_lapsed_is_delivered_with_its_notice(portal: Portal) -> None:
    desk = await in_review(portal)
    await end(desk, Ending.LAPSED)
    (waiting,) = await deliveries(desk)

    assert "终止办理通知书" in [part["name"] for part in waiting["parts"]]


async def test_a_certificate_that_waited_for_a_tolerated_material_is_delivered_on_its_own(
    desk: Desk, maker: SealMaker
) -> None:
    await granted(desk, allocated=False)
    await owes_a_material(desk, LICENCE)
    await sealed_now(desk)
    assert (await at_the_desk(desk, "handout", HANDED_OUT)).status_code == 202
    await made_up(desk)
    await sealed(desk, maker, APPROVAL, LICENCE)
    first, second = await deliveries(desk)

    assert [part["name"] for part in first["parts"]] == ["准予办理决定书"]
    assert ([part["name"] for part in second["parts"]], second["ready"]) == (["营业执照"], True)
