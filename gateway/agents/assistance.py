"""帮办代办: an official of the leading body acts for the applicant in an outside system, and says so with its receipt."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.errors import FieldProblem, FieldProblems
from chain.procedure import Act
from gateway.agents.acting import (
    locked_mandate,
    refuse_unless_allowed,
    refuse_unless_covered,
    refuse_unless_in_force,
    used,
)
from gateway.agents.errors import MandateUnknown, OutOfScope
from gateway.agents.schemas import Assistances, AssistanceView, Assisted
from gateway.agents.scope import MandateAct, SystemLevel
from gateway.cases.access import View, visible_case
from gateway.cases.idempotency import Slot, once
from gateway.cases.materials import own_files
from gateway.cases.schemas import MaterialFile
from gateway.cases.views import body_name, note_reading, readable_items
from gateway.dependencies import Caller, Context, Role
from gateway.on_record import put_on_record
from gateway.procedure.acting import perform
from gateway.procedure.errors import ItemNotFound
from gateway.procedure.record import Actor, items_of_case
from gateway.store.models import Assistance, Case, ItemCase, Mandate, ProcedureAct

_CASE = select(Case).where(Case.case_no == bindparam("case_no"), Case.lead_body == bindparam("body"))
_COUNT = select(func.count()).select_from(Assistance).where(Assistance.case_no == bindparam("case_no"))
_OF_CASE = select(Assistance).where(Assistance.case_no == bindparam("case_no")).order_by(Assistance.number)
_ACTS = select(ProcedureAct).where(
    ProcedureAct.case_no == bindparam("case_no"), ProcedureAct.act == Act.ASSIST.value
)


async def assist(
    context: Context, caller: Caller, case_no: str, item: str, key: str, request: Assisted
) -> dict[str, Any]:
    """Put assistance on record once for its key: an act on the item, with its document and the receipt.

    The mandate is the applicant's own, names the official's body and the system, and holds now.
    Raises ``ItemNotFound``, the kinds of ``NotPermitted`` of ``gateway.agents.errors``, ``FieldProblems``, ``IllegalAct``,
    ``IdempotencyKeyReused``.
    """
    role = Role.CLERK if caller.has(Role.CLERK) else Role.OFFICER
    route = f"POST /cases/{case_no}/items/{item}/assistance"
    slot = Slot.of(caller.sub, route, key, request.model_dump(mode="json"))

    async def store(session: AsyncSession) -> dict[str, Any]:
        now = context.now()
        case, found = await _led_item(session, caller, case_no, item)
        mandate = await _mandate(session, caller, case, request, now)
        await _check(session, caller, case, mandate, request, now)
        row = await _row(session, caller, found, request, now)
        used(session, mandate.mandate_no, case_no, MandateAct.ASSIST, caller.sub, now)
        acts = await perform(
            context,
            session,
            case,
            [found],
            Act.ASSIST,
            actor=Actor(caller.sub, role.value, caller.body, mandate.mandate_no),
            key=f"assist/{row.number}",
            effective_at=request.at,
            detail={"assistance": row.number, "level": row.level},
        )
        await put_on_record(
            session,
            caller,
            role,
            "case.assist",
            at=now,
            case_no=case_no,
            detail={
                "item": item,
                "number": row.number,
                "mandate_no": mandate.mandate_no,
                "principal": mandate.principal_sub,
            },
        )
        documents = {act.detail["assistance"]: act.document_no for act in acts}
        return _shown(context, row, found.name, documents, View.OFFICER).model_dump(mode="json")

    return await once(context, slot, store)


async def assistance_view(context: Context, caller: Caller, case_no: str) -> Assistances:
    """What was done for the applicant in outside systems: an officer's body sees that on its own items, the leading
    body all; a supervisor sees that it was done. The reading is audited. Raises ``CaseNotFound``.
    """
    async with context.database.read() as session:
        case, view = await visible_case(session, caller, case_no)
        items = {item.item: item for item in await items_of_case(session, case_no)}
        rows = list(await session.scalars(_OF_CASE, {"case_no": case_no}))
        acts = await session.scalars(_ACTS, {"case_no": case_no})
        documents = {act.detail["assistance"]: act.document_no for act in acts}
    await note_reading(context, caller, view, case_no, "assistance")
    readable = readable_items(caller, view, case, items.values())
    return Assistances(
        case_no=case_no,
        assistance=[
            _shown(context, row, items[row.item].name, documents, view)
            for row in rows
            if view is View.SUPERVISOR or readable is None or row.item in readable
        ],
    )


async def _led_item(session: AsyncSession, caller: Caller, case_no: str, item: str) -> tuple[Case, ItemCase]:
    place = {"case_no": case_no, "body": caller.body}
    case = await session.scalar(_CASE.with_for_update(), place)
    found = None if case is None else await session.get(ItemCase, (case_no, item))
    if case is None or found is None:
        raise ItemNotFound
    return case, found


async def _mandate(
    session: AsyncSession, caller: Caller, case: Case, request: Assisted, now: datetime
) -> Mandate:
    mandate = await locked_mandate(session, request.mandate_no)
    if mandate is None or mandate.agent_body != caller.body or mandate.agent_sub not in (None, caller.sub):
        raise MandateUnknown
    refuse_unless_in_force(mandate, now)
    refuse_unless_allowed(mandate, MandateAct.ASSIST)
    refuse_unless_covered(mandate, case)
    if request.system.model_dump(mode="json") not in mandate.systems:
        raise OutOfScope
    return mandate


async def _check(
    session: AsyncSession, caller: Caller, case: Case, mandate: Mandate, request: Assisted, now: datetime
) -> None:
    problems = []
    if not max(mandate.valid_from, case.received_at) <= request.at <= now:
        reason = "办理时间应在委托生效和收到申请之后，且不晚于现在。"
        problems.append(FieldProblem("at", "办理时间", reason))
    receipt = MaterialFile(material="receipt", file_id=request.receipt_file_id)
    if not await own_files(session, caller.sub, [receipt]):
        problems.append(FieldProblem("receipt_file_id", "回执", "没有这个文件，请重新上传。"))
    if problems:
        raise FieldProblems(problems)


async def _row(
    session: AsyncSession, caller: Caller, item: ItemCase, request: Assisted, now: datetime
) -> Assistance:
    row = Assistance(
        case_no=item.case_no,
        item=item.item,
        number=(await session.scalar(_COUNT, {"case_no": item.case_no}) or 0) + 1,
        mandate_no=request.mandate_no,
        body=caller.body,
        official=caller.sub,
        level=request.system.level.value,
        system=request.system.name,
        done=request.done,
        receipt_no=request.receipt_no,
        receipt_file_id=request.receipt_file_id,
        done_at=request.at,
        recorded_at=now,
    )
    session.add(row)
    await session.flush()
    return row


def _shown(
    context: Context, row: Assistance, item_name: str, documents: dict[int, str | None], view: View
) -> AssistanceView:
    return AssistanceView(
        case_no=row.case_no,
        number=row.number,
        item=row.item,
        item_name=item_name,
        body=row.body,
        body_name=body_name(context.catalogue, row.body),
        official=None if view is View.APPLICANT else row.official,
        mandate_no=row.mandate_no,
        level=row.level,
        level_name=SystemLevel(row.level).label,
        system=row.system,
        done=row.done if view.personal else None,
        receipt_no=row.receipt_no if view.personal else None,
        receipt_file_id=row.receipt_file_id if view.personal else None,
        at=row.done_at,
        recorded_at=row.recorded_at,
        document_no=documents.get(row.number),
    )
