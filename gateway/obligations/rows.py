"""Obligations on record, found by what is asked of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.procedure import Stage
from gateway.obligations.states import ObligationKind, ObligationState
from gateway.procedure.record import items_of_case
from gateway.store.models import ItemCase, Obligation

_CASE_NO: BindParameter[str] = bindparam("case_no")
_OF_CASE = select(Obligation).where(Obligation.case_no == _CASE_NO).order_by(Obligation.obligation_no)
_IN_HAND = "obligations_in_hand"
_PROMISED = frozenset(
    {ObligationState.UNDERTAKEN, ObligationState.OPEN, ObligationState.MENDING, ObligationState.MET}
)


async def obligations_of(session: AsyncSession, case_no: str) -> list[Obligation]:
    """Every obligation of a case, by number; read once a transaction (:func:`more_obligations`)."""
    held = _in_hand(session)
    if case_no not in held:
        held[case_no] = list(await session.scalars(_OF_CASE, {"case_no": case_no}))
    return list(held[case_no])


def more_obligations(session: AsyncSession, case_no: str) -> None:
    """Obligations were added to the case: they are read anew."""
    _in_hand(session).pop(case_no, None)


def _in_hand(session: AsyncSession) -> dict[str, list[Obligation]]:
    found: dict[str, list[Obligation]] = session.info.setdefault(_IN_HAND, {})
    return found


async def tolerated_items(session: AsyncSession, case_no: str) -> set[str]:
    """Items that are accepted although a material of theirs is to come later."""
    awaited = (ObligationState.UNDERTAKEN, ObligationState.OPEN)
    return {
        row.item
        for row in await obligations_of(session, case_no)
        if row.kind == ObligationKind.TOLERANCE and row.state in awaited
    }


async def open_obligations_of(session: AsyncSession, case_no: str) -> list[Obligation]:
    """What the applicant still owes: tolerated materials that did not come, and what is to be mended.

    Nothing is owed any more for an item that ended without a decision.
    """
    items = await items_of(session, case_no)
    return [
        row for row in await obligations_of(session, case_no) if owed(row) and not _closed(items[row.item])
    ]


def close(row: Obligation, state: ObligationState, at: datetime) -> None:
    """End the obligation: nothing is to be done about it any more."""
    row.state, row.closed_at, row.remind_at, row.until = state, at, None, None


def owed(row: Obligation) -> bool:
    """Whether the applicant owes it still; of an unmet one only while the certificate is withheld for it."""
    if row.kind == ObligationKind.TOLERANCE:
        return row.closed_at is None
    return row.state == ObligationState.MENDING


async def was_retracted(session: AsyncSession, case_no: str, item: str) -> bool:
    """Whether a commitment of the item was taken back, so that it is not to be decided at once."""
    return promised_for(await obligations_of(session, case_no), item).retracted


@dataclass(frozen=True, slots=True)
class Promised:
    """Materials of one item that need not be there: to come later, or committed to; and commitments taken back."""

    tolerated: frozenset[str | None]
    committed: frozenset[str | None]
    retracted: bool


def promised_for(rows: Iterable[Obligation], item: str) -> Promised:
    """What was promised for an item of a case with these obligations."""
    own = [row for row in rows if row.item == item]
    return Promised(
        tolerated=frozenset(
            row.material
            for row in own
            if row.kind == ObligationKind.TOLERANCE
            and (row.state in _PROMISED or (row.state == ObligationState.UNMET and row.closed_at is None))
        ),
        committed=frozenset(
            row.material
            for row in own
            if row.kind == ObligationKind.PROOF_COMMITMENT and row.state in _PROMISED
        ),
        retracted=any(row.state == ObligationState.RETRACTED for row in own),
    )


async def items_of(session: AsyncSession, case_no: str) -> dict[str, ItemCase]:
    """The item cases of a case by key."""
    return {item.item: item for item in await items_of_case(session, case_no)}


def _closed(item: ItemCase) -> bool:
    return item.stage is not None and Stage(item.stage).ended and item.stage != Stage.CONCLUDED
