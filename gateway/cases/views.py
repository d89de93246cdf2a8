"""A case as people follow it: the store's facts, the read model's progress, and the names from the catalogue."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.catalogue import Catalogue
from bpmn.errors import UnknownBody
from chain.cases import CHAIN_SCOPE, CaseState, Channel, ItemState
from chain.job_types import JOB_TYPES
from chain.limits import ItemClocks
from gateway.agents.acting import for_audit
from gateway.cases import schemas
from gateway.cases.access import View, visible_case
from gateway.cases.errors import CaseNotFound
from gateway.cases.papers import papers_of, papers_to_see
from gateway.certificates.status import status_name, status_on
from gateway.clocks.service import current_clocks
from gateway.dependencies import Caller, Context
from gateway.notices.gaps import gaps_of_items
from gateway.notices.numbering import NoticeKind
from gateway.notices.outcomes import closed_state
from gateway.procedure.record import items_of_case, stage_of_chain, stage_on_record
from gateway.readmodel import paths
from gateway.readmodel.lists import CaseLine
from gateway.readmodel.queries import CaseProgress, case_progress, position
from gateway.store import audit
from gateway.store.models import Case, Certificate, ItemCase, Notice

APPLICANT = "申请人"
_TO_SUPPLEMENT = "补正材料"
_TO_START = "收件，等待启动办理"
_TASK_TITLES = {
    "Task_OfficerPrecheck": "受理审查",
    "Task_OfficerReview": "人工审查",
    "Task_JointInspection": "联合勘验",
}
_TASK = "人工办理"
_WORK = "自动办理"


_CASE_NO: BindParameter[str] = bindparam("case_no")
_NOTICES = select(Notice).where(Notice.case_no == _CASE_NO).order_by(Notice.sent_at, Notice.notice_no)
_SEALED = (
    select(Certificate)
    .where(Certificate.case_no == _CASE_NO, Certificate.state == "sealed")
    .order_by(Certificate.version)
)


async def case_view(context: Context, caller: Caller, case_no: str) -> schemas.CaseView:
    """The case with who holds it and what is owed. Raises ``CaseNotFound``."""
    async with context.database.read() as session:
        case, view = await visible_case(session, caller, case_no)
        progress = await progress_of(session, case_no)
        held = [] if progress.state.ended else await paths.holders(session, case_no)
        items = await items_of_case(session, case_no)
        clocks = await current_clocks(context, session, items)
        owed = await _open_notices(session, case, progress, context.now())
        certificates = await sealed_certificates(session, case_no)
        unseen = await papers_to_see(session, case, await papers_of(session, case_no))
        at = await position(session)
    await note_reading(context, caller, view, case_no, "case")
    stage = stage_of_chain(items)
    return schemas.CaseView(
        **summary(context.catalogue, case, progress.state).model_dump(),
        situation=case.situation,
        stage=None if stage is None else stage.value,
        stage_name=None if stage is None else stage.label,
        accepted_at=case.accepted_at,
        ended_at=progress.ended_at if progress.state.ended else None,
        withdrawal_requested_at=case.withdrawn_at,
        process_instance_key=None
        if progress.process_instance_key is None
        else str(progress.process_instance_key),
        channel=case.channel,
        channel_name=Channel(case.channel).label if case.channel else None,
        holders=_holders(context.catalogue, case, progress, held, items, owed),
        owes=[_owed(notice, readable_items(caller, view, case, items)) for notice in owed],
        items=[
            _item(context, item, progress, certificates.get(item.item), clocks.get((case_no, item.item)))
            for item in items
        ],
        papers_to_see=unseen,
        read_model=schemas.ReadModel(as_of=at.as_of, lag_ms=at.lag_ms),
    )


async def notices_view(context: Context, caller: Caller, case_no: str) -> schemas.Notices:
    """All notices to the applicant. Raises ``CaseNotFound``."""
    async with context.database.read() as session:
        case, view = await visible_case(session, caller, case_no)
        readable = readable_items(caller, view, case, await items_of_case(session, case_no))
        found = await notices_of(session, case_no)
    await note_reading(context, caller, view, case_no, "notices")
    return schemas.Notices(
        case_no=case_no,
        notices=[
            schemas.NoticeView(
                notice_no=notice.notice_no,
                kind=notice.kind,
                item=_scope_item(notice),
                body=notice.body,
                body_name=body_name(context.catalogue, notice.body),
                result=notice.result,
                text=notice.text if view.personal and _whole(notice, readable) else None,
                gaps=_gaps(notice, readable),
                sent_at=notice.sent_at,
                due_at=notice.due_at,
                answered_at=notice.answered_at,
            )
            for notice in found
        ],
    )


async def note_reading(context: Context, caller: Caller, view: View, case_no: str, part: str) -> None:
    """Leave in the audit log who looked at which part of a case, in which role: its applicant too."""
    async with context.database.write() as session:
        await record_reading(context, session, caller, view, case_no, "case.read", {"part": part})


async def record_reading(
    context: Context,
    session: AsyncSession,
    caller: Caller,
    view: View,
    case_no: str,
    action: str,
    detail: dict[str, Any] | None,
) -> None:
    """The same in the caller's transaction, for a reading of another kind."""
    await audit.record(
        session,
        at=context.now(),
        actor=caller.sub,
        role=view.value,
        body=None if view is View.APPLICANT else caller.body,
        action=action,
        case_no=case_no,
        detail=(detail or {}) | for_audit(caller.under),
    )


