"""The plan of a case that was submitted: as it was decided then, whatever the catalogue's scenario says now."""

from bpmn.catalogue import Mode, Plan, PlannedItem, plan
from bpmn.errors import UnknownItem
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


def planned_item(context: Context, case: Case, item: str) -> PlannedItem:
    """One item of the plan of ``case``. Raises ``UnknownItem``."""
    found = next((part for part in plan_of(context, case).items if part.item == item), None)
    if found is None:
        raise UnknownItem
    return found


def mode_of(context: Context, case: Case, item: str) -> Mode:
    """The way in which an item of ``case`` is handled, in the version of the day of its submission.

    Raises ``UnknownItem``.
    """
    choice = plan_of(context, case).choice if case.choice is None else Choice.from_json(case.choice)
    on = case.received_at.astimezone(BEIJING).date()
    mode = context.catalogue.item(item).find_mode(dict(choice.items).get(item, ""), on)
    if mode is None:
        raise UnknownItem
    return mode
