"""Why something was done to an item because another one of its case ended, in words."""

from collections.abc import Mapping
from typing import Any

from bpmn.catalogue import Catalogue
from bpmn.catalogue.outcomes import Ending
from bpmn.errors import UnknownItem
from chain.procedure import Act

STOPPED = "hold_stopped"
"""Cause of a return after a hold: somebody decided that the others do not go on."""
OVERDUE = "supplement_overdue"
"""Cause of a lapse."""

_ENDED = {
    Ending.REFUSED: "未获准予",
    Ending.WITHDRAWN: "已由申请人撤回",
    Ending.RETURNED: "已终止办理并退件",
    Ending.LAPSED: "因逾期未补正已终止办理",
}
_FOLLOWS = {
    Act.RETURN: "按照该主题的规定，其他尚未办结的事项一并终止办理。",
    Act.REVOKE: "按照该主题的规定，本次申请中已经准予的事项一并撤销。",
}


def ended_in_words(catalogue: Catalogue, detail: Mapping[str, Any]) -> str:
    """``“食品经营许可”未获准予``: which item ended how, by the detail of the act that it led to."""
    return f"“{_name(catalogue, str(detail['item']))}”{_ENDED[Ending(str(detail['ending']))]}"


def cause_in_words(catalogue: Catalogue, act: str, detail: Mapping[str, Any]) -> str | None:
    """Why the item was ended or its decision revoked; ``None`` where no other item's end was the cause."""
    cause = detail.get("cause")
    if cause == OVERDUE:
        return "审查中要求补正，在告知的期限内没有补正。"
    if cause == STOPPED:
        return f"{ended_in_words(catalogue, detail)}，暂停办理后决定不再继续。"
    if cause == "policy":
        return f"{ended_in_words(catalogue, detail)}，{_FOLLOWS[Act(act)]}"
    return None


def _name(catalogue: Catalogue, item: str) -> str:
    try:
        return catalogue.item(item).name
    except UnknownItem:
        return item
