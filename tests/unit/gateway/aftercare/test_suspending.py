"""暂扣 and 暂扣发还: a licence is taken away for a time and given back, and its certificate says so all the while."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from chain.clock import BEIJING
from gateway.messages.kinds import MessageKind
from gateway.store.models import Message, Publication
from tests.unit.gateway.aftercare.support import (
    ADDRESS,
    FOOD,
    REASON,
    act,
    acts,
    ask,
    certificates,
    documents,
    said,
    scanned,
    sealed_version,
)
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, Desk, Json, SealMaker, new_desk, sealed

SUSPEND: Json = {
    "act": "suspend_licence",
    "penalty_no": "示例市监罚〔2026〕9号",
    "penalty_on": "2026-03-01",
    "until": "2026-06-01",
    "reason": "使用超过保质期的食品原料",
}
MENDED: Json = {"act": "resume_licence", "ground": "mended", "reason": "已经整改并验收合格"}
TERM_OVER: Json = {"act": "resume_licence", "ground": "term_over", "reason": "暂扣期限届满"}
CHANGE: Json = {"act": "change", "changes": {"premises_address": ADDRESS}, "reason": REASON}
JOINT = "industry_permit"


async def test_a_suspended_licence_says_so_until_it_is_given_back(food: Desk) -> None:
    answer = await act(food, SUSPEND)
    assert (answer.status_code, answer.json()["state"]) == (202, "suspended")
    decision = (await documents(food))["suspension_decision"]
    assert (decision.document_no, decision.seal) == (answer.json()["document_no"], "official")
    for words in (
        "示例市监罚〔2026〕9号",
        "暂扣期限至2026年6月1日",
        "《中华人民共和国行政处罚法》第九条第三项",
    ):
        assert words in said(decision)
    assert "六十日内" in decision.content["remedies"]
    (certificate,) = await certificates(food)
    assert certificate.status == "suspended"
    assert ">已暂扣<" in await scanned(food, certificate)

    answer = await act(food, MENDED)
    assert (answer.status_code, answer.json()["state"]) == (202, "in_force")
    assert "违法行为已经改正" in said((await documents(food))["restoration_notice"])
    (certificate,) = await certificates(food)
    assert certificate.status == "valid"
    assert ">有效<" in await scanned(food, certificate)


async def test_both_are_told_and_made_public(food: Desk) -> None:
    for request in (SUSPEND, MENDED):
        assert (await act(food, request)).status_code == 202
    async with food.portal.context.database.read() as session:
        told = await session.scalars(select(Message).where(Message.kind == MessageKind.CERTIFICATE))
        texts = [message.text for message in told]
        public = set(await session.scalars(select(Publication.content).where(Publication.item == FOOD)))
    assert [text.partition("：")[2][:6] for text in texts] == ["暂扣许可证件", "发还许可证件"]
    assert {"暂扣许可证件：食品经营许可", "发还许可证件：食品经营许可"} <= public


async def test_the_applicant_reads_that_it_cannot_be_used_for_now(food: Desk) -> None:
    assert (await act(food, SUSPEND)).status_code == 202
    status = await food.portal.client.get(f"/cases/{food.case_no}/status", headers=food.portal.applicant)
    assert "该证照已暂扣，暂扣期间不能使用。" in status.text


async def test_the_joint_permit_shows_it_and_lists_it_when_it_is_made_anew(
    food: Desk, maker: SealMaker
) -> None:
    await food.check(FIRE, "fire_inspection", "granted")
    await sealed(food, maker, FIRE, "fire_inspection")
    await sealed(food, maker, APPROVAL, JOINT)
    assert (await act(food, SUSPEND)).status_code == 202
    (joint,) = await certificates(food, JOINT)
    assert joint.status == "valid"
    assert ">已暂扣<" in await scanned(food, joint)
    assert (await act(food, {"act": "renew"})).status_code == 202
    await sealed_version(food, maker, 2)
    await sealed_version(food, maker, 2, JOINT)
    renewed = (await certificates(food, JOINT))[-1]
    assert "食品经营许可证" in [licence["name"] for licence in renewed.data["licences"]]
    assert ">已暂扣<" in await scanned(food, renewed)


ORDER = [
    ([SUSPEND], SUSPEND, "NotInForce"),
    ([], MENDED, "NotInForce"),
    ([SUSPEND], CHANGE, "NotInForce"),
    ([SUSPEND, MENDED], CHANGE, None),
    ([SUSPEND], {"act": "renew"}, None),
    ([SUSPEND], {"act": "revoke", "ground": "deceit", "reason": REASON}, None),
    ([{"act": "recall", "ground": "law_changed", "reason": REASON}], SUSPEND, "NotInForce"),
]


@pytest.mark.parametrize(("before", "then", "code"), ORDER)
async def test_what_can_be_done_with_a_licence_that_is_away(
    food: Desk, before: list[Json], then: Json, code: str | None
) -> None:
    for each in before:
        assert (await act(food, each)).status_code == 202
    answer = await act(food, then)
    assert answer.json().get("code") == code
    assert await acts(food) == [each["act"] for each in (*before, *([] if code else [then]))]


async def test_a_version_that_was_under_way_is_suspended_with_the_one_before_and_given_back_with_it(
    food: Desk, maker: SealMaker
) -> None:
    assert (await act(food, CHANGE)).status_code == 202
    assert (await act(food, SUSPEND)).status_code == 202
    await sealed_version(food, maker, 2)
    assert [each.status for each in await certificates(food)] == ["superseded", "suspended"]
    assert (await act(food, MENDED)).status_code == 202
    assert [each.status for each in await certificates(food)] == ["superseded", "valid"]


async def test_what_is_renewed_while_it_is_away_stays_away(food: Desk, maker: SealMaker) -> None:
    assert (await act(food, SUSPEND)).status_code == 202
    assert (await ask(food, {"kind": "renew", "reason": "继续经营"})).status_code == 202
    assert (await act(food, {"act": "renew"})).status_code == 202
    await sealed_version(food, maker, 2)
    assert [each.status for each in await certificates(food)] == ["superseded", "suspended"]


async def test_a_certificate_made_while_its_licence_is_away_is_suspended_from_the_first(
    portal: Portal, maker: SealMaker
) -> None:
    desk = await new_desk(portal)
    for item in ("business_license", FOOD):
        await desk.check(APPROVAL, item, "granted")
    await sealed(desk, maker, APPROVAL, "business_license")
    assert (await act(desk, SUSPEND)).status_code == 202
    await sealed(desk, maker, APPROVAL, FOOD)
    (certificate,) = await certificates(desk)
    assert (certificate.state, certificate.status) == ("sealed", "suspended")
    assert (await act(desk, MENDED)).status_code == 202
    (certificate,) = await certificates(desk)
    assert certificate.status == "valid"


async def test_its_term_is_over_the_day_after_its_last(food: Desk) -> None:
    assert (await act(food, SUSPEND)).status_code == 202
    early = await act(food, TERM_OVER)
    assert (early.status_code, early.json()["problems"][0]["field"]) == (422, "ground")
    food.portal.clock.move(timedelta(days=92))
    assert (await act(food, TERM_OVER)).status_code == 202


async def test_what_expires_while_it_is_away_is_over_and_not_given_back(food: Desk) -> None:
    assert (await act(food, SUSPEND)).status_code == 202
    food.portal.clock.move(timedelta(days=5 * 366))
    assert (await act(food, TERM_OVER)).json()["code"] == "NotInForce"
    (certificate,) = await certificates(food)
    assert ">已过有效期<" in await scanned(food, certificate)


@pytest.mark.parametrize(
    ("wrong", "field"), [({"until": "2026-03-02"}, "until"), ({"penalty_on": "2026-03-03"}, "penalty_on")]
)
async def test_a_term_lies_ahead_and_its_penalty_behind(food: Desk, wrong: Json, field: str) -> None:
    answer = await act(food, SUSPEND | wrong)
    assert (answer.status_code, answer.json()["problems"][0]["field"]) == (422, field)


async def test_to_suspend_is_the_heads_and_only_a_licence_is_suspended(food: Desk) -> None:
    assert (await act(food, SUSPEND, food.officer(APPROVAL))).json()["code"] == "NotPermitted"
    assert (await act(food, SUSPEND, item="business_license")).json()["code"] == "NoLicence"


async def look(desk: Desk, matter: str = "ZK01") -> Json:
    """The engine's watch looks at the suspension."""
    answer = await desk.post(APPROVAL, f"matters/{matter}/check")
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


