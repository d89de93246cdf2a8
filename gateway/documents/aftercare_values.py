"""What the documents of acts after a decision say."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from chain.certificates.data import chinese_date
from chain.documents.kinds import DocumentKind as K
from chain.procedure.licence import CancelGround
from gateway.certificates.contents import shown_field
from gateway.documents import rows
from gateway.store.models import Archive, Correction, LicenceChange, LicenceRequest

if TYPE_CHECKING:
    from gateway.documents.values import Told

Values = dict[str, Any]

RECALL_GROUNDS = {
    "law_changed": "所依据的法律、法规、规章修改或者废止",
    "circumstances_changed": "所依据的客观情况发生重大变化",
}
"""行政许可法 §8 paragraph 2."""
_COMPENSATION = {
    "due": "由此给你（单位）造成财产损失的，本机关依法给予补偿，请在收到本决定书之日起向本机关提出。",
    "none": "经核实，撤回没有给你（单位）造成财产损失，不涉及补偿。",
}
REVOKE_GROUNDS = {
    "abuse": "工作人员滥用职权、玩忽职守作出准予决定",
    "beyond_power": "超越法定职权作出准予决定",
    "procedure": "违反法定程序作出准予决定",
    "not_qualified": "对不具备申请资格或者不符合法定条件的申请人准予",
    "deceit": "以欺骗、贿赂等不正当手段取得",
    "other": "依法可以撤销的其他情形",
}
"""行政许可法 §69 paragraphs 1 and 2."""
RESUME_GROUNDS = {
    "term_over": "暂扣期限届满",
    "mended": "暂扣所依据的违法行为已经改正",
    "penalty_lifted": "暂扣所依据的行政处罚决定被撤销或者变更",
}
"""Why a licence is given back."""
_SILENT = "本机关在有效期届满前未作出是否准予延续的决定，依法视为准予延续。"
SILENCE = "有效期届满前未作出决定的，视为准予延续。"

_CHANGE = select(LicenceChange).where(
    LicenceChange.case_no == bindparam("case_no"),
    LicenceChange.item == bindparam("item"),
    LicenceChange.number <= bindparam("number"),
)
_REDUCED = select(Archive.reduced_at).where(Archive.case_no == bindparam("case_no"))


async def _decision(told: "Told") -> Values:
    return {"decision": await rows.decision_number(told.session, told.case.case_no, told.item.item)}


async def _recall(told: "Told") -> Values:
    detail = told.act.detail
    return {
        "reason": told.reason,
        "ground": RECALL_GROUNDS[str(detail["ground"])],
        "compensation": _COMPENSATION[str(detail["compensation"])],
        **await _decision(told),
    }


async def _suspension(told: "Told") -> Values:
    return {"until": _day(told.act.detail["until"]), **await _strip(told)}


async def _restoration(told: "Told") -> Values:
    ground = RESUME_GROUNDS[str(told.act.detail["ground"])]
    return {"reason": told.reason, "ground": ground, **await _decision(told)}


async def _strip(told: "Told") -> Values:
    return {
        "reason": told.reason,
        "penalty_no": str(told.act.detail["penalty_no"]),
        "penalty_on": _day(told.act.detail["penalty_on"]),
        **await _decision(told),
    }


async def _cancellation(told: "Told") -> Values:
    ground = CancelGround(str(told.act.detail["ground"]))
    return {"reason": told.reason, "ground": ground.label, **await _decision(told)}


async def _change(told: "Told") -> Values:
    """Each field before and after, in the words of the form."""
    number = int(told.act.detail["change"])
    place = {"case_no": told.case.case_no, "item": told.item.item, "number": number}
    found = {row.number: row.changes for row in await told.session.scalars(_CHANGE, place)}
    before = dict(told.case.form)
    for each in range(1, number):
        before.update(found[each])
    after = {**before, **found[number]}
    gone = await told.session.scalar(_REDUCED, place) is not None
    form_key = told.item.form_key
    return {
        "reason": told.reason,
        "changes": [
            {
                "name": shown_field(form_key, after, key).label,
                "before": shown_field(form_key, before, key).text
                or ("（原内容见档案）" if gone and key not in before else "（空）"),
                "after": shown_field(form_key, after, key).text or "（空）",
            }
            for key in found[number]
        ],
        **await _decision(told),
    }


async def _renewal(told: "Told") -> Values:
    detail = told.act.detail
    silent = detail.get("manner") == "silent"
    return {
        "ends_on": _day(detail["ends_on"]),
        "until": _day(detail["until"]),
        "silence": _SILENT if silent else None,
        "reason": told.reason if told.act.reason else None,
        **await _decision(told),
    }


async def _refusal(told: "Told") -> Values:
    request_no = str(told.act.detail["request_no"])
    row = await told.session.get_one(LicenceRequest, (told.case.case_no, request_no))
    return {"reason": told.reason, **asked(row)}


async def _correction(told: "Told") -> Values:
    correction_no = str(told.act.detail["correction_no"])
    row = await told.session.get_one(Correction, (told.case.case_no, correction_no))
    return {
        "reason": told.reason,
        "corrected": row.subject["name"],
        "corrected_number": row.subject["number"],
        "corrections": row.corrections,
    }


def asked(row: LicenceRequest) -> Values:
    """What a request asks for, as documents name it."""
    return {
        "kind": {"change": "变更", "renew": "延续", "cancel": "注销"}[row.kind],
        "request_no": row.request_no,
        "requested_on": row.requested_at,
    }


def receipt(row: LicenceRequest, *, silence: bool) -> Values:
    """What the receipt of a request tells: until when it is decided, and what follows when it is not."""
    return {**asked(row), "due_on": row.due_at, "silence": SILENCE if silence else None}


def _day(value: object) -> str:
    return chinese_date(date.fromisoformat(str(value)))


AFTERCARE: Mapping[K, "Callable[[Told], Awaitable[Values]]"] = {
    K.SUSPENSION_DECISION: _suspension,
    K.RESTORATION_NOTICE: _restoration,
    K.RECALL_DECISION: _recall,
    K.STRIP_DECISION: _strip,
    K.CANCELLATION: _cancellation,
    K.CHANGE_DECISION: _change,
    K.RENEWAL_DECISION: _renewal,
    K.REQUEST_REFUSAL: _refusal,
    K.CORRECTION_NOTICE: _correction,
}
"""By kind; the receipt of a request follows no act and is drafted where the request is taken."""
