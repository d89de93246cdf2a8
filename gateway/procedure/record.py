"""Recording acts in the caller's transaction: the machine decides whether an act is possible."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.procedure import Act, Fact, Stage, chain_stage, follow
from gateway.dependencies import Caller
from gateway.store.base import table_of
from gateway.store.models import ItemCase, ProcedureAct

_IN_HAND = "acts_in_hand"
_ITEMS_IN_HAND = "items_in_hand"
ANSWER = "answer"
"""Key of the acts that the chain's one answer led to."""
_CASE_NO: BindParameter[str] = bindparam("case_no")
_ACTS = (
    select(ProcedureAct)
    .where(ProcedureAct.case_no == _CASE_NO)
    .order_by(ProcedureAct.item, ProcedureAct.number)
)
_APPEND = insert(table_of(ProcedureAct))
_COLUMNS = tuple(column.key for column in table_of(ProcedureAct).columns if column.key != "id")
_ITEMS = select(ItemCase).where(ItemCase.case_no == _CASE_NO).order_by(ItemCase.ordering)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which role, and for which body (``None`` for the applicant), or under whose mandate."""

    sub: str
    role: str
    body: str | None
    mandate_no: str | None = None

    @classmethod
    def of(cls, caller: Caller, role: str) -> "Actor":
        """The caller in the role in which it acts."""
        return cls(caller.sub, role, None if role == "applicant" else caller.body, caller.mandate_no)


async def acts_of(session: AsyncSession, case_no: str) -> dict[str, list[ProcedureAct]]:
    """The acts on each item of a case, in their order."""
    found: dict[str, list[ProcedureAct]] = {}
    for act in await session.scalars(_ACTS, {"case_no": case_no}):
        found.setdefault(act.item, []).append(act)
    return found


async def acts_in_hand(session: AsyncSession, case_no: str) -> dict[str, list[ProcedureAct]]:
    """As :func:`acts_of`, read once: for a transaction that has locked the case, or that only reads."""
    held = _in_hand(session)
    if case_no not in held:
        held[case_no] = await acts_of(session, case_no)
    return held[case_no]


def acts_read(session: AsyncSession, case_no: str) -> Mapping[str, Sequence[ProcedureAct]] | None:
    """The acts of the case where this transaction has them in hand."""
    return _in_hand(session).get(case_no)


def _in_hand(session: AsyncSession) -> dict[str, dict[str, list[ProcedureAct]]]:
    found: dict[str, dict[str, list[ProcedureAct]]] = session.info.setdefault(_IN_HAND, {})
    return found


def facts_of(acts: Sequence[ProcedureAct]) -> list[Fact]:
    """The acts as the clocks and the machine read them."""
    return [Fact(Act(act.act), act.at, act.effective_at, act.detail) for act in acts]


async def items_of_case(session: AsyncSession, case_no: str) -> list[ItemCase]:
    """The items of a case in the order of its plan; read once a transaction, for none comes after the submission."""
    held: dict[str, list[ItemCase]] = session.info.setdefault(_ITEMS_IN_HAND, {})
    if not held.get(case_no):
        held[case_no] = list(await session.scalars(_ITEMS, {"case_no": case_no}))
    return list(held[case_no])


def stage_on_record(item: ItemCase) -> Stage | None:
    """Where the item stands in law; ``None`` for an item of a case older than its acts."""
    return None if item.stage is None else Stage(item.stage)


def stage_of_chain(items: Sequence[ItemCase]) -> Stage | None:
    """Where the chain of ``items`` stands in law; ``None`` for a case older than its acts."""
    stages = [Stage(item.stage) for item in items if item.stage is not None]
    return chain_stage(stages) if stages and len(stages) == len(items) else None


async def record(
    session: AsyncSession,
    items: Sequence[ItemCase],
    act: Act,
    *,
    actor: Actor,
    at: datetime,
    key: str,
    effective_at: datetime | None = None,
    detail: Mapping[str, Any] | None = None,
    reason: str | None = None,
    for_good: bool = False,
) -> list[ProcedureAct]:
    """Record ``act`` on each of ``items`` (of one case, which the caller's transaction has locked).

    An item on which ``key`` is on record already is left as it is, so that a repetition changes nothing, and so is an
    item that was never received (of a case older than its acts); only what was recorded now is returned.
    ``for_good``: nothing of this transaction changes the acts any more, so that all are written by one statement.
    Raises :class:`chain.procedure.IllegalAct` before anything is recorded.
    """
    concerned = [item for item in items if act is Act.RECEIVE or item.stage is not None]
    if not concerned:
        return []
    known = await _known(session, concerned)
    new = [item for item in concerned if all(each.key != key for each in known.get(item.item, ()))]
    if not new:
        return []
    stages = {item.item: follow(stage_on_record(item) or Stage.DRAFT, act) for item in new}
    recorded = [
        ProcedureAct(
            case_no=item.case_no,
            item=item.item,
            number=len(known.get(item.item, ())) + 1,
            act=act,
            at=at,
            effective_at=effective_at or at,
            body=actor.body,
            role=actor.role,
            actor=actor.sub,
            detail=dict(detail or {}),
            reason=reason,
            key=key,
            mandate_no=actor.mandate_no,
        )
        for item in new
    ]
    for item in new:
        item.stage = stages[item.item].value
    if for_good:
        await session.execute(
            _APPEND, [{name: getattr(each, name) for name in _COLUMNS} for each in recorded]
        )
    else:
        session.add_all(recorded)
    for each in recorded:
        known.setdefault(each.item, []).append(each)
    return recorded


async def _known(session: AsyncSession, items: Sequence[ItemCase]) -> dict[str, list[ProcedureAct]]:
    """The acts of the items' case; nothing to read where it is received only now."""
    fresh = all(item.stage is None for item in items)
    return {} if fresh else await acts_in_hand(session, items[0].case_no)