def summary(catalogue: Catalogue, case: Case | CaseLine, state: CaseState) -> schemas.CaseSummary:
    """One line about a case."""
    return schemas.CaseSummary(
        case_no=case.case_no,
        theme=case.theme,
        theme_name=catalogue.theme(case.theme).name,
        region=case.region,
        state=state.value,
        state_name=state.label,
        received_at=case.received_at,
    )


def body_name(catalogue: Catalogue, code: str) -> str:
    """The name of a body as people know it; a code that the catalogue no longer has stands for itself."""
    try:
        return catalogue.body(code).name
    except UnknownBody:
        return code


async def progress_of(session: AsyncSession, case_no: str) -> CaseProgress:
    """The progress of a case that is there. Raises ``CaseNotFound`` when it is not."""
    progress = await case_progress(session, case_no)
    if progress is None:
        raise CaseNotFound
    return progress


async def notices_of(session: AsyncSession, case_no: str) -> list[Notice]:
    """The notices of a case in the order they were sent."""
    return list(await session.scalars(_NOTICES, {"case_no": case_no}))


async def sealed_certificates(session: AsyncSession, case_no: str) -> dict[str, Certificate]:
    """The newest sealed version of each item's certificate, by item."""
    found = await session.scalars(_SEALED, {"case_no": case_no})
    return {certificate.item: certificate for certificate in found}


async def _open_notices(
    session: AsyncSession, case: Case, progress: CaseProgress, now: datetime
) -> list[Notice]:
    if progress.state.ended or case.withdrawn_at is not None:
        return []
    return [
        notice
        for notice in await notices_of(session, case.case_no)
        if notice.kind == "supplement"
        and notice.answered_at is None
        and (notice.due_at is None or now <= notice.due_at)
    ]


def _holders(
    catalogue: Catalogue,
    case: Case,
    progress: CaseProgress,
    held: list[paths.Holder],
    items: list[ItemCase],
    owed: list[Notice],
) -> list[schemas.Holder]:
    by_key = {item.item: item for item in items}
    if progress.process_instance_key is None:
        return [_lead(catalogue, case)]
    return [
        *(_applicant(notice, by_key) for notice in owed),
        *(_body(catalogue, each, by_key) for each in held),
    ]


def _lead(catalogue: Catalogue, case: Case) -> schemas.Holder:
    return schemas.Holder(
        who=body_name(catalogue, case.lead_body),
        body=case.lead_body,
        item=None,
        item_name=None,
        since=case.received_at,
        until=None,
        doing=_TO_START,
    )


