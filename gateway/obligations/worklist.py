"""What is owed in all cases of a body and by when: tolerated materials to come, commitments to check, what is being mended.

Nobody's data stand in it: who signed is read with the case.
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import Row, Select, and_, select, tuple_
from sqlalchemy.orm import defer

from bpmn.catalogue import Consequence
from chain.clock import BEIJING
from gateway.cases.views import body_name
from gateway.cursors import CursorInvalid
from gateway.dependencies import Caller, Context, Role
from gateway.obligations import schemas
from gateway.obligations.states import ObligationKind, ObligationState, WorkState
from gateway.store.models import CaseMaterial, ItemCase, Obligation, from_millis, to_millis

LONGEST_PAGE = 100
_LONGEST_MILLIS = 14
_PLACE = (Obligation.until, Obligation.case_no, Obligation.obligation_no)
_LINES: Select[Obligation, str, str | None] = (
    select(Obligation, ItemCase.name, CaseMaterial.name)
    .join(ItemCase, and_(ItemCase.case_no == Obligation.case_no, ItemCase.item == Obligation.item))
    .outerjoin(
        CaseMaterial,
        and_(CaseMaterial.case_no == Obligation.case_no, CaseMaterial.material == Obligation.material),
    )
    .options(defer(Obligation.signature, raiseload=True))
    .where(Obligation.until.is_not(None))
    .order_by(*_PLACE)
)
_Line = Row[Obligation, str, str | None]


@dataclass(frozen=True, slots=True)
class _After:
    """The last line of a page: the next one begins behind it."""

    until: datetime
    case_no: str
    obligation_no: str

    def cursor(self) -> str:
        text = f"{to_millis(self.until)} {self.case_no} {self.obligation_no}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def of(cls, cursor: str) -> "_After":
        try:
            padded = cursor + "=" * (-len(cursor) % 4)
            millis, case_no, obligation_no = (
                base64.urlsafe_b64decode(padded.encode("ascii")).decode("ascii").split(" ")
            )
            names = case_no.isprintable() and obligation_no.isprintable()
            if not (millis.isdigit() and len(millis) <= _LONGEST_MILLIS and names):
                raise CursorInvalid
            return cls(from_millis(int(millis)), case_no, obligation_no)
        except (UnicodeError, binascii.Error, ValueError, OverflowError) as error:
            raise CursorInvalid from error


async def worklist(
    context: Context,
    caller: Caller,
    *,
    state: WorkState | None,
    due_before: date | None,
    cursor: str | None,
    limit: int,
) -> schemas.WorkPage:
    """A page of what the caller's body (all bodies for a supervisor) has to follow, what is due first.

    ``due_before``: due before that day begins in Beijing. Raises ``CursorInvalid``.
    """
    now = context.now()
    query = _LINES if caller.has(Role.SUPERVISOR) else _LINES.where(Obligation.body == caller.body)
    query = _in_state(query, state, now)
    if due_before is not None:
        query = query.where(Obligation.until < datetime.combine(due_before, time(tzinfo=BEIJING)))
    if cursor is not None:
        after = _After.of(cursor)
        query = query.where(tuple_(*_PLACE) > (after.until, after.case_no, after.obligation_no))
    async with context.database.read() as session:
        lines = (await session.execute(query.limit(limit + 1))).all()
    shown = lines[:limit]
    return schemas.WorkPage(
        obligations=[_shown(context, line, now) for line in shown],
        next_cursor=_behind(shown[-1][0]).cursor() if len(lines) > limit else None,
    )


def _in_state(
    query: Select[Obligation, str, str | None], state: WorkState | None, now: datetime
) -> Select[Obligation, str, str | None]:
    if state is None:
        return query
    if state is WorkState.OVERDUE:
        return query.where(Obligation.until < now)
    wanted = ObligationState.OPEN if state is WorkState.OPEN else ObligationState.MENDING
    return query.where(Obligation.until >= now, Obligation.state == wanted)


def _behind(row: Obligation) -> _After:
    if row.until is None:
        raise LookupError(row.obligation_no)
    return _After(row.until, row.case_no, row.obligation_no)


def _shown(context: Context, line: _Line, now: datetime) -> schemas.WorkLine:
    row, item_name, material_name = line
    kind, until = ObligationKind(row.kind), _behind(row).until
    return schemas.WorkLine(
        case_no=row.case_no,
        obligation_no=row.obligation_no,
        kind=kind,
        kind_name=kind.label,
        item=row.item,
        item_name=item_name,
        body=row.body,
        body_name=body_name(context.catalogue, row.body),
        material=row.material,
        material_name=material_name,
        consequence=row.consequence,
        consequence_name=Consequence(row.consequence).label,
        state=row.state,
        state_name=ObligationState(row.state).label(kind),
        opened_at=row.opened_at,
        until=until,
        overdue=until < now,
    )
