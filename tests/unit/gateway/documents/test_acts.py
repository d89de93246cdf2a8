"""Each act that the law gives a document produces it, made out by the right body, with what is on record."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from chain.documents.kinds import DocumentKind as K
from chain.documents.page import PageData
from chain.procedure import Act
from gateway.documents.acts import draft_for
from gateway.procedure.record import Actor, record
from gateway.store.models import Case, Document, ItemCase, Notice, Obligation
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, Desk

FOOD, INSPECTION = "food_license", "fire_inspection"
LEAD, BRIGADE = Actor("w1", "worker", APPROVAL), Actor("o1", "officer", FIRE)
APPLICANT = Actor("applicant-1", "applicant", None)
UNDER_REVIEW = (Act.ACCEPT, Act.BEGIN_REVIEW)
CONCLUDED = (*UNDER_REVIEW, Act.CONCLUDE)


async def done(
    desk: Desk,
    act: Act,
    items: Sequence[str] = (FOOD,),
    *,
    after: Sequence[Act] = (),
    actor: Actor = LEAD,
    detail: Mapping[str, Any] | None = None,
    reason: str | None = None,
) -> list[Document]:
    """The documents of ``act``, done on the items after the acts before it."""
    async with desk.portal.context.database.write() as session:
        case = await session.get_one(Case, desk.case_no, with_for_update=True)
        rows = list(
            await session.scalars(
                select(ItemCase)
                .where(ItemCase.case_no == desk.case_no, ItemCase.item.in_(items))
                .order_by(ItemCase.ordering)
            )
        )
        now = desk.portal.clock.now()
        for earlier in (Act.RECEIVE, *after):
            granted = {"outcome": "granted"} if earlier is Act.CONCLUDE else {"procedure": "expert_review"}
            actor_before = APPLICANT if earlier is Act.RECEIVE else actor
            key = "receive" if earlier is Act.RECEIVE else f"before/{earlier}"
            found = await record(session, rows, earlier, actor=actor_before, at=now, key=key, detail=granted)
            if act is earlier:
                return await draft_for(desk.portal.context, session, case, found, rows)
        acts = await record(
            session, rows, act, actor=actor, at=now, key=f"test/{act}", detail=detail, reason=reason
        )
        drafted = await draft_for(desk.portal.context, session, case, acts, rows)
        assert {each.document_no for each in acts} <= {each.document_no for each in drafted} | {None}
        return drafted


def said(document: Document) -> str:
    """Everything that the document says above its signature."""
    data = PageData.from_json(document.content)
    lines = [line for part in data.parts for line in (part.text, *part.lines)]
    return "\n".join([data.title, data.addressee, *lines, data.remedies])


ONE_DOCUMENT: list[tuple[K, Act, dict[str, Any], str]] = [
    (K.PRE_OPINION, Act.PREACCEPT, {}, "通过预审"),
    (K.PRE_OPINION, Act.PRERETURN, {"reason": "字迹不清"}, "字迹不清。"),
    (K.NON_ACCEPTANCE, Act.REFUSE_ACCEPTANCE, {"reason": "不属于本机关职权范围"}, "不属于本机关职权范围。"),
    (K.NOT_REQUIRED, Act.DECLARE_NOT_REQUIRED, {"reason": "仅销售预包装食品"}, "仅销售预包装食品。"),
    (
        K.SPECIAL_PROCEDURE,
        Act.SUSPEND,
        {"after": UNDER_REVIEW, "detail": {"procedure": "expert_review", "days": 15}},
        "专家评审。\n所需时间为15个工作日。\n根据《中华人民共和国行政许可法》第四十五条",
    ),
    (
        K.SPECIAL_PROCEDURE,
        Act.SUSPEND,
        {"after": UNDER_REVIEW, "detail": {"procedure": "publicity", "days": None}},
        "法定办结时限仍连续计算",
    ),
    (K.RESUME, Act.RESUME, {"after": (*UNDER_REVIEW, Act.SUSPEND)}, "专家评审已经结束"),
    (
        K.EXTENSION,
        Act.EXTEND,
        {"after": UNDER_REVIEW, "detail": {"days": 10}, "reason": "需要补充核查"},
        "经本机关负责人批准，办理期限延长10个工作日",
    ),
    (
        K.EXTENSION,
        Act.EXTEND,
        {"after": UNDER_REVIEW, "detail": {"days": 15, "joint": True}, "reason": "需要补充核查"},
        "经本级人民政府负责人批准",
    ),
    (
        K.PERMIT_DECISION,
        Act.CONCLUDE,
        {"after": UNDER_REVIEW, "detail": {"outcome": "granted"}},
        "办理结果为：食品经营许可证",
    ),
    (
        K.REFUSAL_DECISION,
        Act.CONCLUDE,
        {"after": UNDER_REVIEW, "detail": {"outcome": "refused"}, "reason": "布局不合理"},
        "理由如下：布局不合理。",
    ),
    (
        K.FORWARDING,
        Act.FORWARD,
        {"after": UNDER_REVIEW, "detail": {"to": "city"}, "reason": "超出县级权限"},
        "市级主管机关：",
    ),
    (K.VOID_NOTE, Act.VOID, {"reason": "重复申报"}, "重复申报。"),
    (K.VOID_NOTE, Act.WITHDRAW, {"actor": APPLICANT}, "申请人撤回申请。"),
    (K.RETURN_NOTICE, Act.RETURN, {"detail": {"cause": "not_supplemented"}}, "未在补正告知的期限内补正。"),
    (
        K.HOLD_NOTICE,
        Act.HOLD,
        {"detail": {"item": "signboard", "ending": "withdrawn", "until": "2026-03-09T23:59:59+08:00"}},
        "请于2026年3月9日前",
    ),
    (
        K.LAPSE_NOTICE,
        Act.LAPSE,
        {"after": UNDER_REVIEW, "detail": {"cause": "supplement_overdue", "notice_no": "BZ02"}},
        "审查中要求补正，在告知的期限内没有补正。",
    ),
    (
        K.ORDER_TO_MEND,
        Act.ORDER_TO_MEND,
        {"after": CONCLUDED, "detail": {"mend_until": "2026-03-16T23:59:59+08:00"}, "reason": "通道被占"},
        "于2026年3月16日前改正",
    ),
    (
        K.REVOCATION,
        Act.REVOKE,
        {"after": CONCLUDED, "detail": {"cause": "commitment_false"}},
        "承诺不实，且未在规定期限内改正。",
    ),
    (
        K.DELIVERY_RECEIPT,
        Act.DELIVER,
        {"after": CONCLUDED, "detail": {"way": "post"}},
        "送达方式：邮寄送达",
    ),
]


@pytest.mark.parametrize(("kind", "act", "how", "wanted"), ONE_DOCUMENT)
async def test_an_act_produces_its_document(
    desk: Desk, kind: K, act: Act, how: dict[str, Any], wanted: str
) -> None:
    (document,) = await done(desk, act, **how)
    assert (document.kind, document.body, document.items) == (kind, APPROVAL, [FOOD])
    assert wanted in said(document)


@pytest.mark.parametrize("act", [Act.BEGIN_REVIEW, Act.MAKE_UP, Act.MEND, Act.CHECK_COMMITMENT])
async def test_other_acts_produce_none(desk: Desk, act: Act) -> None:
    after = (Act.ACCEPT,) if act is Act.BEGIN_REVIEW else CONCLUDED
    assert await done(desk, act, after=after) == []


async def test_the_acceptance_of_several_items_is_one_notice_of_the_lead_body(desk: Desk) -> None:
    (document,) = await done(desk, Act.ACCEPT, [FOOD, INSPECTION], detail={"manner": "deemed"})
    assert (document.body, document.items) == (APPROVAL, [FOOD, INSPECTION])
    assert (
        "食品经营许可（示例一区行政审批服务局）：视为受理，受理日期2026年3月2日，承诺办结日期2026年3月9日"
        in said(document)
    )
    assert "示例一区消防救援大队" in said(document)


async def test_items_accepted_in_different_manners_stand_in_one_notice(desk: Desk) -> None:
    async with desk.portal.context.database.write() as session:
        case = await session.get_one(Case, desk.case_no)
        items = [await session.get_one(ItemCase, (desk.case_no, key)) for key in (FOOD, INSPECTION)]
        now, acts = desk.portal.clock.now(), []
        await record(session, items, Act.RECEIVE, actor=APPLICANT, at=now, key="receive")
        for item, manner in zip(items, ("tolerant", "normal"), strict=True):
            detail = {"manner": manner}
            acts += await record(session, [item], Act.ACCEPT, actor=LEAD, at=now, key="a", detail=detail)
        (document,) = await draft_for(desk.portal.context, session, case, acts, items)
    assert "食品经营许可（示例一区行政审批服务局）：容缺受理，" in said(document)
    assert "（示例一区消防救援大队）：受理，" in said(document)


async def test_the_chains_acceptance_is_one_notice_of_what_was_accepted(desk: Desk) -> None:
    assert (await desk.post(APPROVAL, "acceptance")).status_code == 200
    async with desk.portal.context.database.read() as session:
        rows = await session.scalars(select(Document).where(Document.case_no == desk.case_no))
        kinds = {each.kind: each.items for each in rows}
    assert kinds[K.ACCEPTANCE_NOTICE] == ["business_license"]
    assert set(kinds[K.PRE_OPINION]) == {FOOD, INSPECTION, "signboard", "industry_permit"}
    assert len(kinds[K.RECEIPT]) == 5


async def test_a_decision_is_each_items_own_bodys(desk: Desk) -> None:
    drafted = await done(
        desk, Act.CONCLUDE, [INSPECTION], after=UNDER_REVIEW, actor=BRIGADE, detail={"outcome": "granted"}
    )
    assert [(each.body, each.seal) for each in drafted] == [(FIRE, "official")]
    assert "《消防法》" in said(drafted[0])


async def test_a_receipt_lists_what_was_handed_in_and_until_when_gaps_are_told(desk: Desk) -> None:
    async with desk.portal.context.database.write() as session:
        case = await session.get_one(Case, desk.case_no)
        case.told_by = desk.portal.clock.now() + timedelta(days=7)
    found = await done(desk, Act.RECEIVE, [FOOD, INSPECTION])
    async with desk.portal.context.database.read() as session:
        rows = await session.scalars(select(Document).where(Document.case_no == desk.case_no))
        document = next(each for each in [*found, *rows] if each.kind == K.RECEIPT)
    assert "与食品经营相适应的主要设备设施、经营布局、操作流程等文件（电子件，1份）" in said(document)
    assert "3月9日前一次告知需要补正的全部内容" in said(document)


async def test_a_supplement_notice_tells_what_how_and_until_when(desk: Desk) -> None:
    async with desk.portal.context.database.write() as session:
        session.add(
            Notice(
                case_no=desk.case_no,
                notice_no="BZ01",
                scope="chain",
                kind="supplement",
                body=APPROVAL,
                job_key="1",
                gaps=[
                    {
                        "item": FOOD,
                        "items": [FOOD, INSPECTION],
                        "kind": "material",
                        "target": "floor_plan",
                        "what": "平面图没有标明出口。",
                        "how": "标明出口后重新上传。",
                    }
                ],
                sent_at=desk.portal.clock.now(),
                due_at=desk.portal.clock.now() + timedelta(days=21),
            )
        )
    (document,) = await done(desk, Act.NOTIFY_SUPPLEMENT, [FOOD, INSPECTION], detail={"notice_no": "BZ01"})
    assert "平面图没有标明出口。补正办法：标明出口后重新上传。所属事项：食品经营许可、公众聚集场所" in said(
        document
    )
    assert "请于2026年3月23日前一次补正完毕" in said(document)


async def test_an_undertaking_repeats_the_text_that_was_signed(desk: Desk) -> None:
    async with desk.portal.context.database.write() as session:
        session.add(
            Obligation(
                case_no=desk.case_no,
                obligation_no="RQ01",
                item=FOOD,
                body=APPROVAL,
                kind="tolerance",
                material="food_facilities",
                days=5,
                consequence="returned",
                state="undertaken",
                undertaken_at=desk.portal.clock.now(),
                signature={
                    "name": "张演示",
                    "text": "容缺受理承诺书\n自愿申请容缺受理。",
                    "text_sha256": "ab" * 32,
                },
            )
        )
    (document,) = await done(desk, Act.TOLERATE, actor=APPLICANT, detail={"obligations": ["RQ01"]})
    assert (document.kind, document.state) == (K.TOLERANCE_UNDERTAKING, "plain")
    assert "自受理之日起5个工作日内补齐；逾期未补齐的，终止办理并退件" in said(document)
    assert "自愿申请容缺受理。" in said(document)
    assert "ab" * 32 in said(document)
    assert PageData.from_json(document.content).signers == ("承诺人：张演示", "签署日期：2026年3月2日")


async def test_a_revocation_names_the_decision_it_takes_back(desk: Desk) -> None:
    (granted,) = await done(desk, Act.CONCLUDE, after=UNDER_REVIEW, detail={"outcome": "granted"})
    (revoked,) = await done(desk, Act.REVOKE, reason="承诺不实")
    assert f"被撤销决定的文号：{granted.number}。" in said(revoked)


async def test_the_same_acts_draft_nothing_anew(desk: Desk) -> None:
    first = await done(desk, Act.VOID, reason="重复申报")
    assert await done(desk, Act.VOID, reason="重复申报") == []
    async with desk.portal.context.database.read() as session:
        kinds = await session.scalars(select(Document.kind).where(Document.case_no == desk.case_no))
        assert list(kinds).count(first[0].kind) == 1
