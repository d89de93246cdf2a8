"""Joint inspections as their applicant, the bodies concerned and supervisors read them."""

from collections.abc import Mapping, Sequence

from gateway.cases.access import visible_case
from gateway.cases.views import Readable, body_name, note_reading, readable_items
from gateway.dependencies import Caller, Context
from gateway.inspections import schemas
from gateway.inspections.rows import findings_of, inspections_of
from gateway.inspections.states import InspectionState
from gateway.procedure.record import items_of_case
from gateway.store.models import Case, Inspection, InspectionFinding


async def inspections_view(context: Context, caller: Caller, case_no: str) -> schemas.Inspections:
    """All of a case; the reading is audited. A supervisor sees neither place nor what people wrote.

    Raises ``CaseNotFound``.
    """
    async with context.database.read() as session:
        case, view = await visible_case(session, caller, case_no)
        found = [(each, await findings_of(session, each)) for each in await inspections_of(session, case_no)]
        items = await items_of_case(session, case_no)
    await note_reading(context, caller, view, case_no, "inspections")
    readable = readable_items(caller, view, case, items)
    names = {item.item: item.name for item in items}
    return schemas.Inspections(
        case_no=case_no,
        inspections=[
            _shown(context, case, each, findings, names, readable, personal=view.personal)
            for each, findings in found
        ],
    )


def _shown(
    context: Context,
    case: Case,
    inspection: Inspection,
    findings: Sequence[InspectionFinding],
    names: Mapping[str, str],
    readable: Readable,
    *,
    personal: bool,
) -> schemas.InspectionView:
    state, entered = InspectionState(inspection.state), {each.body for each in findings}
    return schemas.InspectionView(
        inspection_no=inspection.inspection_no,
        state=state.value,
        state_name=state.label,
        starts_at=inspection.starts_at,
        place=inspection.place if personal else None,
        appointed_by=body_name(context.catalogue, inspection.appointed_by),
        due_at=case.inspection_due_at,
        items=[names[item] for item in inspection.items],
        parties=[
            schemas.Party(
                body=body,
                body_name=body_name(context.catalogue, body),
                officers=inspection.participants.get(body, []) if personal else [],
                entered=body in entered,
            )
            for body in inspection.bodies
        ],
        wish=inspection.wish if personal else None,
        findings=[
            schemas.FindingView(
                item=each.item,
                item_name=names[each.item],
                passed=each.passed,
                note=each.note if readable is None or each.item in readable else None,
            )
            for each in findings
        ],
        document_no=inspection.document_no,
    )
