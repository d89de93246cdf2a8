"""Scripted officers: whatever user task is offered to a rehearsal's bodies is decided as its story wants it."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import aclosing, suppress
from typing import Any

from chain.cases import Outcome
from scripts.tools.rehearsal.rehearsal import DecisionNotTaken, Rehearsal

NOTICE = "N"
"""Number of the notices of a story that answers them."""

Verdict = Callable[[str, int], Outcome]
"""What an officer decides on an item at the given turn (1, 2, …)."""


class Officers:
    """Decides user tasks by the desk form they show: the form says which variable the decision becomes.

    ``forms`` maps user tasks' element ids to form ids. Reviews are granted unless :meth:`instruct` says otherwise, and
    what is asked to be supplemented is answered at once.
    """

    _VARIABLES: Mapping[str, str] = {"department_review": "decision", "joint_inspection": "inspection"}

    def __init__(self, house: Rehearsal, forms: Mapping[str, str]) -> None:
        self._house = house
        self._forms = dict(forms)
        self._verdicts: dict[str, Verdict] = {}
        self._away: set[str] = set()
        self._turns: dict[tuple[str, str], int] = {}

    def instruct(self, case: Rehearsal, verdict: Verdict) -> None:
        """Decide this case's reviews in that way instead of granting them."""
        self._verdicts[case.case_no] = verdict

    def decline(self, case: Rehearsal) -> None:
        """Leave this case's tasks open."""
        self._away.add(case.case_no)

    async def work(self) -> None:
        """Decide what is offered, until cancelled."""
        async with aclosing(self._house.records.follow()) as records, asyncio.TaskGroup() as deciding:
            async for record in records:
                if (record["valueType"], record["intent"]) == ("USER_TASK", "CREATED"):
                    deciding.create_task(self._decide(record["value"]))

    async def _decide(self, task: Mapping[str, Any]) -> None:
        case = self._house.case_of(task["processInstanceKey"])
        form = self._forms.get(task["elementId"], "")
        if (
            case.case_no in self._away
            or form not in self._VARIABLES
            or not case.owns(task["processInstanceKey"])
        ):
            return
        outcome = self._outcome(case, form, task["processInstanceKey"])
        with suppress(DecisionNotTaken):  # cancelled meanwhile
            await case.decide(task, {self._VARIABLES[form]: {"outcome": outcome}})
        if outcome == Outcome.SUPPLEMENT:
            item = str(case.records.told(task["processInstanceKey"], "item"))
            await case.publish("supplement-submitted", f"{case.case_no}/{item}/{NOTICE}")

    def _outcome(self, case: Rehearsal, form: str, instance: int) -> Outcome:
        if form == "joint_inspection":
            return Outcome.DONE
        item = str(case.records.told(instance, "item") or "-")
        turn = self._turns[case.case_no, item] = self._turns.get((case.case_no, item), 0) + 1
        verdict = self._verdicts.get(case.case_no)
        return verdict(item, turn) if verdict else Outcome.GRANTED
