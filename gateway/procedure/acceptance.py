"""Acceptance (受理) of a chain, and of the items that come to their review later.

From when an acceptance counts (行政许可法 §32):

* nothing was missing: from the decision to accept, which has five working days. Only their lapse makes the receipt count
  instead, so an acceptance in time is not back-dated;
* after a supplement: from when the last of it was handed in, because then the materials were complete;
* not told within the five days (after the receipt, or anew after a supplement): deemed accepted from that receipt.

A chain is one application: what one item lacks keeps the others from being complete too. An item that waits for another
item of its case is 预受理 until its own review begins: the earlier result is one of its materials.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.cases import CHAIN_SCOPE
from chain.procedure import Act, Stage
from gateway.clocks.chain import order_of
from gateway.dependencies import Context
from gateway.documents.acts import draft_for
from gateway.notices.numbering import NoticeKind
from gateway.obligations.opening import open_obligations
from gateway.obligations.rows import tolerated_items
from gateway.outbox.delivery import MESSAGE_TTL
from gateway.procedure.acting import perform
from gateway.procedure.record import Actor, acts_in_hand, items_of_case, stage_on_record
from gateway.store.models import Case, Gap, ItemCase, Notice, ProcedureAct

_CASE_NO: BindParameter[str] = bindparam("case_no")
_CHAIN_NOTICES = (
    select(Notice)
    .where(Notice.case_no == _CASE_NO, Notice.scope == CHAIN_SCOPE, Notice.kind == NoticeKind.SUPPLEMENT)
    .order_by(Notice.sent_at, Notice.notice_no)
)
_CHECKED_SINCE = select(Gap.id).where(Gap.case_no == _CASE_NO, Gap.created_at >= bindparam("since")).limit(1)

BEFORE_ACCEPTANCE = frozenset({Stage.RECEIVED, Stage.PREACCEPTED, Stage.SUPPLEMENTING})
CLOSED = frozenset(
    {
        Stage.NOT_ACCEPTED,
        Stage.NOT_REQUIRED,
        Stage.RETURNED,
        Stage.LAPSED,
        Stage.FORWARDED,
        Stage.VOIDED,
    }
)
"""Ended without a decision on the substance: the chain passes such an item over as it does a refused one."""


_CLOCKS_AGREE = timedelta(hours=1)
"""How far the engine's clock may be from the gateway's at the most."""


def is_closed(item: ItemCase) -> bool:
    """Whether the item ended without a decision on its substance."""
    return stage_on_record(item) in CLOSED


async def may_deem(session: AsyncSession, case: Case, now: datetime) -> bool:
    """Whether the five days lapsed in which gaps had to be told, while the office, not the applicant, had the case."""
    if case.told_by is None or now <= case.told_by:
        return False
    return None not in await _answers(session, case)


async def told_in_time(session: AsyncSession, case: Case, now: datetime) -> tuple[str, datetime] | None:
    """The notice that went out in time although the chain never learnt of it, and until when the chain waits for its
    answer; ``None`` where there is none.

    The answer may be given by then: its message waits in the engine until the chain asks for it. That the chain has not
    had it shows by nobody having checked since, and by the last day for telling, which each answer moves, being ahead.
    """
    notices = list(await session.scalars(_CHAIN_NOTICES, {"case_no": case.case_no}))
    if not notices:
        return None
    last = notices[-1]
    if last.answered_at is None:
        return None if last.due_at is None else (last.notice_no, last.due_at)
    if case.told_by is None or case.told_by - now <= _CLOCKS_AGREE:
        return None
    place = {"case_no": case.case_no, "since": last.answered_at}
    if await session.scalar(_CHECKED_SINCE, place) is not None:
        return None
    return last.notice_no, last.answered_at + MESSAGE_TTL


async def accept_chain(
    context: Context, session: AsyncSession, case: Case, actor: Actor, *, deemed: bool
) -> None:
    """Accept every item that waits for nothing; the others are 预受理. Sets ``case.accepted_at``."""
    everything = await items_of_case(session, case.case_no)
    waiting = {item for item, after in order_of(context, case, everything).items() if after}
    items = [item for item in everything if _awaits_acceptance(item)]
    case.accepted_at = await _counts_from(context, session, case, deemed=deemed)
    tolerated = await tolerated_items(session, case.case_no)
    accepted: list[ProcedureAct] = []
    for manner, chosen in _by_manner(items, waiting, tolerated, deemed=deemed).items():
        accepted += await _accept(context, session, case, chosen, actor, manner, case.accepted_at)
    await draft_for(context, session, case, accepted, items)
    later = [item for item in items if item.item in waiting and item.stage != Stage.PREACCEPTED]
    await perform(context, session, case, later, Act.PREACCEPT, actor=actor, key="preaccept")


async def is_refused(context: Context, session: AsyncSession, case: Case) -> bool:
    """Whether acceptance was refused to an item whose refusal ends the chain, or to every item.

    An item that needs none (不受理) ends it only where the chain never goes on without the item.
    """
    items = await items_of_case(session, case.case_no)
    policy = context.catalogue.theme(case.theme).outcomes
    ends = {Stage.NOT_ACCEPTED: policy.ends_chain, Stage.NOT_REQUIRED: policy.always_ends_chain}
    refused = [(item.item, ends[stage]) for item in items if (stage := stage_on_record(item)) in ends]
    return 0 < len(refused) == len(items) or any(ended(item) for item, ended in refused)


async def begin_review(
    context: Context, session: AsyncSession, case: Case, item: ItemCase, actor: Actor
) -> None:
    """The item's review begins, and with it the acceptance of an item that was not accepted with its chain."""
    if _awaits_acceptance(item):
        tolerated = await tolerated_items(session, case.case_no)
        manner = "tolerant" if item.item in tolerated else "normal"
        accepted = await _accept(context, session, case, [item], actor, manner, context.now())
        await draft_for(context, session, case, accepted, [item])
    if item.stage == Stage.ACCEPTED:
        await perform(context, session, case, [item], Act.BEGIN_REVIEW, actor=actor, key="begin_review")


