"""Writing down what an applicant undertakes: an obligation for each item and material, and who signed what and when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.catalogue import Consequence, Plan, PlannedItem
from chain.procedure import Act
from gateway.agents.acting import confirm_undertaking
from gateway.dependencies import Context
from gateway.obligations.rows import items_of, more_obligations, obligations_of
from gateway.obligations.states import ObligationKind, ObligationState
from gateway.obligations.undertaking import digest, licence_text, undertaking_text
from gateway.procedure.acting import perform
from gateway.procedure.record import Actor
from gateway.store.models import Case, Obligation

_SIGNERS = ("legal_person_name", "operator_name", "applicant_name", "company_name", "business_name")
"""Data elements that name whoever signs a form, the first that it holds."""
_NOT_NAMED = "申请人"


@dataclass(frozen=True, slots=True)
class Undertaken:
    """What an applicant asked for: keys of materials, and the name under the undertaking."""

    tolerated: Sequence[str]
    committed: Sequence[str]
    name: str | None


async def undertake(
    context: Context,
    session: AsyncSession,
    case: Case,
    planned: Plan,
    asked: Undertaken,
    actor: Actor,
    *,
    at_submission: bool = False,
) -> None:
    """Write down what is to come later or was committed to, with its acts; ``at_submission`` there is nothing before, and the
    documents follow (``gateway.documents.owed``).

    At the submission also each licence by commitment: choosing that way and the item's own form are its signature. The
    caller's transaction has written the items of the case.
    """
    now = context.now()
    text = undertaking_text(planned, asked.tolerated, asked.committed)
    signature = _signature(asked.name or _signer(case.form), actor, now, text)
    earlier = [] if at_submission else await obligations_of(session, case.case_no)
    rows = [*_materials(planned, asked, signature), *_licences(case, planned, earlier, actor, now)]
    if not rows:
        return
    await confirm_undertaking(session, actor.mandate_no)
    numbers = [row.obligation_no for row in earlier]
    for row in rows:
        row.case_no, row.undertaken_at, row.state = case.case_no, now, ObligationState.UNDERTAKEN
        row.obligation_no = _next_number(ObligationKind(row.kind).prefix, numbers)
        numbers.append(row.obligation_no)
        session.add(row)
    more_obligations(session, case.case_no)
    await session.flush()
    for act, commitment in ((Act.TOLERATE, False), (Act.COMMIT, True)):
        concerned = [row for row in rows if ObligationKind(row.kind).commitment is commitment]
        await _act(context, session, case, act, concerned, actor, documents_later=at_submission)


async def _act(
    context: Context,
    session: AsyncSession,
    case: Case,
    act: Act,
    rows: Sequence[Obligation],
    actor: Actor,
    *,
    documents_later: bool,
) -> None:
    """One act, and one undertaking, for all items that are concerned at once."""
    if not rows:
        return
    items = await items_of(session, case.case_no)
    concerned = [items[key] for key in dict.fromkeys(row.item for row in rows)]
    first = rows[0].obligation_no
    detail = {"obligations": [row.obligation_no for row in rows]}
    await perform(
        context,
        session,
        case,
        concerned,
        act,
        key=f"undertake/{first}",
        actor=actor,
        detail=detail,
        documents_later=documents_later,
    )


def _materials(planned: Plan, asked: Undertaken, signature: dict[str, Any]) -> Iterator[Obligation]:
    for need, items in planned.materials():
        for part in (part for part in planned.items if part.item in items):
            if need.key in asked.tolerated:
                kind, days, consequence = ObligationKind.TOLERANCE, need.tolerable_days, part.consequence
            elif need.key in asked.committed:
                kind, days = ObligationKind.PROOF_COMMITMENT, part.proof_check_days
                consequence = Consequence.REVOKED
            else:
                continue
            yield _row(part, kind, need.key, days, consequence, signature)


def _licences(
    case: Case, planned: Plan, earlier: Sequence[Obligation], actor: Actor, now: datetime
) -> Iterator[Obligation]:
    known = {row.item for row in earlier if row.kind == ObligationKind.LICENCE_COMMITMENT}
    for part in planned.items:
        if part.after_check_days is not None and part.item not in known and case.accepted_at is None:
            signature = _signature(_signer(case.form), actor, now, licence_text(planned, part.item))
            kind = ObligationKind.LICENCE_COMMITMENT
            yield _row(part, kind, None, part.after_check_days, Consequence.REVOKED, signature)


def _row(
    part: PlannedItem,
    kind: ObligationKind,
    material: str | None,
    days: int | None,
    consequence: Consequence,
    signature: dict[str, Any],
) -> Obligation:
    return Obligation(
        item=part.item,
        body=part.body,
        kind=kind,
        material=material,
        days=days,
        consequence=consequence,
        signature=signature,
    )


def _signer(form: Mapping[str, Any]) -> str:
    found = (str(form.get(key) or "").strip() for key in _SIGNERS)
    return next((name for name in found if name), _NOT_NAMED)


def _signature(name: str, actor: Actor, at: datetime, text: str) -> dict[str, Any]:
    return {
        "name": name,
        "account": actor.sub,
        "at": at.isoformat(),
        "text": text,
        "text_sha256": digest(text),
    }


def _next_number(prefix: str, numbers: Sequence[str]) -> str:
    return f"{prefix}{sum(number.startswith(prefix) for number in numbers) + 1:02d}"
