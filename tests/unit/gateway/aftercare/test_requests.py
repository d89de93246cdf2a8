"""What holders ask for after a decision: in time, decided once, and granted by silence where the law says so."""

import asyncio
from collections import Counter
from datetime import date, datetime

import pytest
from sqlalchemy import select, text

from chain.clock import BEIJING
from gateway.store.models import Delivery
from tests.unit.gateway.aftercare.support import (
    ADDRESS,
    FOOD,
    REASON,
    act,
    acts,
    ask,
    certificates,
    decide,
    documents,
    due_versions,
    said,
    sealed_version,
)
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, Desk, Json, SealMaker

CHANGE: Json = {"kind": "change", "changes": {"premises_address": ADDRESS}, "reason": REASON}
RENEW: Json = {"kind": "renew", "reason": "继续经营"}
CANCEL: Json = {"kind": "cancel", "reason": "不再经营"}
GRANTED: Json = {"outcome": "granted", "opinion": "符合条件"}
REFUSED: Json = {"outcome": "refused", "opinion": "场所条件已经改变，不再符合要求"}


def it_is(desk: Desk, moment: str) -> None:
    """Move the time to ``moment``."""
    desk.portal.clock.moment = datetime.fromisoformat(moment).replace(tzinfo=BEIJING)


async def check_renewal(desk: Desk) -> Json:
    """The engine's watch looks at the renewal."""
    answer = await desk.post(APPROVAL, "matters/YX01/check")
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


async def requests(desk: Desk, headers: dict[str, str]) -> list[Json]:
    """The requests on the food licence as somebody reads them."""
    answer = await desk.portal.client.get(f"/cases/{desk.case_no}/items/{FOOD}/requests", headers=headers)
    found: list[Json] = answer.json()["requests"]
    return found


async def test_a_request_is_received_in_writing_with_its_limit_in_working_days(food: Desk) -> None:
    answer = await ask(food, CHANGE)
    assert answer.status_code == 202
    # The item's own ten working days from 3 March: 16 March.
    assert answer.json()["due_at"].startswith("2026-03-16")
    receipt = (await documents(food))["request_receipt"]
    assert receipt.seal == "acceptance"
    assert "SQ01" in said(receipt)
    assert "2026年3月16日前作出决定" in said(receipt)


async def test_what_is_asked_for_is_granted_with_its_act(food: Desk) -> None:
    assert (await ask(food, CHANGE)).status_code == 202
    answer = await decide(food, "SQ01", GRANTED)
    assert (answer.status_code, answer.json()["state"]) == (202, "granted")
    assert await acts(food) == ["change"]
    assert (await certificates(food))[-1].data["fields"]["KZ_JYCS"] == ADDRESS
    assert (await ask(food, CANCEL)).json()["request_no"] == "SQ02"
    assert (await decide(food, "SQ02", GRANTED)).json()["state"] == "granted"
    assert {row.status for row in await certificates(food)} == {"cancelled"}


async def test_a_refusal_gives_its_reason_and_leaves_the_licence_as_it_is(food: Desk) -> None:
    await ask(food, CHANGE)
    assert (await decide(food, "SQ01", {"outcome": "refused"})).status_code == 422
    assert (await decide(food, "SQ01", REFUSED)).json()["state"] == "refused"
    document = (await documents(food))["request_refusal"]
    assert document.content["title"] == "不予变更（延续、注销）决定书"
    assert "决定不予变更。" in said(document)
    assert REFUSED["opinion"] in said(document)
    assert "六个月内" in document.content["remedies"]
    assert await acts(food) == ["change"]
    assert len(await certificates(food)) == 1
    assert (await ask(food, CHANGE)).status_code == 202


@pytest.mark.parametrize(
    ("moment", "status"), [("2031-01-30 18:00", 202), ("2031-01-31 09:00", 409), ("2031-03-02 09:00", 409)]
)
async def test_a_renewal_is_asked_for_thirty_days_before_the_end(
    food: Desk, moment: str, status: int
) -> None:
    it_is(food, moment)
    answer = await ask(food, RENEW)
    assert answer.status_code == status
    if moment.startswith("2031-01-31"):
        assert "2031年1月30日" in answer.json()["detail"]


async def test_a_renewal_that_nobody_decides_counts_as_granted_from_the_end_on(food: Desk) -> None:
    it_is(food, "2031-01-10 09:00")
    assert (await ask(food, RENEW)).json()["due_at"].startswith("2031-03-01T23:59:59")
    waiting = await check_renewal(food)
    assert (waiting["settled"], waiting["next"]) == (False, "2031-03-02T00:00:00+08:00")
    it_is(food, "2031-03-02 00:00")
    assert (await check_renewal(food))["settled"]
    (row,) = await requests(food, food.portal.applicant)
    assert row["state"] == "silently_granted"
    assert await acts(food) == ["renew"]
    first, second = await certificates(food)
    assert (second.supersedes, str(second.valid_until)) == (first.identifier, "2036-03-01")
    assert await due_versions(food) == [f"{FOOD}/2"]
    assert "视为准予延续" in said((await documents(food))["renewal_decision"])
    assert (await decide(food, "SQ01", REFUSED)).json()["code"] == "RequestSettled"


async def test_a_renewal_is_not_refused_any_more_once_silence_has_granted_it(food: Desk) -> None:
    it_is(food, "2031-01-30 09:00")
    assert (await ask(food, RENEW)).status_code == 202
    # The watch has not looked yet.
    it_is(food, "2031-03-02 00:00:01")
    late = await decide(food, "SQ01", REFUSED)
    await check_renewal(food)

    assert (late.status_code, late.json()["code"]) == (409, "RequestSettled")
    assert (await requests(food, food.portal.applicant))[0]["state"] == "silently_granted"


