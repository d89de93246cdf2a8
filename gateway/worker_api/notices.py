"""Notices that a worker's job asks for: one supplement notice of everything missing, or the one answer."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from chain.cases import CHAIN_SCOPE, CaseState
from gateway.dependencies import Context
from gateway.messages.answer import tell_answer
from gateway.notices.gaps import merge_gaps, with_kind
from gateway.notices.numbering import NoticeKind
from gateway.notices.open_gaps import asked_by_officer, latest_gaps, material_keys
from gateway.notices.outcomes import item_results
from gateway.notices.service import send_answer, send_supplement
from gateway.procedure.ending import end_open_items
from gateway.procedure.errors import TooLateToTell
from gateway.procedure.record import Actor
from gateway.procedure.supplements import told
from gateway.store.models import Case, Notice
from gateway.worker_api import schemas
from gateway.worker_api.access import led_case, own_item
from gateway.worker_api.errors import NothingToSupplement, ResultMissing
from gateway.worker_api.once import Call, once


async def notify(context: Context, call: Call, request: schemas.NoticeRequest) -> schemas.NoticeSent:
    """Send a notice. The chain's are its lead body's, an item's are its own body's.

    Raises ``NotYourCase``, ``NothingToSupplement``, ``TooLateToTell``, ``ResultMissing``.
    """
    if request.kind is NoticeKind.ANSWER and (request.result is None or request.scope != CHAIN_SCOPE):
        raise ResultMissing

    async def act(session: AsyncSession) -> schemas.NoticeSent:
        case = await _case(session, call, request.scope)
        if request.kind is NoticeKind.ANSWER:
            notice = await _answer(context, session, call, case, CaseState(request.result or ""))
        else:
            notice = await _supplement(context, session, call, case, request.scope)
        return schemas.NoticeSent(notice_no=notice.notice_no, due_at=notice.due_at)

    return await once(context, call, schemas.NoticeSent, act)


async def _answer(
    context: Context, session: AsyncSession, call: Call, case: Case, result: CaseState
) -> Notice:
    """What the answer says of the items is read once, before those that are open end with it."""
    items = await item_results(session, context.catalogue, case, result)
    notice = await send_answer(
        context, session, case, body=call.body, job_key=call.reference, result=result, items=items
    )
    ended = CaseState(notice.result or result)
    await end_open_items(context, session, case, ended, Actor.of(call.caller, "worker"))
    await tell_answer(context, session, case, notice, items)
    return notice


async def _case(session: AsyncSession, call: Call, scope: str) -> Case:
    if scope == CHAIN_SCOPE:
        return await led_case(session, call.caller, call.case_no)
    case, _ = await own_item(session, call.caller, call.case_no, scope)
    return case


async def _supplement(context: Context, session: AsyncSession, call: Call, case: Case, scope: str) -> Notice:
    gaps = merge_gaps(await _open_gaps(session, case.case_no, scope))
    if not gaps:
        raise NothingToSupplement
    if scope == CHAIN_SCOPE and case.told_by is not None and context.now() > case.told_by:
        raise TooLateToTell
    notice = await send_supplement(
        context, session, case, scope=scope, body=call.body, job_key=call.reference, gaps=gaps
    )
    await told(context, session, case, notice, Actor.of(call.caller, "worker"))
    return notice


async def _open_gaps(
    session: AsyncSession, case_no: str, scope: str
) -> list[tuple[str, list[dict[str, Any]]]]:
    if scope == CHAIN_SCOPE:
        return await latest_gaps(session, case_no)
    asked = await asked_by_officer(session, case_no, scope)
    return [(scope, with_kind(asked, await material_keys(session, case_no)))]
