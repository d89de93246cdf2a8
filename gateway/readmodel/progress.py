"""States of a chain and of its items, from job and task records.

The chain, whichever of its processes the job is in: ``acceptance.accept`` done → in progress, when it accepted, and
supplementing, when gaps had been told; a supplement notice that is no item's → supplementing; a precheck begun again →
received; the one answer → the state in its header ``result``. An item: first job of its own review → in progress; a
supplement notice → supplementing; work again → in progress; an outcome ends it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chain.cases import CaseState, ItemState, Outcome
from gateway.readmodel.rows import Row, WorkingSet

_ANSWERS = {state.value for state in CaseState if state.ended}
_ENDED_ITEMS = {ItemState.GRANTED.value, ItemState.REFUSED.value}
_ITEM_WORK = {"review.check", "e_certificate.issue"}
_NOT_ACCEPTED = "not_accepted"
_TOLD = "told"


def job_created(work: WorkingSet, instance: Row, name: str, at: datetime) -> None:
    """A job of type ``name`` (without its body) was created in ``instance``."""
    if name == "review.precheck":
        case = work.cases.get(instance["root_key"])
        if case is not None and case["state"] == CaseState.SUPPLEMENTING:
            _case_state(work, case, CaseState.RECEIVED, at)
    elif name in _ITEM_WORK:
        item_progress(work, instance, at)


def job_completed(
    work: WorkingSet,
    instance: Row,
    name: str,
    headers: Mapping[str, str],
    result: Mapping[str, Any],
    at: datetime,
) -> None:
    """A job of type ``name`` (without its body) was completed in ``instance`` with the variables ``result``."""
    case = work.cases.get(instance["root_key"])
    if name == "notice.supplement":
        if instance["item"] is not None:
            _item_state(work, instance, ItemState.SUPPLEMENTING, at)
        elif case is not None:
            _case_state(work, case, CaseState.SUPPLEMENTING, at)
    elif case is not None and name == "acceptance.accept":
        _accepted(work, case, result, at)
    elif case is not None and name == "notice.answer" and headers.get("result") in _ANSWERS:
        _case_state(work, case, CaseState(headers["result"]), at)


def _accepted(work: WorkingSet, case: Row, result: Mapping[str, Any], at: datetime) -> None:
    acceptance = result.get("acceptance")
    outcome = acceptance.get("outcome") if isinstance(acceptance, dict) else None
    # What refuses every item is told with the answer, which follows.
    if outcome == _TOLD:
        _case_state(work, case, CaseState.SUPPLEMENTING, at)
    elif outcome != _NOT_ACCEPTED:
        _case_state(work, case, CaseState.IN_PROGRESS, at)
        work.cases.change(case, accepted_at=at)


def item_progress(work: WorkingSet, instance: Row, at: datetime) -> None:
    """Somebody works on the instance's item (again)."""
    if instance["item"] is not None:
        _item_state(work, instance, ItemState.IN_PROGRESS, at)


def item_outcome(work: WorkingSet, instance: Row, outcome: str, at: datetime) -> None:
    """The instance's item came out as ``outcome``; other codes than granted and refused do not end an item."""
    if instance["item"] is not None and outcome in (Outcome.GRANTED, Outcome.REFUSED):
        _item_state(work, instance, ItemState(outcome), at)


def item_outcomes(work: WorkingSet, root: Row, outcomes: dict[str, str], at: datetime) -> None:
    """The chain's own list of outcomes changed."""
    case = work.cases.get(root["key"])
    if case is None:
        return
    work.cases.change(case, outcomes=outcomes)
    for item, outcome in outcomes.items():
        if outcome in (Outcome.GRANTED, Outcome.REFUSED):
            _item_state(work, {**root, "item": item, "body": None}, ItemState(outcome), at)


def _case_state(work: WorkingSet, case: Row, state: CaseState, at: datetime) -> None:
    if case["state"] != state:
        work.cases.change(case, state=state.value, state_since=at)
        work.states[case["process_instance_key"]] = (case["case_no"], state.value)


def _item_state(work: WorkingSet, instance: Row, state: ItemState, at: datetime) -> None:
    if instance["case_no"] is None:
        return
    row = work.items.get(instance["root_key"], instance["item"])
    if row is None:
        work.items.new(
            root_key=instance["root_key"],
            item=instance["item"],
            case_no=instance["case_no"],
            body=instance["body"],
            state=state.value,
            since=at,
        )
    elif row["state"] != state and not (row["state"] in _ENDED_ITEMS and state.value not in _ENDED_ITEMS):
        work.items.change(row, state=state.value, since=at)
