"""What the documents of an act say, from the act and from what is on record beside it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.catalogue.items import Level
from chain.documents.kinds import DocumentKind as K
from chain.procedure import Act
from gateway.agents.documents import assistance_values
from gateway.clocks.office import office_calendar
from gateway.dependencies import Context
from gateway.documents import rows
from gateway.documents.aftercare_values import AFTERCARE, REVOKE_GROUNDS
from gateway.outcomes.wording import cause_in_words, ended_in_words
from gateway.procedure.reasons import split_where
from gateway.store.models import Case, ItemCase, Notice, Obligation, ProcedureAct

_CAUSES = {
    "not_supplemented": "未在补正告知的期限内补正。",
    "chain_not_accepted": "所属主题办件未予受理。",
    "prerequisite_refused": "前置事项未获准予，本事项不再具备办理条件。",
    "tolerance_unmet": "未在承诺的期限内补齐容缺材料。",
    "commitment_false": "承诺不实，且未在规定期限内改正。",
}
"""Why an item was ended without a decision, by the ``cause`` of the act."""

_MANNERS = {"electronic": "电子送达", "window": "窗口领取", "post": "邮寄送达"}
_NO_REASON = "不符合该事项规定的条件。"


@dataclass(frozen=True, slots=True)
class Told:
    """What values are taken from."""

    context: Context
    session: AsyncSession
    case: Case
    pairs: Sequence[tuple[ProcedureAct, ItemCase]]

    @property
    def act(self) -> ProcedureAct:
        """The act, or the first of several that one document tells."""
        return self.pairs[0][0]

    @property
    def item(self) -> ItemCase:
        """Its item."""
        return self.pairs[0][1]

    @property
    def items(self) -> list[ItemCase]:
        """The items that the document is about."""
        return [item for _, item in self.pairs]

    @property
    def reason(self) -> str:
        """What the officer wrote, or the cause in words."""
        told = cause_in_words(self.context.catalogue, self.act.act, self.act.detail)
        cause = told or _CAUSES.get(str(self.act.detail.get("cause")), _NO_REASON)
        if not self.act.reason:
            return cause
        return sentence(self.act.reason) if told is None else f"{told}理由：{sentence(self.act.reason)}"


Values = dict[str, Any]


async def values_of(
    context: Context,
    session: AsyncSession,
    case: Case,
    kind: K,
    pairs: Sequence[tuple[ProcedureAct, ItemCase]],
) -> Values:
    """The values of a document of ``kind`` on ``pairs`` of acts and items (``chain.documents.placeholders``)."""
    return await _VALUES[kind](Told(context, session, case, pairs))


def sentence(text: str) -> str:
    """``text`` with one full stop at its end."""
    return f"{text.strip().rstrip('。；;.')}。"


async def _receipt(told: Told) -> Values:
    return {
        "told_by": told.case.told_by,
        "items": rows.items(told.context, told.items),
        "materials": await rows.materials_received(told.session, told.case.case_no, told.act.at),
    }


async def _pre_opinion(told: Told) -> Values:
    if told.act.act == Act.PRERETURN:
        return {"opinion": "未通过预审，退回修改后重新提交。", "reason": told.reason}
    return {"opinion": "材料齐全、符合法定形式，通过预审；待前置事项办结后受理。"}


async def _supplement_notice(told: Told) -> Values:
    notice = await _notice(told)
    return {
        "notice_no": notice.notice_no,
        "due_on": notice.due_at,
        "gaps": await rows.gaps(told.session, told.case.case_no, notice),
    }


async def _supplement_receipt(told: Told) -> Values:
    notice_no = str(told.act.detail["notice_no"])
    return {
        "notice_no": notice_no,
        "handed_on": told.act.at,
        "materials": await rows.materials_answering(told.session, told.case.case_no, notice_no),
    }


async def _acceptance(told: Told) -> Values:
    owed = await rows.obligations(told.session, told.case.case_no, told.items)
    tolerated = [each for each in owed if each.kind == "tolerance"]
    calendar = await office_calendar(told.context, told.session)
    return {
        "items": rows.accepted(told.context, calendar, told.pairs),
        "owed": await rows.owed_rows(told.session, tolerated, told.items),
    }


async def _undertaking(told: Told) -> Values:
    owed = await _undertaken(told)
    return {
        "owed": await rows.owed_rows(told.session, owed, told.items),
        "check": f"作出决定之日起{max((each.days for each in owed), default=0)}个工作日内",
        **_signed(owed),
    }


async def _undertaken(told: Told) -> list[Obligation]:
    """What the act undertook: the obligations that it names."""
    named = told.act.detail.get("obligations", ())
    found = await rows.obligations(told.session, told.case.case_no, told.items)
    return [each for each in found if each.obligation_no in named]


def _signed(owed: Sequence[Obligation]) -> Values:
    """Who signed which text when."""
    if not owed:
        return {}
    signature = owed[0].signature
    return {
        "signer": signature.get("name"),
        "signed_on": owed[0].undertaken_at,
        "digest": signature.get("text_sha256"),
        "terms": [{"line": line} for line in str(signature.get("text", "")).splitlines()],
    }


async def _with_reason(told: Told) -> Values:
    return {"reason": told.reason}


async def _not_required(told: Told) -> Values:
    reason, where = split_where(told.reason)
    authority = told.context.catalogue.item(told.item.item).line_department
    return {
        "reason": sentence(reason),
        "where": sentence(where or f"向该事项的行业主管部门（{authority}）咨询办理"),
    }


async def _special_procedure(told: Told) -> Values:
    procedure = rows.procedure(told.act.detail)
    return {
        "procedure": procedure.label,
        "days": told.act.detail.get("days"),
        "effect": "根据《中华人民共和国行政许可法》第四十五条的规定，所需时间不计算在办理期限内。"
        if procedure.statutory
        else "所需时间不计入承诺办结时限，法定办结时限仍连续计算。",
        "reason": sentence(told.act.reason) if told.act.reason else None,
    }


async def _resume(told: Told) -> Values:
    return {
        "procedure": await rows.procedure_ended(told.session, told.act),
        "resumed_on": told.act.effective_at,
    }


async def _extension(told: Told) -> Values:
    joint = told.act.detail.get("joint")
    return {
        "days": told.act.detail.get("days"),
        "approver": "本级人民政府负责人" if joint else "本机关负责人",
        "reason": told.reason,
    }


async def _decision(told: Told) -> Values:
    return {
        "result": rows.result_name(told.context, told.case, told.item),
        "decided_on": told.act.effective_at,
        "reason": told.reason,
    }


async def _forwarding(told: Told) -> Values:
    levels = {level.value: level.label for level in Level}
    return {"reason": told.reason, "receiver": f"{levels[str(told.act.detail['to'])]}主管机关"}


async def _void(told: Told) -> Values:
    return {"reason": "申请人撤回申请。" if told.act.act == Act.WITHDRAW else told.reason}


async def _order_to_mend(told: Told) -> Values:
    until = datetime.fromisoformat(str(told.act.detail["mend_until"]))
    return {"reason": told.reason, "due_on": until}


async def _revocation(told: Told) -> Values:
    decided = await rows.decision_number(told.session, told.case.case_no, told.item.item)
    ground = REVOKE_GROUNDS.get(str(told.act.detail.get("ground")))
    reason = told.reason if ground is None else f"{ground}。{told.reason}"
    return {"reason": reason, "decision": decided}


async def _delivery(told: Told) -> Values:
    return {
        "manner": _MANNERS[str(told.act.detail["way"])],
        "delivered_on": told.act.effective_at,
        **await rows.received(told.session, told.case.case_no, str(told.act.detail.get("delivery_no"))),
    }


async def _assistance(told: Told) -> Values:
    return await assistance_values(told.session, told.act)


async def _hold_notice(told: Told) -> Values:
    until = datetime.fromisoformat(str(told.act.detail["until"]))
    return {"cause": ended_in_words(told.context.catalogue, told.act.detail), "until": until}


async def _notice(told: Told) -> Notice:
    notice_no = str(told.act.detail["notice_no"])
    return await told.session.get_one(Notice, (told.case.case_no, notice_no))


_VALUES: dict[K, Callable[[Told], Awaitable[Values]]] = {
    K.RECEIPT: _receipt,
    K.PRE_OPINION: _pre_opinion,
    K.SUPPLEMENT_NOTICE: _supplement_notice,
    K.SUPPLEMENT_RECEIPT: _supplement_receipt,
    K.ACCEPTANCE_NOTICE: _acceptance,
    K.TOLERANCE_UNDERTAKING: _undertaking,
    K.COMMITMENT: _undertaking,
    K.NON_ACCEPTANCE: _with_reason,
    K.NOT_REQUIRED: _not_required,
    K.SPECIAL_PROCEDURE: _special_procedure,
    K.RESUME: _resume,
    K.EXTENSION: _extension,
    K.PERMIT_DECISION: _decision,
    K.REFUSAL_DECISION: _decision,
    K.RETURN_NOTICE: _with_reason,
    K.FORWARDING: _forwarding,
    K.VOID_NOTE: _void,
    K.HOLD_NOTICE: _hold_notice,
    K.LAPSE_NOTICE: _with_reason,
    K.ORDER_TO_MEND: _order_to_mend,
    K.REVOCATION: _revocation,
    K.DELIVERY_RECEIPT: _delivery,
    K.ASSISTANCE_RECORD: _assistance,
    **AFTERCARE,
}
