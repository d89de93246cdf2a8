"""Telling what is missing, once (一次性告知), and taking what the applicant brings.

What must be told is told within five working days of the receipt, all at once (行政许可法 §32). After a supplement only
what was handed in anew can be asked about again; the rest is kept as a breach and not asked.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.cases import CHAIN_SCOPE
from chain.procedure import Act, Stage
from forms.references import dependants
from gateway.cases.planned import plan_of
from gateway.clocks.office import office_calendar
from gateway.dependencies import Context
from gateway.notices.numbering import NoticeKind
from gateway.procedure.acting import perform
from gateway.procedure.record import Actor, items_of_case
from gateway.store.models import Breach, Case, ItemCase, Notice
from gateway.themes.service import one_form_of

TELLING_DAYS = 5
"""Working days in which gaps are told (行政许可法 §32)."""

Gaps = list[dict[str, Any]]

_TOP_FIELD = re.compile(r"[^.\[]+")
_LAST_ANSWERED = (
    select(Notice)
    .where(
        Notice.case_no == bindparam("case_no"),
        Notice.scope == CHAIN_SCOPE,
        Notice.kind == NoticeKind.SUPPLEMENT,
        Notice.answered_at.is_not(None),
    )
    .order_by(Notice.answered_at.desc(), Notice.notice_no.desc())
    .limit(1)
)
_KNOWN = select(Breach.kind, Breach.target).where(
    Breach.case_no == bindparam("case_no"),
    Breach.item == bindparam("item"),
    Breach.notice_no == bindparam("notice_no"),
)


async def end_of_telling(context: Context, session: AsyncSession, received: datetime) -> datetime:
    """Until when the gaps of what was received at ``received`` can be told, by the office's calendar."""
    calendar = await office_calendar(context, session)
    return calendar.end_of_limit(received, TELLING_DAYS)


def targets(gaps: Iterable[dict[str, Any]], kind: str) -> set[str]:
    """Fields (a table by its own key) or materials that ``gaps`` name."""
    named = (str(gap["target"]) for gap in gaps if gap.get("kind") == kind)
    return {found[0] for found in map(_TOP_FIELD.match, named) if found}


async def still_to_be_told(
    context: Context, session: AsyncSession, case: Case, item: ItemCase, gaps: Gaps
) -> Gaps:
    """Those of ``gaps`` that the law still lets the office tell; the others are kept as breaches."""
    notice = await session.scalar(_LAST_ANSWERED, {"case_no": case.case_no}) if gaps else None
    if notice is None:
        return gaps
    fields, materials = _handed_in_anew(context, case, notice)
    late = [gap for gap in gaps if not _names_one_of(gap, fields, materials)]
    await _keep_breaches(context, session, item, notice, late)
    return [gap for gap in gaps if gap not in late]


async def told(context: Context, session: AsyncSession, case: Case, notice: Notice, actor: Actor) -> None:
    """The notice went out: on record for each item that asks in it."""
    act = Act.NOTIFY_SUPPLEMENT if notice.scope == CHAIN_SCOPE else Act.ASK_IN_REVIEW
    due_at = None if notice.due_at is None else notice.due_at.isoformat()
    await perform(
        context,
        session,
        case,
        await _asking(session, notice),
        act,
        actor=actor,
        key=f"{notice.notice_no}/told",
        detail={"notice_no": notice.notice_no, "due_at": due_at},
    )


async def taken(
    context: Context, session: AsyncSession, case: Case, notice: Notice, actor: Actor
) -> dict[str, Any]:
    """The notice is answered, by the applicant or a clerk for them: on record, and what the chain is told with it.

    Before acceptance the five days begin anew.
    """
    detail = {"notice_no": notice.notice_no}
    items, key = await _asking(session, notice), f"{notice.notice_no}/taken"
    if notice.scope != CHAIN_SCOPE:
        await perform(
            context, session, case, items, Act.ANSWER_IN_REVIEW, actor=actor, key=key, detail=detail
        )
        return {}
    waiting = [item for item in items if item.stage == Stage.SUPPLEMENTING]
    await perform(context, session, case, waiting, Act.TAKE_SUPPLEMENT, actor=actor, key=key, detail=detail)
    case.told_by = await end_of_telling(context, session, context.now())
    return {"told_by": case.told_by.isoformat()}


async def _asking(session: AsyncSession, notice: Notice) -> list[ItemCase]:
    """The items that ask in the notice: those of its gaps, or the one it is about."""
    keys = {notice.scope} | {str(item) for gap in notice.gaps for item in gap.get("items", ())}
    return [item for item in await items_of_case(session, notice.case_no) if item.item in keys]


def _handed_in_anew(context: Context, case: Case, notice: Notice) -> tuple[set[str], set[str]]:
    answer = notice.answer or {}
    fields = set(answer.get("form", {}))
    form = one_form_of(plan_of(context, case))
    materials = {str(entry["material"]) for entry in answer.get("materials", ())}
    return fields | dependants(form, fields), materials


def _names_one_of(gap: dict[str, Any], fields: Collection[str], materials: Collection[str]) -> bool:
    if gap["kind"] == "material":
        return gap["target"] in materials
    return not targets([gap], str(gap["kind"])).isdisjoint(fields)


async def _keep_breaches(
    context: Context, session: AsyncSession, item: ItemCase, notice: Notice, late: Sequence[dict[str, Any]]
) -> None:
    if not late:
        return
    place = {"case_no": item.case_no, "item": item.item, "notice_no": notice.notice_no}
    known = {(kind, target) for kind, target in await session.execute(_KNOWN, place)}
    for gap in late:
        if (gap["kind"], gap["target"]) in known:
            continue
        known.add((gap["kind"], gap["target"]))
        session.add(
            Breach(
                **place,
                body=item.body,
                kind=gap["kind"],
                target=gap["target"],
                what=gap["what"],
                at=context.now(),
            )
        )