async def reminders(desk: Desk) -> list[tuple[str, str]]:
    """Cards of the approval bureau on terms that are over: item and by when."""
    head = desk.portal.who("head", "head", body=APPROVAL)
    shown = (await desk.portal.client.get("/cards", headers=head)).json()["cards"]
    return [(each["item"], each["due_at"][:10]) for each in shown if each["clock"] == "term_over"]


def it_is(desk: Desk, moment: str) -> None:
    desk.portal.clock.moment = datetime.fromisoformat(moment).replace(tzinfo=BEIJING)


async def test_when_the_term_is_over_the_officers_are_told_and_nothing_is_given_back_by_itself(
    food: Desk,
) -> None:
    await act(food, SUSPEND)
    # Monday 1 June is the last day; five working days from Tuesday: the 3rd, 4th, 5th, 8th and 9th.
    assert (await look(food))["next"] == "2026-06-02T09:00:00+08:00"
    it_is(food, "2026-06-01 23:59")
    assert (await look(food))["settled"] is False
    assert await reminders(food) == []

    it_is(food, "2026-06-02 09:00")
    assert (await look(food))["settled"] is True
    assert await reminders(food) == [(FOOD, "2026-06-09")]
    (certificate,) = await certificates(food)
    assert certificate.status == "suspended"
    assert (await act(food, TERM_OVER)).status_code == 202


async def test_a_licence_that_is_back_before_is_watched_no_more_and_the_next_suspension_is(
    food: Desk,
) -> None:
    await act(food, SUSPEND)
    await act(food, MENDED)
    assert (await look(food))["settled"] is True
    await act(food, SUSPEND | {"until": "2026-07-01"})
    assert (await look(food))["settled"] is True
    assert (await look(food, "ZK02"))["next"] == "2026-07-02T09:00:00+08:00"
    it_is(food, "2026-07-02 09:00")
    await look(food, "ZK02")
    # From Thursday: Friday the 3rd, then the 6th to the 9th.
    assert await reminders(food) == [(FOOD, "2026-07-09")]
