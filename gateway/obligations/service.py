"""The obligations of a case as its applicant, the bodies concerned and supervisors read them."""

from sqlalchemy import bindparam, select

from bpmn.catalogue import Consequence
from gateway.cases.access import View, visible_case
from gateway.cases.views import body_name, note_reading
from gateway.dependencies import Caller, Context
from gateway.obligations import schemas
from gateway.obligations.rows import items_of, obligations_of, owed
from gateway.obligations.states import ObligationKind, ObligationState
from gateway.store.models import CaseMaterial, Obligation

_NAMES = select(CaseMaterial.material, CaseMaterial.name).where(CaseMaterial.case_no == bindparam("case_no"))


async def obligations_view(context: Context, caller: Caller, case_no: str) -> schemas.Obligations:
    """All of a case for its applicant and supervisors, those of their own items for officers; the reading is audited.

    A supervisor does not see who signed. Raises ``CaseNotFound``.
    """
    async with context.database.read() as session:
        _, view = await visible_case(session, caller, case_no)
        rows = await obligations_of(session, case_no)
        items = {key: item.name for key, item in (await items_of(session, case_no)).items()}
        names = {row.material: row.name for row in await session.execute(_NAMES, {"case_no": case_no})}
    await note_reading(context, caller, view, case_no, "obligations")
    return schemas.Obligations(
        case_no=case_no,
        obligations=[
            _shown(context, view, row, items[row.item], names.get(row.material or ""))
            for row in rows
            if view is not View.OFFICER or row.body == caller.body
        ],
    )


def _shown(
    context: Context, view: View, row: Obligation, item_name: str, material_name: str | None
) -> schemas.ObligationView:
    kind = ObligationKind(row.kind)
    return schemas.ObligationView(
        obligation_no=row.obligation_no,
        kind=kind,
        kind_name=kind.label,
        item=row.item,
        item_name=item_name,
        body=row.body,
        body_name=body_name(context.catalogue, row.body),
        material=row.material,
        material_name=material_name,
        days=row.days,
        consequence=row.consequence,
        consequence_name=Consequence(row.consequence).label,
        state=row.state,
        state_name=ObligationState(row.state).label(kind),
        owed=owed(row),
        undertaken_at=row.undertaken_at,
        opened_at=row.opened_at,
        due_at=row.due_at,
        mend_until=row.mend_until,
        closed_at=row.closed_at,
        signed=schemas.Signature.model_validate(row.signature) if view.personal else None,
    )
