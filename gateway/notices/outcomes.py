"""How each item of a case ended, from commands' truth: decisions, checks, verifications, certificates."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.catalogue import Catalogue
from chain.cases import CaseState, ItemState, Outcome
from chain.procedure import Act, Stage
from gateway.notices.wording import ItemResult
from gateway.outcomes.wording import cause_in_words
from gateway.procedure.record import acts_of, items_of_case
from gateway.store.models import Case, Certificate, Decision, ItemCase, ProcedureAct

_FINAL: Mapping[str, ItemState] = {
    Outcome.GRANTED.value: ItemState.GRANTED,
    Outcome.REFUSED.value: ItemState.REFUSED,
}

_CLOSED: Mapping[str, ItemState] = {
    Stage.NOT_ACCEPTED.value: ItemState.NOT_ACCEPTED,
    Stage.NOT_REQUIRED.value: ItemState.NOT_REQUIRED,
    Stage.FORWARDED.value: ItemState.FORWARDED,
    Stage.RETURNED.value: ItemState.RETURNED,
    Stage.VOIDED.value: ItemState.VOIDED,
    Stage.LAPSED.value: ItemState.LAPSED,
}


async def item_results(
    session: AsyncSession, catalogue: Catalogue, case: Case, result: CaseState
) -> list[ItemResult]:
    """The result of every item, in the order of the plan, when the case ended with ``result``."""
    items = await items_of_case(session, case.case_no)
    decisions = {
        decision.item: decision
        for decision in await session.scalars(
            select(Decision)
            .where(Decision.case_no == case.case_no, Decision.outcome.in_(_FINAL), Decision.state != "void")
            .order_by(Decision.decided_at)
        )
    }
    numbers = {
        certificate.item: certificate.number
        for certificate in await session.scalars(
            select(Certificate).where(Certificate.case_no == case.case_no, Certificate.state == "sealed")
        )
    }
    acts = await acts_of(session, case.case_no)
    revoked = {key for key, each in acts.items() if any(act.act == Act.REVOKE for act in each)}
    return [
        ItemResult(
            item=item.item,
            name=item.name,
            body_name=catalogue.body(item.body).name,
            state=_state(item, decisions.get(item.item), numbers.get(item.item), result),
            reason=_reason(catalogue, item, decisions.get(item.item), acts.get(item.item, ())),
            certificate=numbers.get(item.item),
            revoked=item.item in revoked,
        )
        for item in items
    ]


def granted_or_refused(item: ItemCase, decision: Decision | None) -> str | None:
    """The final outcome code on record for an item: an officer's decision, else the check's, else a register's."""
    codes = (decision.outcome if decision else None, item.check_outcome, item.verification_outcome)
    return next((code for code in codes if code in _FINAL), None)


def closed_state(item: ItemCase) -> ItemState | None:
    """How an item ended that was closed without a decision on its substance; ``None`` for every other."""
    return ItemState(item.closed_as) if item.closed_as is not None else _CLOSED.get(item.stage or "")


def _state(
    item: ItemCase, decision: Decision | None, certificate: str | None, result: CaseState
) -> ItemState:
    closed = closed_state(item)
    if closed is not None:
        return closed
    code = granted_or_refused(item, decision)
    if code is not None:
        return _FINAL[code]
    if certificate is not None:
        return ItemState.GRANTED
    return ItemState.WITHDRAWN if result is CaseState.WITHDRAWN else ItemState.NOT_HANDLED


def _reason(
    catalogue: Catalogue, item: ItemCase, decision: Decision | None, acts: Sequence[ProcedureAct]
) -> str | None:
    if closed_state(item) is not None and acts:
        return acts[-1].reason or cause_in_words(catalogue, acts[-1].act, acts[-1].detail)
    return decision.opinion if decision is not None else item.check_reason
