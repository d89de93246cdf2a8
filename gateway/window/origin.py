"""An application that a clerk takes in at the counter (窗口收件): the same case as one that comes in online."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.catalogue import Catalogue, Plan, PlannedItem
from bpmn.catalogue.items import CaseKind
from chain.cases import Channel, Outcome
from chain.errors import FieldProblem
from gateway.cases.origin import NO_ACCOUNT, Origin
from gateway.dependencies import Caller, Role
from gateway.store.models import WindowDecision
from gateway.window import schemas
from gateway.window.errors import DecidesNot, NotLedHere


class Counter(Origin):
    """An application at the counter of the body that leads its theme, perhaps with instant items decided on the spot."""

    channel = Channel.WINDOW
    role = Role.CLERK
    route = "POST /window/cases"

    def __init__(self, caller: Caller, request: schemas.WindowSubmission) -> None:
        super().__init__(caller)
        self._request = request

    @property
    def account(self) -> str:
        """The applicant's account, where it was found at the counter."""
        return NO_ACCOUNT if self._request.applicant is None else self._request.applicant.account

    @property
    def clerk(self) -> str | None:
        """Whoever took it in."""
        return self.caller.sub

    @property
    def body(self) -> str | None:
        """The body whose window it is."""
        return self.caller.body

    def problems(self, planned: Plan, catalogue: Catalogue) -> list[FieldProblem]:
        """What is wrong with the decisions. Raises ``NotLedHere``, ``DecidesNot``."""
        if planned.lead_body != self.caller.body:
            raise NotLedHere
        if self._request.decisions and not self.caller.has(Role.OFFICER):
            raise DecidesNot
        parts = {part.item: part for part in planned.items}
        return [
            FieldProblem(f"decisions[{number}].item", part.name if part else "事项", reason)
            for number, decision in enumerate(self._request.decisions)
            for part in [parts.get(decision.item)]
            for reason in self._against(decision, number, part, parts, catalogue)
        ]

    def _against(
        self,
        decision: schemas.WindowDecision,
        number: int,
        part: PlannedItem | None,
        parts: Mapping[str, PlannedItem],
        catalogue: Catalogue,
    ) -> Iterable[str]:
        if part is None:
            yield "本次办理没有此事项，请删除。"
            return
        item = catalogue.item(part.item)
        if item.case_kind is not CaseKind.INSTANT:
            yield "不是即办件，不能当场办结。"
        if part.body != self.caller.body:
            yield "由其他实施主体办理，不能在本窗口作出决定。"
        if decision.item in [earlier.item for earlier in self._request.decisions[:number]]:
            yield "同一事项只能有一个结论。"
        if decision.outcome is Outcome.GRANTED:
            yield from self._against_granting(part, item.prerequisites, parts)

    def _against_granting(
        self, part: PlannedItem, prerequisites: Iterable[str], parts: Mapping[str, PlannedItem]
    ) -> Iterable[str]:
        """Granted on the spot is only what is complete on the spot."""
        granted = {each.item for each in self._request.decisions if each.outcome is Outcome.GRANTED}
        waits = [parts[key].name for key in prerequisites if key in parts and key not in granted]
        if waits:
            yield f"前置事项“{'、'.join(waits)}”尚未准予，不能当场准予。"
        request = self._request
        there = {entry.material for entry in request.materials}
        there |= {*request.tolerated, *request.committed}
        missing = [need.name for need in part.materials if need.required and need.key not in there]
        if missing:
            yield f"缺少材料“{'、'.join(missing)}”，不能当场准予。"

    async def keep(self, session: AsyncSession, case_no: str, now: datetime) -> None:
        """Store the decisions, which the items' own flow then finds."""
        session.add_all(
            WindowDecision(
                case_no=case_no,
                item=decision.item,
                body=self.caller.body,
                officer_sub=self.caller.sub,
                outcome=decision.outcome.value,
                opinion=decision.opinion,
                decided_at=now,
            )
            for decision in self._request.decisions
        )