def _applicant(notice: Notice, items: Mapping[str, ItemCase]) -> schemas.Holder:
    item = _scope_item(notice)
    return schemas.Holder(
        who=APPLICANT,
        body=None,
        item=item,
        item_name=items[item].name if item is not None and item in items else None,
        since=notice.sent_at,
        until=notice.due_at,
        doing=_TO_SUPPLEMENT,
    )


def _body(catalogue: Catalogue, held: paths.Holder, items: Mapping[str, ItemCase]) -> schemas.Holder:
    item = items.get(held.item or "")
    return schemas.Holder(
        who=body_name(catalogue, held.body),
        body=held.body,
        item=held.item,
        item_name=item.name if item else None,
        since=held.since,
        until=held.due_at or (item.due_at if item else None),
        doing=_doing(held),
    )


def _doing(held: paths.Holder) -> str:
    if held.job_type is None:
        return _TASK_TITLES.get(held.element_id, _TASK)
    job_type = JOB_TYPES.get(held.job_type)
    return job_type.title if job_type else _WORK


Readable = frozenset[str] | None
"""Items whose gaps a reader may read; ``None``: those of every item."""


def readable_items(caller: Caller, view: View, case: Case, items: Iterable[ItemCase]) -> Readable:
    """What a body wrote may name people: another body's officers do not read it, a supervisor none of it.

    The body that leads the case sends the notice: its officers read all of it, as the applicant does.
    """
    if view is View.SUPERVISOR:
        return frozenset()
    if view is View.APPLICANT or caller.body == case.lead_body:
        return None
    return frozenset(item.item for item in items if item.body == caller.body)


def _whole(notice: Notice, readable: Readable) -> bool:
    if readable is None:
        return True
    if notice.kind == NoticeKind.REMINDER:
        return notice.scope in readable
    return all(readable.issuperset(gap["items"]) for gap in notice.gaps)


def _owed(notice: Notice, readable: Readable) -> schemas.Owed:
    return schemas.Owed(
        notice_no=notice.notice_no,
        item=_scope_item(notice),
        gaps=_gaps(notice, readable),
        until=notice.due_at,
    )


def _gaps(notice: Notice, readable: Readable) -> list[schemas.OwedGap]:
    gaps = notice.gaps if readable is None else gaps_of_items(notice.gaps, readable)
    return [schemas.OwedGap(target=gap["target"], what=gap["what"], how=gap["how"]) for gap in gaps]


def _scope_item(notice: Notice) -> str | None:
    return None if notice.scope == CHAIN_SCOPE else notice.scope


def _state(item: ItemCase, shown: ItemState) -> ItemState:
    """What its body closed without a decision reaches the chain as refused: people read what it was.

    What the one answer ended stays what the chain says of it.
    """
    closed = closed_state(item)
    if item.closed_as is not None and closed is not None:
        return closed
    ended_with_case = shown in (ItemState.WITHDRAWN, ItemState.NOT_HANDLED)
    if closed is None or (ended_with_case and closed in (ItemState.RETURNED, ItemState.VOIDED)):
        return shown
    return closed


def _item(
    context: Context,
    item: ItemCase,
    progress: CaseProgress,
    certificate: Certificate | None,
    clocks: ItemClocks | None,
) -> schemas.ItemView:
    state, stage = _state(item, progress.items[item.item].state), stage_on_record(item)
    return schemas.ItemView(
        item=item.item,
        name=item.name,
        body=item.body,
        department=context.catalogue.body(item.body).department_name,
        state=state.value,
        state_name=state.label,
        stage=None if stage is None else stage.value,
        stage_name=None if stage is None else stage.label,
        national_code=None if stage is None else stage.national_code,
        accepted_at=item.accepted_at,
        due_at=None if clocks is None else clocks.promised.due_at,
        clock=None if clocks is None else clocks.promised.state(context.now()).value,
        certificate=None if certificate is None else _link(certificate, context.now().date()),
    )


def _link(certificate: Certificate, today: date) -> schemas.CertificateLink:
    status = status_on(certificate, today)
    return schemas.CertificateLink(
        identifier=certificate.identifier,
        type=certificate.type_code,
        name=certificate.name,
        status=status,
        status_name=status_name(status, certificate.type_code),
    )
