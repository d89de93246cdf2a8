"""The plan of a case that was submitted: as it was decided then, whatever the catalogue's scenario says now."""

from bpmn.catalogue import Plan, plan
from bpmn.scenarios import Choice
from chain.clock import BEIJING
from gateway.dependencies import Context
from gateway.store.models import Case


def plan_of(context: Context, case: Case) -> Plan:
    """The plan of ``case``: the items and modes it was submitted with, in the versions of that day."""
    return plan(
        case.theme,
        case.region,
        case.situation,
        context.catalogue,
        choice=None if case.choice is None else Choice.from_json(case.choice),
        on=case.received_at.astimezone(BEIJING).date(),
    )
