"""What is answered to, and kept in the audit log of, a command about an inspection."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.dependencies import Caller, Context, Role
from gateway.inspections import schemas
from gateway.inspections.states import InspectionState
from gateway.on_record import put_on_record
from gateway.store.models import Inspection


def changed_view(inspection: Inspection) -> dict[str, Any]:
    """The inspection as it stands now."""
    state = InspectionState(inspection.state)
    return schemas.InspectionChange(
        case_no=inspection.case_no,
        inspection_no=inspection.inspection_no,
        state=state.value,
        state_name=state.label,
        starts_at=inspection.starts_at,
        document_no=inspection.document_no,
    ).model_dump(mode="json")


async def note(
    context: Context, session: AsyncSession, caller: Caller, role: Role, inspection: Inspection, what: str
) -> None:
    """Who did it."""
    await put_on_record(
        session,
        caller,
        role,
        f"inspection.{what}",
        at=context.now(),
        case_no=inspection.case_no,
        detail={"inspection_no": inspection.inspection_no, "state": inspection.state},
    )
