"""When the whole chain of a case is to end: promised, and by law where its theme is handled jointly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.errors import UnknownItem
from chain import limits
from chain.cases import Outcome
from chain.limits import ChainItem, ItemClock, ItemClocks, WorkCalendar, joint_clock
from chain.limits.clock import acceptance_of, end_of
from chain.limits.stops import beijing_day
from chain.procedure import Act, Fact, Stage
from gateway.clocks.facts import Place, facts_of_items
from gateway.clocks.marking import show_card
from gateway.clocks.office import office_calendar
from gateway.clocks.service import clocks_of
from gateway.dependencies import Context
from gateway.procedure.record import items_of_case
from gateway.store.models import Case, ItemCase


@dataclass(frozen=True, slots=True)
class ChainLimits:
    """``promised_end`` is the last promised day, ``None`` while the applicant has to supplement what they handed in.

    ``joint`` is the statutory clock of the whole chain; ``None`` until the case is accepted, and for a theme that does
    not declare joint handling (行政许可法 §26).
    """

    promised_end: date | None
    joint: ItemClock | None


async def refresh_joint(context: Context, session: AsyncSession, case: Case) -> datetime | None:
    """Show the leading body's card of the chain's joint limit where it nears or is past.

    When to look again, ``None`` where there is nothing (more) to watch. The transaction has locked the case.
    """
    theme = context.catalogue.theme(case.theme)
    if theme.joint_handling_days is None or case.accepted_at is None:
        return None
    items, now = await items_of_case(session, case.case_no), context.now()
    known = await facts_of_items(session, items)
    facts = {item.item: known[item.case_no, item.item] for item in items}
    joint = _joint(context, case, facts, await office_calendar(context, session), now)
    if joint is None:
        return None
    # A card stands on an item: the first of those that the leading body handles itself.
    place = next((item for item in items if item.body == case.lead_body), items[0])
    await show_card(session, place, joint, now, case.lead_body)
    return joint.next_check(now)


async def clocks_and_limits(
    session: AsyncSession, context: Context, case: Case, items: Sequence[ItemCase]
) -> tuple[dict[Place, ItemClocks], ChainLimits]:
    """The clocks of all ``items`` of a case and the limits of its chain as of now, from one reading of the facts."""
    known = await facts_of_items(session, items)
    calendar, now = await office_calendar(context, session), context.now()
    facts = {item.item: known[item.case_no, item.item] for item in items}
    return clocks_of(items, known, calendar, now), _limits(context, case, items, facts, calendar, now)


def _limits(
    context: Context,
    case: Case,
    items: Sequence[ItemCase],
    facts: Mapping[str, Sequence[Fact]],
    calendar: WorkCalendar,
    now: datetime,
) -> ChainLimits:
    joint = _joint(context, case, facts, calendar, now)
    accepted_on = _acceptance(case, items)
    if accepted_on is None:
        return ChainLimits(None, joint)
    handled = _handled(items, facts, order_of(context, case, items))
    end = limits.promised_end(handled, accepted_on=accepted_on, calendar=calendar, now=now, joint=joint)
    return ChainLimits(end, joint)


def _joint(
    context: Context, case: Case, facts: Mapping[str, Sequence[Fact]], calendar: WorkCalendar, now: datetime
) -> ItemClock | None:
    days = context.catalogue.theme(case.theme).joint_handling_days
    return None if days is None else joint_clock(facts, days=days, calendar=calendar, now=now)


def _acceptance(case: Case, items: Sequence[ItemCase]) -> date | None:
    """The day of acceptance, or before it the last on which the case can be accepted (行政许可法 §32)."""
    if case.accepted_at is not None:
        return beijing_day(case.accepted_at)
    if case.told_by is None or any(item.stage == Stage.SUPPLEMENTING for item in items):
        return None
    return beijing_day(case.told_by)


def order_of(context: Context, case: Case, items: Sequence[ItemCase]) -> dict[str, tuple[str, ...]]:
    """What each item waits for in its case: prerequisites, and what a joint permit shows."""
    here = {item.item for item in items}
    policy = context.catalogue.theme(case.theme).outcomes
    shown = {policy.joint_permit: policy.joint_permit_needs}
    return {
        key: tuple(each for each in (*_prerequisites(context, key), *shown.get(key, ())) if each in here)
        for key in here
    }


def _prerequisites(context: Context, item: str) -> tuple[str, ...]:
    """Those of the catalogue; an item that it no longer holds waits for nothing."""
    try:
        return context.catalogue.item(item).prerequisites
    except UnknownItem:
        return ()


def _handled(
    items: Sequence[ItemCase], facts: Mapping[str, Sequence[Fact]], order: Mapping[str, tuple[str, ...]]
) -> list[ChainItem]:
    """The items that are, or still will be, handled: one whose prerequisite was not granted is passed over."""
    failed = {key for key, known in facts.items() if end_of(known) is not None and not _granted(known)}
    accepted = {key for key, known in facts.items() if acceptance_of(known) is not None}
    passed_over: set[str] = set()
    while True:
        more = {
            key
            for key, before in order.items()
            if key not in passed_over | accepted and (failed | passed_over).intersection(before)
        }
        if not more:
            break
        passed_over |= more
    return [
        ChainItem(item.item, item.promised_days, order[item.item], tuple(facts[item.item]))
        for item in items
        if item.item not in passed_over
    ]


def _granted(facts: Sequence[Fact]) -> bool:
    return any(
        fact.act is Act.CONCLUDE and fact.detail.get("outcome") == Outcome.GRANTED.value for fact in facts
    )