async def test_a_version_is_delivered_within_ten_days_of_the_act_that_grants_it(
    food: Desk, maker: SealMaker
) -> None:
    async with food.portal.context.database.write() as session:
        for delivery in await session.scalars(select(Delivery)):
            delivery.state = "delivered"
    await ask(food, CHANGE)
    assert (await decide(food, "SQ01", GRANTED)).status_code == 202
    it_is(food, "2026-03-06 09:00")
    await sealed_version(food, maker, 2)
    async with food.portal.context.database.read() as session:
        (opened,) = await session.scalars(select(Delivery).where(Delivery.state == "waiting"))

    # From 2 March, the day of the act, not of the seal: 3–6, 9–13 and 16 March.
    assert opened.due_at.date() == date(2026, 3, 16)


async def test_a_renewal_that_is_decided_in_time_wakes_the_watch_and_settles_it(food: Desk) -> None:
    it_is(food, "2031-01-10 09:00")
    await ask(food, RENEW)
    assert (await decide(food, "SQ01", REFUSED)).status_code == 202
    names = [row.payload.get("name") for row in await food.portal.outbox(matters=True)]
    assert "matter-changed" in names
    assert (await check_renewal(food))["settled"]
    it_is(food, "2031-03-02 09:00")
    assert await acts(food) == ["renew"]
    assert len(await certificates(food)) == 1


async def test_what_was_asked_for_is_without_object_once_the_licence_ended(food: Desk) -> None:
    it_is(food, "2031-01-10 09:00")
    await ask(food, RENEW)
    recall = {"act": "recall", "ground": "law_changed", "reason": "所依据的办法已经废止"}
    assert (await act(food, recall)).status_code == 202
    (row,) = await requests(food, food.portal.applicant)
    assert row["state"] == "lapsed"
    assert (await check_renewal(food))["settled"]
    assert (await decide(food, "SQ01", GRANTED)).json()["code"] == "RequestSettled"


async def test_the_same_is_asked_for_once_at_a_time(food: Desk) -> None:
    answers = await asyncio.gather(*(ask(food, CANCEL, key="cancel-please") for _ in range(4)))
    assert {answer.status_code for answer in answers} == {202}
    assert (await ask(food, CANCEL)).json()["code"] == "RequestPending"


async def test_of_two_officers_one_decides(food: Desk) -> None:
    await ask(food, CANCEL)
    officers = [food.officer(APPROVAL, f"officer-{n}") for n in range(2)]
    answers = await asyncio.gather(
        *(decide(food, "SQ01", each, who) for each, who in zip((GRANTED, REFUSED), officers, strict=True))
    )
    assert Counter(answer.status_code for answer in answers) == {202: 1, 409: 1}
    assert await acts(food) == ["cancel"]


async def test_only_the_holder_and_the_items_body_read_what_is_asked_for(food: Desk) -> None:
    await ask(food, CHANGE)
    readers = {
        "holder": food.portal.applicant,
        "officer": food.officer(APPROVAL),
        "other body": food.officer(FIRE),
        "supervisor": food.portal.who("s", "supervisor"),
    }
    seen = {name: (await requests(food, who))[0]["changes"] for name, who in readers.items()}
    whole = CHANGE["changes"]
    assert seen == {"holder": whole, "officer": whole, "other body": None, "supervisor": None}
    assert (await decide(food, "SQ01", GRANTED, food.officer(FIRE))).json()["code"] == "RequestNotFound"


async def test_the_bodys_open_requests_are_listed_the_most_urgent_first(food: Desk) -> None:
    it_is(food, "2031-01-10 09:00")
    for request in (RENEW, CANCEL, CHANGE):
        assert (await ask(food, request)).status_code == 202

    async def page(cursor: str | None, body: str = APPROVAL) -> Json:
        params = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        answer = await food.portal.client.get("/requests", params=params, headers=food.officer(body))
        found: Json = answer.json()
        return found

    first = await page(None)
    second = await page(first["next_cursor"])
    assert [row["kind"] for row in first["requests"] + second["requests"]] == ["cancel", "change", "renew"]
    assert second["next_cursor"] is None
    assert (await page(None, FIRE))["requests"] == []
    assert (await page("nonsense"))["code"] == "CursorInvalid"


@pytest.mark.parametrize(
    "request_",
    [
        {"kind": "change", "reason": REASON},
        {"kind": "cancel", "changes": {"premises_address": ADDRESS}, "reason": REASON},
        {"kind": "renew"},
        {"kind": "strip", "reason": REASON},
    ],
)
async def test_a_request_says_what_it_is_about(food: Desk, request_: Json) -> None:
    assert (await ask(food, request_)).status_code == 422


async def test_nothing_that_a_holder_wrote_rests_in_clear(food: Desk) -> None:
    mark = "密印路九十九号"
    await ask(food, {"kind": "change", "changes": {"premises_address": mark}, "reason": mark})
    await decide(food, "SQ01", {"outcome": "granted", "opinion": mark})
    async with food.portal.context.database.read() as session:
        for table in ("licence_requests", "licence_changes", "idempotency", "procedure_acts", "outbox"):
            rows = (await session.execute(text(f"SELECT * FROM {table}"))).all()  # noqa: S608
            assert mark not in repr(rows)
            assert rows
