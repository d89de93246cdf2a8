"""What the proxies ask at each step: is somebody to be killed here?"""

from dataclasses import dataclass, replace
from typing import Protocol

from tests.e2e.kills.plan import Plan
from tests.e2e.kills.steps import WORKER, KillPoint, Side, Step, in_turn


@dataclass(frozen=True, slots=True)
class Call:
    """A call on its way: its step, and which worker makes it (or is handed the job), if one does."""

    step: Step
    worker: str | None = None

    def process(self, kind: str) -> str:
        """The name of the process of that kind that takes part in the call."""
        return self.worker or WORKER if kind == WORKER else kind

    def in_turn(self) -> "Call":
        """The same by a body that seals what another sealed before."""
        return replace(self, step=in_turn(self.step))


class Executioner(Protocol):
    """Kills processes and starts them again."""

    def spared(self) -> set[str]:
        """Processes that are not up (again) yet, or about to be killed."""

    def reserve(self, process: str) -> None:
        """This process is about to be killed."""

    async def execute(self, point: KillPoint, process: str) -> None:
        """Kill the process; return once it is dead."""


class Gate:
    """Stops calls at which the plan asks for a kill; lets everything pass while there is no plan."""

    def __init__(self, executioner: Executioner) -> None:
        self.plan: Plan | None = None
        self._executioner = executioner

    async def stops(self, call: Call | None, side: Side) -> bool:
        """Whether a process was killed here, so that the call breaks off."""
        point = self.claim(call, side)
        if call is None or point is None:
            return False
        await self.kill(call, point)
        return True

    def claim(self, call: Call | None, side: Side) -> KillPoint | None:
        """The kill that the plan gives out for this moment, if any; then :meth:`kill` must follow."""
        if self.plan is None or call is None:
            return None
        spared = self._executioner.spared()
        kinds = {kind for kind in (call.step.caller, call.step.answerer) if call.process(kind) in spared}
        point = self.plan.take(call.step, side, kinds)
        if point is not None:
            self._executioner.reserve(call.process(point.victim))
        return point

    async def kill(self, call: Call, point: KillPoint) -> None:
        """Carry out a kill that was claimed."""
        await self._executioner.execute(point, call.process(point.victim))
