"""Where an application comes from: its applicant online; a clerk for an applicant at the counter is of the window."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.catalogue import Catalogue, Plan
from chain.cases import Channel
from chain.errors import FieldProblem
from gateway.dependencies import Caller, Role

NO_ACCOUNT = ""
"""Stands in ``cases.applicant_sub`` until the applicant of a window case binds it: no token bears an empty subject."""


class Origin:
    """An application that its applicant hands in online."""

    channel = Channel.ONLINE
    role = Role.APPLICANT
    route = "POST /cases"

    def __init__(self, caller: Caller) -> None:
        self.caller = caller

    @property
    def account(self) -> str:
        """Whose case it becomes; :data:`NO_ACCOUNT` where that is not known yet."""
        return self.caller.principal

    @property
    def clerk(self) -> str | None:
        """The clerk in whose hands it is."""
        return None

    @property
    def body(self) -> str | None:
        """The body for which the caller acts; ``None`` for an applicant."""
        return None

    def problems(self, planned: Plan, catalogue: Catalogue) -> list[FieldProblem]:  # noqa: ARG002
        """What else is wrong with it. Raises ``NotPermitted`` where it may not come this way."""
        return []

    async def keep(self, session: AsyncSession, case_no: str, now: datetime) -> None:
        """Store what else came with it, once the items are stored."""
