"""The lists of cases: a case enters them with its submission, its state follows its claimed instance.

Two may learn at once which state counts: the claim, and the record of a change. Each locks the case's first line
before it looks for what the other wrote, so that whoever comes second sees it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, exists, insert, select, true, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from chain.cases import CaseState
from gateway.store.base import table_of
from gateway.store.models import EVERYBODY, Case, Claim, ListedCase, RmCase

CHUNK = 300


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A line of a list of cases."""

    case_no: str
    theme: str
    region: str
    received_at: datetime
    state: CaseState


async def enter(session: AsyncSession, case: Case, bodies: Iterable[str]) -> None:
    """Put a new case, which is written, in the list of all cases, of its lead body and of ``bodies``."""
    lines = [
        {
            "case_no": case.case_no,
            "body": body,
            "theme": case.theme,
            "region": case.region,
            "received_at": case.received_at,
            "state": CaseState.RECEIVED.value,
        }
        for body in sorted({EVERYBODY, case.lead_body, *bodies})
    ]
    await session.execute(_ENTER, lines)


async def claimed(session: AsyncSession, claim: Claim) -> None:
    """The lists show the state of the instance that claimed the case, if records told of one before the claim."""
    await session.flush()
    await _lock(session, [claim.case_no])
    state = await session.scalar(
        select(RmCase.state).where(
            RmCase.process_instance_key == claim.process_instance_key, RmCase.case_no == claim.case_no
        )
    )
    if state is not None and state != CaseState.RECEIVED:
        await session.execute(
            update(ListedCase).where(ListedCase.case_no == claim.case_no).values(state=state)
        )


async def follow(session: AsyncSession, states: Mapping[int, tuple[str, str]]) -> None:
    """Records told of new states: ``(case_no, state)`` by the instance's key. Only claimed instances count."""
    if not states:
        return
    await _lock(session, {case_no for case_no, _ in states.values()})
    rows = [{"key": key, "number": case_no, "new": state} for key, (case_no, state) in states.items()]
    await session.execute(_FOLLOW, rows)


_LINES = table_of(ListedCase)
_ENTER = insert(_LINES)
_IS_CLAIMED = exists().where(
    Claim.case_no == bindparam("number"), Claim.process_instance_key == bindparam("key")
)
_FOLLOW = (
    update(_LINES).where(_LINES.c.case_no == bindparam("number"), _IS_CLAIMED).values(state=bindparam("new"))
)


async def _lock(session: AsyncSession, case_nos: Iterable[str]) -> None:
    """Lock the first line of each case, always in the same order; SQLite's writers are one at a time anyway."""
    if session.get_bind().dialect.name != "postgresql":
        return
    numbers = sorted(case_nos)
    for start in range(0, len(numbers), CHUNK):
        chosen = ListedCase.case_no.in_(numbers[start : start + CHUNK])
        await session.execute(
            select(ListedCase.case_no)
            .where(ListedCase.body == EVERYBODY, chosen)
            .order_by(ListedCase.case_no)
            .with_for_update()
        )


async def cases_page(
    session: AsyncSession,
    *,
    applicant_sub: str | None = None,
    only: ColumnElement[bool] | None = None,
    body: str | None = None,
    led_only: bool = False,
    theme: str | None = None,
    state: CaseState | None = None,
    before: tuple[datetime, str] | None = None,
    limit: int = 50,
) -> list[CaseLine]:
    """Cases, youngest first; ``before`` is the (received_at, case_no) of the last line of the page before.

    ``only`` narrows an applicant's cases down by what stands in ``cases``.
    ``body``: cases of which it leads the chain or, unless ``led_only``, handles an item.
    """
    line = (ListedCase.case_no, ListedCase.theme, ListedCase.region, ListedCase.received_at, ListedCase.state)
    query = select(*line).where(ListedCase.body == (EVERYBODY if body is None else body)).limit(limit)
    place = (ListedCase.received_at, ListedCase.case_no)
    if applicant_sub is not None:
        # One applicant's cases are few: found by the applicant, then their lines.
        query = query.join(Case, Case.case_no == ListedCase.case_no)
        query = query.where(Case.applicant_sub == applicant_sub, true() if only is None else only)
        place = (Case.received_at, Case.case_no)
    elif body is not None and led_only:
        query = query.join(Case, Case.case_no == ListedCase.case_no).where(Case.lead_body == body)
    if theme is not None:
        query = query.where(ListedCase.theme == theme)
    if state is not None:
        query = query.where(ListedCase.state == state.value)
    if before is not None:
        query = query.where(tuple_(*place) < before)
    query = query.order_by(*(column.desc() for column in place))
    rows = (await session.execute(query)).all()
    return [CaseLine(row[0], row[1], row[2], row[3], CaseState(row[4])) for row in rows]