async def conclude(
    context: Context,
    session: AsyncSession,
    case: Case,
    item: ItemCase,
    outcome: str,
    actor: Actor,
    reason: str | None = None,
    *,
    with_document: bool = True,
) -> None:
    """The one decision on the item's substance: ``granted`` or ``refused``.

    Without document where nothing is decided anew: a licence that was only verified, or a permit that shows others.
    Raises :class:`chain.procedure.IllegalAct` while a special procedure runs.
    """
    await begin_review(context, session, case, item, actor)
    await perform(
        context,
        session,
        case,
        [item],
        Act.CONCLUDE,
        actor=actor,
        key=await _conclusion(session, item),
        detail={"outcome": outcome},
        reason=reason,
        with_document=with_document,
    )


async def _accept(
    context: Context,
    session: AsyncSession,
    case: Case,
    items: Sequence[ItemCase],
    actor: Actor,
    manner: str,
    since: datetime,
) -> list[ProcedureAct]:
    """The acts of acceptance; the caller drafts one notice of all, whatever their manner."""
    for item in items:
        item.accepted_at = since
    # A deemed acceptance is back-dated against the office: the applicant's days run from when it is on record.
    await open_obligations(context, session, case, context.now() if manner == "deemed" else since)
    return await perform(
        context,
        session,
        case,
        items,
        Act.ACCEPT,
        actor=actor,
        key="accept",
        effective_at=since,
        detail={"manner": manner},
        with_document=False,
    )


async def _conclusion(session: AsyncSession, item: ItemCase) -> str:
    """The key of the one conclusion; another one after each that never took effect."""
    acts = (await acts_in_hand(session, item.case_no)).get(item.item, [])
    annulled = sum(act.act == Act.ANNUL for act in acts)
    return f"conclude/{annulled}" if annulled else "conclude"


def _by_manner(
    items: Sequence[ItemCase], waiting: Collection[str], tolerated: Collection[str], *, deemed: bool
) -> dict[str, list[ItemCase]]:
    found: dict[str, list[ItemCase]] = {}
    for item in items:
        if item.item not in waiting:
            manner = "deemed" if deemed else "tolerant" if item.item in tolerated else "normal"
            found.setdefault(manner, []).append(item)
    return found


def _awaits_acceptance(item: ItemCase) -> bool:
    return stage_on_record(item) in BEFORE_ACCEPTANCE


async def _answers(session: AsyncSession, case: Case) -> list[datetime | None]:
    """When each supplement notice of the chain was answered, oldest first; ``None`` for one that is open."""
    notices = await session.scalars(_CHAIN_NOTICES, {"case_no": case.case_no})
    return [notice.answered_at for notice in notices]


async def _counts_from(context: Context, session: AsyncSession, case: Case, *, deemed: bool) -> datetime:
    answered = [moment for moment in await _answers(session, case) if moment is not None]
    if answered:
        return answered[-1]
    return case.received_at if deemed else context.now()
