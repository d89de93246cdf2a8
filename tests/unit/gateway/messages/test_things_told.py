"""Each thing that happens in a case and that its applicant is to know of is told in one message of its kind."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from gateway.messages.kinds import MessageKind
from gateway.store.models import Message
from tests.unit.gateway.aftercare import support as licences
from tests.unit.gateway.agents.support import Parties, assisting
from tests.unit.gateway.obligations import support as promises
from tests.unit.gateway.outcomes.support import FOOD, LICENCE, SIGN, in_review, rule
from tests.unit.gateway.portal import PDF, Portal
from tests.unit.gateway.worker_api.support import APPROVAL, Desk, Json, SealMaker, sealed

FALSE = {"result": False, "note": "实地核查，经营场所并非承诺的场所。"}
SYSTEM = {"level": "national", "name": "国家市场主体登记系统"}
Again = Callable[[], Awaitable[Any]]
"""Does the same once more, as whoever did it would after a lost answer."""


async def told(portal: Portal, kind: MessageKind) -> list[Message]:
    """The messages of a kind."""
    async with portal.context.database.read() as session:
        query = select(Message).where(Message.kind == kind.value).order_by(Message.id)
        return list(await session.scalars(query))


def repeated(desk: Desk, path: str, content: Json, headers: dict[str, str]) -> Again:
    """One request, however often, with one key."""
    key = desk.portal.fresh_key()

    async def send() -> httpx.Response:
        url = f"/cases/{desk.case_no}/{path}"
        answer = await desk.portal.client.post(url, json=content, headers=headers | key)
        assert answer.is_success, answer.text
        return answer

    return send


async def refusal(desk: Desk) -> Again:
    task, key = await desk.open_task(FOOD, [APPROVAL]), desk.portal.fresh_key()["Idempotency-Key"]
    decision = {"outcome": "refused", "opinion": "意见"}
    return lambda: desk.decide(APPROVAL, task, decision, key=key)


async def hold(portal: Portal, maker: SealMaker) -> Again:
    rule(portal, FOOD, refused="hold")
    desk = await in_review(portal)
    return await refusal(desk)


async def false_commitment(portal: Portal) -> Desk:
    desk = await promises.committed(portal)
    await promises.accepted(desk)
    await desk.check(APPROVAL, LICENCE, "granted")
    return desk


async def order_to_mend(portal: Portal, maker: SealMaker) -> Again:
    desk = await false_commitment(portal)
    return repeated(desk, "obligations/CN01/check", FALSE, desk.officer(APPROVAL))


async def not_mended(portal: Portal, maker: SealMaker) -> Again:
    desk = await false_commitment(portal)
    await sealed(desk, maker, APPROVAL, LICENCE)
    await promises.act(desk, "CN01", "check", FALSE, desk.officer(APPROVAL))
    portal.clock.move(timedelta(days=15))
    found = {"mended": False, "note": "期满未提交任何证明。"}
    return repeated(desk, "obligations/CN01/mended", found, desk.officer(APPROVAL))


async def overdue(portal: Portal) -> Desk:
    desk = await promises.tolerated(portal)
    await promises.reviewed(desk)
    portal.clock.move(timedelta(days=8))
    return desk


async def returned(portal: Portal, maker: SealMaker) -> Again:
    desk = await overdue(portal)
    return lambda: promises.look(desk, "RQ01")


async def withheld(portal: Portal, maker: SealMaker) -> Again:
    desk = await overdue(portal)
    return lambda: promises.look(desk, "RQ02")


async def revoked_as_owed(portal: Portal, maker: SealMaker) -> Again:
    desk = await promises.tolerated(portal)
    await promises.reviewed(desk)
    await promises.decided(desk, APPROVAL, FOOD, "granted")
    portal.clock.move(timedelta(days=8))
    return lambda: promises.look(desk, "RQ01")


def aftercare(**request: Any) -> Callable[[Portal, SealMaker], Awaitable[Again]]:
    async def begin(portal: Portal, maker: SealMaker) -> Again:
        desk = await licences.licensed(portal, maker)
        grave = request["act"] in licences.GRAVE
        who = licences.head(desk) if grave else desk.officer(APPROVAL)
        return repeated(desk, f"items/{FOOD}/aftercare", {"reason": licences.REASON, **request}, who)

    return begin


async def revoked_by_policy(portal: Portal, maker: SealMaker) -> Again:
    rule(portal, FOOD, refused="revoke")
    desk = await in_review(portal)
    return await refusal(desk)


async def correction(portal: Portal, maker: SealMaker) -> Again:
    desk = await licences.licensed(portal, maker)
    permit = (await licences.documents(desk))["permit_decision"]
    mistake = {"wrong": "食品经营许可证", "right": "食品经营许可证（正本）"}
    content = {"corrections": [mistake], "reason": "录入笔误"}
    return repeated(desk, f"documents/{permit.document_no}/correction", content, desk.officer(APPROVAL))


async def named_mandate(portal: Portal, maker: SealMaker) -> Again:
    parties = Parties(portal)
    case_no = await portal.submit()
    number = await parties.offered(scope={"case_nos": [case_no], "acts": ["read"]})
    return lambda: parties.step(number, "acceptance", parties.agent)


async def themed_mandate(portal: Portal, maker: SealMaker) -> Again:
    parties = Parties(portal)
    number = await parties.accepted()
    request = {"reason": "暂时不办了"}
    headers = parties.under(number)
    case_no = await portal.submit()
    url = f"/cases/{case_no}/items/{SIGN}/withdrawal"
    return lambda: portal.client.post(url, json=request, headers=headers)


async def assistance(portal: Portal, maker: SealMaker) -> Again:
    parties = Parties(portal)
    desk = Desk(portal, await portal.submit())
    official = desk.officer(APPROVAL)
    number = (await parties.offer(assisting())).json()["mandate_no"]
    await parties.step(number, "acceptance", official)
    content = {
        "mandate_no": number,
        "system": SYSTEM,
        "done": "代为提交名称申报",
        "receipt_no": "GJ-2026-000123",
        "receipt_file_id": await portal.upload(PDF, "回执.pdf", official),
        "at": portal.clock.now().isoformat(),
    }
    return repeated(desk, f"items/{FOOD}/assistance", content, official)


CHANGES = {"premises_address": licences.ADDRESS}
PENALTY = {"penalty_no": "示例市监罚〔2026〕7号", "penalty_on": "2026-03-01"}
THINGS: dict[str, tuple[Callable[[Portal, SealMaker], Awaitable[Again]], MessageKind, str]] = {
    "a hold opens": (hold, MessageKind.HOLD, "暂停办理"),
    "a false commitment is to be mended": (order_to_mend, MessageKind.MEND, "责令限期改正"),
    "not mended": (not_mended, MessageKind.UNMET, "承诺不属实，逾期未改正，准予的决定已经撤销"),
    "unmet, returned": (returned, MessageKind.UNMET, "容缺的材料逾期未补交，该事项已经退件"),
    "unmet, withheld": (withheld, MessageKind.UNMET, "容缺的材料逾期未补交，证照暂不制发"),
    "unmet, revoked": (revoked_as_owed, MessageKind.UNMET, "容缺的材料逾期未补交，准予的决定已经撤销"),
    "changed": (aftercare(act="change", changes=CHANGES), MessageKind.CERTIFICATE, "：变更。"),
    "renewed": (aftercare(act="renew"), MessageKind.CERTIFICATE, "：延续。"),
    "recalled": (aftercare(act="recall", ground="law_changed"), MessageKind.CERTIFICATE, "：撤回许可。"),
    "revoked": (aftercare(act="revoke", ground="deceit"), MessageKind.CERTIFICATE, "：撤销。"),
    "suspended": (
        aftercare(act="suspend_licence", until="2026-06-01", **PENALTY),
        MessageKind.CERTIFICATE,
        "：暂扣许可证件。",
    ),
    "stripped": (aftercare(act="strip", **PENALTY), MessageKind.CERTIFICATE, "：吊销。"),
    "cancelled": (aftercare(act="cancel", ground="on_request"), MessageKind.CERTIFICATE, "：注销。"),
    "revoked by the policy": (revoked_by_policy, MessageKind.CERTIFICATE, "“营业执照”：撤销。"),
    "corrected": (correction, MessageKind.CORRECTION, "：更正。"),
    "a mandate that names the case": (named_mandate, MessageKind.MANDATE, "可以在授权范围内代您办理"),
    "the first act under a mandate": (themed_mandate, MessageKind.MANDATE, "可以在授权范围内代您办理"),
    "assistance": (assistance, MessageKind.ASSISTANCE, "帮办代办有新的进展"),
}


@pytest.mark.parametrize("thing", THINGS)
async def test_each_thing_is_told_in_one_message_of_its_kind_and_again_in_none(
    portal: Portal, maker: SealMaker, thing: str
) -> None:
    begin, kind, words = THINGS[thing]
    do = await begin(portal, maker)
    assert await told(portal, kind) == []
    await do()
    (message,) = await told(portal, kind)
    assert words in message.text
    await do()
    assert len(await told(portal, kind)) == 1


@pytest.mark.parametrize("begin", [not_mended, revoked_as_owed])
async def test_what_is_revoked_because_it_was_unmet_is_not_told_twice(
    portal: Portal, maker: SealMaker, begin: Callable[[Portal, SealMaker], Awaitable[Again]]
) -> None:
    await (await begin(portal, maker))()
    assert len(await told(portal, MessageKind.UNMET)) == 1
    assert await told(portal, MessageKind.CERTIFICATE) == []


async def test_an_order_to_mend_says_until_when(portal: Portal, maker: SealMaker) -> None:
    await (await order_to_mend(portal, maker))()
    (order,) = await told(portal, MessageKind.MEND)
    assert (f"{order.due_at:%m-%d %H:%M}", order.link.rpartition("/")[2]) == ("03-16 23:59", "obligations")


async def test_a_hold_names_all_that_rest_and_says_until_when(portal: Portal, maker: SealMaker) -> None:
    await (await hold(portal, maker))()
    (message,) = await told(portal, MessageKind.HOLD)
    assert "“公众聚集场所投入使用、营业前消防安全检查”" in message.text
    assert "“户外招牌设置”" in message.text
    assert (f"{message.due_at:%m-%d}", message.link.rpartition("/")[2]) == ("03-09", "status")


async def test_a_request_that_is_refused_changes_no_certificate(portal: Portal, maker: SealMaker) -> None:
    desk = await licences.licensed(portal, maker)
    asked = await licences.ask(desk, {"kind": "change", "changes": CHANGES, "reason": licences.REASON})
    assert asked.status_code == 202, asked.text
    refusal = {"outcome": "refused", "opinion": "新址不符合条件"}
    answer = await licences.decide(desk, asked.json()["request_no"], refusal)
    assert answer.status_code == 202, answer.text
    assert await told(portal, MessageKind.CERTIFICATE) == []


@pytest.mark.parametrize("step", ["revocation", "resignation"])
async def test_a_mandate_that_ends_is_told_in_the_open_cases_of_its_scope(portal: Portal, step: str) -> None:
    parties = Parties(portal)
    case_nos = sorted([await portal.submit(), await portal.submit()])
    number = await parties.accepted()
    who = parties.principal if step == "revocation" else parties.agent
    for _ in range(2):
        assert (await parties.step(number, step, who, "另有安排")).status_code == 200
        messages = await told(portal, MessageKind.MANDATE)
        assert [(each.case_no, each.recipient) for each in messages] == [
            (case_no, "applicant-1") for case_no in case_nos
        ]


async def test_nobody_is_told_of_the_end_of_a_mandate_that_gave_no_power(portal: Portal) -> None:
    parties = Parties(portal)
    case_no = await portal.submit()
    number = await parties.offered(scope={"case_nos": [case_no], "acts": ["read"]})
    assert (await parties.step(number, "revocation", parties.principal, "另有安排")).status_code == 200
    assert await told(portal, MessageKind.MANDATE) == []
