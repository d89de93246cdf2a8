"""Which acts end an item so that its theme has a say, and what the chain is told of an item that was closed."""

from bpmn.catalogue.outcomes import Ending
from bpmn.catalogue.themes import Theme
from chain.cases import ItemState, Outcome
from chain.procedure import Act
from gateway.store.models import ItemCase, ProcedureAct

_ENDINGS = {
    Act.REFUSE_ACCEPTANCE: Ending.REFUSED,
    Act.WITHDRAW: Ending.WITHDRAWN,
    Act.RETURN: Ending.RETURNED,
    Act.VOID: Ending.RETURNED,
    Act.LAPSE: Ending.LAPSED,
}
_CLOSED = {
    ItemState.NOT_ACCEPTED: Ending.REFUSED,
    ItemState.WITHDRAWN: Ending.WITHDRAWN,
    ItemState.RETURNED: Ending.RETURNED,
    ItemState.VOIDED: Ending.RETURNED,
    ItemState.LAPSED: Ending.LAPSED,
}


def ending_of(act: ProcedureAct) -> Ending | None:
    """How the act ended its item; ``None`` where the others go on whatever the theme says (准予, 不受理, 转报)."""
    if act.act == Act.CONCLUDE:
        return Ending.REFUSED if act.detail.get("outcome") == Outcome.REFUSED else None
    return _ENDINGS.get(Act(act.act))


def told_outcome(theme: Theme, item: ItemCase) -> Outcome:
    """What the chain is told of an item that is handled no more: ``refused`` where the chain comes to its end with it.

    An item without which the chain never goes on is told so however it ended: its diagram asks for nothing else.
    """
    ending = _CLOSED.get(ItemState(item.closed_as)) if item.closed_as is not None else None
    ends = ending is not None and theme.outcomes.effect(item.item, ending).ends_chain
    return Outcome.REFUSED if ends or theme.outcomes.always_ends_chain(item.item) else Outcome.CLOSED
