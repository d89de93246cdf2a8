"""Mandates as their principal and their agent read them."""

from collections.abc import Iterable
from datetime import datetime

from gateway.agents.schemas import MandateEventView, MandateScope, MandateView, OutsideSystem
from gateway.agents.scope import NOT_BEGUN, OVER, MandateAct, MandateEventKind, MandateState
from gateway.cases.views import body_name
from gateway.dependencies import Caller, Context
from gateway.store.models import Mandate, MandateEvent


def happened(
    mandate: Mandate, kind: MandateEventKind, actor: str, at: datetime, reason: str | None = None
) -> MandateEvent:
    """What happened to the mandate, to be kept."""
    return MandateEvent(mandate_no=mandate.mandate_no, at=at, kind=kind.value, actor=actor, reason=reason)


def shown(context: Context, caller: Caller, mandate: Mandate, events: Iterable[MandateEvent]) -> MandateView:
    """The mandate with its history for the caller, who is one of its parties."""
    now, state = context.now(), MandateState(mandate.state)
    accepted = state is MandateState.ACCEPTED
    body = mandate.agent_body
    return MandateView(
        mandate_no=mandate.mandate_no,
        standing="principal" if mandate.principal_sub == caller.sub else "agent",
        state=state.value,
        state_name=_state_name(mandate, now),
        in_force=accepted and mandate.valid_from <= now <= mandate.valid_until,
        principal=mandate.principal_sub,
        agent=mandate.agent_sub,
        agent_body=body,
        agent_body_name=None if body is None else body_name(context.catalogue, body),
        agent_name=mandate.agent_name,
        scope=MandateScope(
            themes=mandate.themes,
            case_nos=mandate.case_nos,
            acts=mandate.acts,
            act_names=[MandateAct(act).label for act in mandate.acts],
            systems=[OutsideSystem.model_validate(system) for system in mandate.systems],
        ),
        begins=mandate.valid_from,
        ends=mandate.valid_until,
        document_file_id=mandate.document_file_id,
        offered_at=mandate.offered_at,
        answered_at=mandate.answered_at,
        ended_at=mandate.ended_at,
        history=[_event(event) for event in events],
    )


def _state_name(mandate: Mandate, now: datetime) -> str:
    state = MandateState(mandate.state)
    if state in (MandateState.OFFERED, MandateState.ACCEPTED) and now > mandate.valid_until:
        return OVER
    if state is MandateState.ACCEPTED and now < mandate.valid_from:
        return NOT_BEGUN
    return state.label


def _event(event: MandateEvent) -> MandateEventView:
    kind, act = MandateEventKind(event.kind), None if event.act is None else MandateAct(event.act)
    return MandateEventView(
        at=event.at,
        event=kind.value,
        event_name=kind.label,
        act=None if act is None else act.value,
        act_name=None if act is None else act.label,
        case_no=event.case_no,
        actor=event.actor,
        reason=event.reason,
    )
