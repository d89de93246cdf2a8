"""Holding the other items (暂停办理): until the applicant says whether they go on, or the time for that is over.

A hold is the acts ``hold`` and ``release`` on each item, and a matter whose subject is the item that ended (:func:`item_of`).
While one is open, another end that holds adds nothing: there is one question, and one answer to it.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.catalogue.outcomes import Ending
from chain.procedure import TRANSITIONS, Act
from gateway.clocks.office import end_of_limit
from gateway.dependencies import Context
from gateway.matters.kinds import MatterKind
from gateway.matters.service import changed, matter_on, open_matter, open_matters
from gateway.outcomes.messages import item_released
from gateway.procedure.doing import do
from gateway.procedure.record import Actor, items_of_case, stage_on_record
from gateway.store.models import Case, ItemCase, Matter

CONTINUE = "continue"
EXPIRED = "expired"
ANNULLED = "annulled"
"""How a release came about where nobody decided: the time was over, or the end did not take effect."""


async def hold(context: Context, session: AsyncSession, case: Case, item: str, ending: Ending) -> None:
    """Let every other open item rest because ``item`` ended so; a joint permit waits for what it shows anyway."""
    everything = await items_of_case(session, case.case_no)
    permit = context.catalogue.theme(case.theme).outcomes.joint_permit
    others = [
        each
        for each in everything
        if each.item not in (item, permit) and stage_on_record(each) in TRANSITIONS[Act.HOLD].before
    ]
    if not others or held(everything):
        return
    now = context.now()
    until = await end_of_limit(context, session, now, context.settings.hold_days)
    subject = await _subject(session, case.case_no, item)
    await open_matter(session, case.case_no, MatterKind.HOLD, subject=subject, body=case.lead_body, at=now)
    for each in others:
        each.held_until = until
    await do(
        context,
        session,
        case,
        others,
        Act.HOLD,
        actor=Actor("policy", "policy", case.lead_body),
        key=f"hold/{subject}",
        detail={"item": item, "ending": ending.value, "until": until.isoformat()},
    )


def held(items: Sequence[ItemCase]) -> list[ItemCase]:
    """Those of ``items`` that rest."""
    return [each for each in items if each.held_until is not None]


async def _subject(session: AsyncSession, case_no: str, item: str) -> str:
    """What the next hold because of ``item`` is about: an item ends once more where an end of it did not take effect."""
    subject, again = item, 1
    while await matter_on(session, case_no, MatterKind.HOLD, subject) is not None:
        again += 1
        subject = f"{item}/{again}"
    return subject


def item_of(matter: Matter) -> str:
    """The item because of whose end others rest."""
    return matter.subject.partition("/")[0]


async def open_hold(session: AsyncSession, case_no: str) -> Matter | None:
    """The hold that waits for an answer: the newest that is not settled."""
    return next(iter(await open_matters(session, case_no, MatterKind.HOLD)), None)


async def release(
    context: Context,
    session: AsyncSession,
    case: Case,
    matter: Matter,
    *,
    decision: str,
    actor: Actor,
    reason: str | None = None,
) -> list[ItemCase]:
    """Let what rests go on."""
    resting = held(await items_of_case(session, case.case_no))
    for each in resting:
        each.held_until = None
    await do(
        context,
        session,
        case,
        resting,
        Act.RELEASE,
        actor=actor,
        key=f"release/{matter.subject}",
        detail={"item": item_of(matter), "decision": decision},
        reason=reason,
    )
    for each in resting:
        await item_released(session, each, matter.matter_no)
    return resting


async def settle(context: Context, session: AsyncSession, matter: Matter) -> None:
    """The question was answered: the engine need not watch it any more."""
    matter.settled_at = context.now()
    await changed(session, matter)


async def check(
    context: Context, session: AsyncSession, case: Case, matter: Matter, actor: Actor
) -> datetime | None:
    """What the engine's watch over a hold does: nobody decided in time, so the items go on by themselves."""
    resting = held(await items_of_case(session, case.case_no))
    until = max((each.held_until for each in resting if each.held_until is not None), default=None)
    if until is None:
        return None
    if context.now() < until:
        return until
    await release(context, session, case, matter, decision=EXPIRED, actor=actor)
    return None
