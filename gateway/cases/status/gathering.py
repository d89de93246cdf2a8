"""The facts of a case's status, read from the store for a reader."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.catalogue import Catalogue, Mode
from bpmn.errors import UnknownItem
from chain.cases import CHAIN_SCOPE, Channel, ItemState, Outcome
from chain.limits import ItemClocks, Procedure
from chain.procedure import TRANSITIONS, Act, Stage, chain_stage
from gateway.agents.told import helped
from gateway.cases.access import View, visible_case
from gateway.cases.acts_told import procedure_name
from gateway.cases.papers import papers_of, papers_to_see
from gateway.cases.planned import mode_of
from gateway.cases.status.appointments import appointments
from gateway.cases.status.composing import compose
from gateway.cases.status.debts import debts, material_names
from gateway.cases.status.facts import Asked, CaseFacts, Debt, DocumentFacts, ItemFacts, Result
from gateway.cases.status.schemas import CaseStatus
from gateway.cases.views import (
    Readable,
    body_name,
    note_reading,
    notices_of,
    progress_of,
    readable_items,
    sealed_certificates,
)
from gateway.certificates.status import SUSPENDED, VALID, status_name, status_on
from gateway.clocks.chain import ChainLimits, clocks_and_limits, order_of
from gateway.dependencies import Caller, Context
from gateway.documents.listed import documents_of, title_so_far
from gateway.documents.owed import owed_acts, owed_titles
from gateway.documents.parties import bodies_of
from gateway.documents.service import may_read
from gateway.notices.gaps import gaps_of_items
from gateway.notices.numbering import NoticeKind
from gateway.obligations.rows import open_obligations_of
from gateway.outcomes.wording import cause_in_words, ended_in_words
from gateway.procedure.annulment import annulled_documents
from gateway.procedure.record import acts_in_hand, items_of_case
from gateway.readmodel.queries import CaseProgress, ItemProgress
from gateway.store.models import (
    Case,
    Certificate,
    ItemCase,
    Notice,
    Obligation,
    ProcedureAct,
)

LICENCE = "行政许可"

_STAGES = {
    ItemState.PENDING: Stage.RECEIVED,
    ItemState.IN_PROGRESS: Stage.IN_REVIEW,
    ItemState.SUPPLEMENTING: Stage.IN_REVIEW,
    ItemState.GRANTED: Stage.CONCLUDED,
    ItemState.REFUSED: Stage.CONCLUDED,
    ItemState.WITHDRAWN: Stage.VOIDED,
    ItemState.NOT_HANDLED: Stage.RETURNED,
}
"""Where an item of a case older than acts of procedure stands, by the engine's log."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of a case in one go."""

    catalogue: Catalogue
    case: Case
    readable: Readable
    progress: CaseProgress
    items: Sequence[ItemCase]
    acts: Mapping[str, Sequence[ProcedureAct]]
    notices: Sequence[Notice]
    certificates: Mapping[str, Certificate]
    today: date
    owed: Sequence[Obligation]
    modes: Mapping[str, Mode]
    order: Mapping[str, Sequence[str]]
    clocks: Mapping[tuple[str, str], ItemClocks]
    limits: ChainLimits
    helped: Sequence[str]


async def status_view(context: Context, caller: Caller, case_no: str) -> CaseStatus:
    """The status for ``caller``; the reading is audited. Raises ``CaseNotFound``."""
    async with context.database.read() as session:
        case, view = await visible_case(session, caller, case_no)
        items = await items_of_case(session, case_no)
        acts = await acts_in_hand(session, case_no)
        clocks, limits = await clocks_and_limits(session, context, case, items)
        read = _Read(
            catalogue=context.catalogue,
            case=case,
            readable=readable_items(caller, view, case, items),
            progress=await progress_of(session, case_no),
            items=items,
            acts=acts,
            notices=await notices_of(session, case_no),
            certificates=await sealed_certificates(session, case_no),
            today=context.now().date(),
            owed=await open_obligations_of(session, case_no),
            modes=_modes(context, case, items),
            order=order_of(context, case, items),
            clocks=clocks,
            limits=limits,
            helped=await helped(session, context.catalogue, case_no, names=view.personal),
        )
        papers = await papers_to_see(session, case, await papers_of(session, case_no))
        documents = await _documents(session, caller, case, view, acts)
        materials = await material_names(session, case_no) if read.owed else {}
        agreed = await appointments(session, context.catalogue, case) if view.personal else []
    await note_reading(context, caller, view, case_no, "status")
    unseen = [(paper.name, paper.form) for paper in papers]
    owed = [*debts(read.owed, materials, items), *agreed]
    return compose(_case_facts(read, context.now(), owed, documents, unseen))


def _modes(context: Context, case: Case, items: Iterable[ItemCase]) -> dict[str, Mode]:
    """How each item is handled, as it was on the day of the application."""
    found = {}
    for item in items:
        with suppress(UnknownItem):
            found[item.item] = mode_of(context, case, item.item)
    return found


def _case_facts(
    read: _Read,
    now: datetime,
    owed: Sequence[Debt],
    documents: Sequence[DocumentFacts],
    papers: Sequence[tuple[str, str]],
) -> CaseFacts:
    case, stages = read.case, {item.item: _stage(read, item) for item in read.items}
    return CaseFacts(
        case_no=case.case_no,
        theme=read.catalogue.theme(case.theme).name,
        lead=body_name(read.catalogue, case.lead_body),
        state=read.progress.state,
        stage=chain_stage(list(stages.values())),
        received_at=case.received_at,
        now=now,
        items=[_item_facts(read, item, stages) for item in read.items],
        channel=None if case.channel is None else Channel(case.channel),
        told_by=case.told_by,
        accepted_at=case.accepted_at,
        ended_at=read.progress.ended_at,
        withdrawn_at=case.withdrawn_at,
        promised_until=read.limits.promised_end,
        joint_due_at=None if read.limits.joint is None else read.limits.joint.due_at,
        asked=_asked(read, CHAIN_SCOPE),
        debts=owed,
        papers=papers,
        documents=documents,
        helped=read.helped,
    )


def _stage(read: _Read, item: ItemCase) -> Stage:
    if item.stage is not None:
        return Stage(item.stage)
    stage = _STAGES[read.progress.items[item.item].state]
    accepted = read.case.accepted_at is not None
    return Stage.ACCEPTED if stage is Stage.RECEIVED and accepted else stage


def _item_facts(read: _Read, item: ItemCase, stages: Mapping[str, Stage]) -> ItemFacts:
    acts, progress = read.acts.get(item.item, ()), read.progress.items[item.item]
    last = next((act for act in reversed(acts) if TRANSITIONS[Act(act.act)].after is not None), None)
    clocks = read.clocks.get((item.case_no, item.item))
    held = last if last is not None and last.act == Act.SUSPEND else None
    stage, personal = stages[item.item], read.readable is None or item.item in read.readable
    return ItemFacts(
        name=item.name,
        who=body_name(read.catalogue, item.body),
        stage=stage,
        since=_since(read, item, progress, last),
        due_at=item.due_at if clocks is None else clocks.promised.due_at,
        statutory_due_at=None if clocks is None or clocks.statutory is None else clocks.statutory.due_at,
        after=_after(read, item, stages),
        asked=_asked(read, item.item),
        outcome=_outcome(progress, last) if stage is Stage.CONCLUDED else None,
        decided_at=(progress.since if last is None else last.at) if stage.ended else None,
        reason=last.reason if stage.ended and last is not None and personal else None,
        cause=None if last is None else last.detail.get("cause"),
        withdrawn=_is_withdrawn(progress, last),
        held_until=item.held_until,
        because=_because(read, item, last, acts),
        procedure=None if held is None else procedure_name(held),
        stops_law=held is not None and Procedure(str(held.detail["procedure"])).statutory,
        result=_result(read, item),
        withheld=any(each.item == item.item and each.consequence == "withheld" for each in read.owed),
        delivered_at=next((act.at for act in acts if act.act == Act.DELIVER), None),
    )


def _because(
    read: _Read, item: ItemCase, last: ProcedureAct | None, acts: Sequence[ProcedureAct]
) -> str | None:
    """Which other item's end led to the item's own, or lets it rest."""
    if item.held_until is not None:
        hold = next((act for act in reversed(acts) if act.act == Act.HOLD), None)
        return None if hold is None else ended_in_words(read.catalogue, hold.detail)
    return None if last is None else cause_in_words(read.catalogue, last.act, last.detail)


def _since(read: _Read, item: ItemCase, progress: ItemProgress, last: ProcedureAct | None) -> datetime | None:
    if last is not None:
        return last.at
    return progress.since or item.clock_started_at or read.case.accepted_at or read.case.received_at


def _outcome(progress: ItemProgress, last: ProcedureAct | None) -> Outcome:
    told = last.detail.get("outcome") if last is not None else progress.state
    return Outcome.REFUSED if told == Outcome.REFUSED else Outcome.GRANTED


def _is_withdrawn(progress: ItemProgress, last: ProcedureAct | None) -> bool:
    return last.act == Act.WITHDRAW if last is not None else progress.state is ItemState.WITHDRAWN


def _after(read: _Read, item: ItemCase, stages: Mapping[str, Stage]) -> list[str]:
    """Names of the items that this one waits for and that are still open."""
    if stages[item.item] in (Stage.IN_REVIEW, Stage.SUSPENDED) or stages[item.item].ended:
        return []
    before = read.order[item.item]
    return [each.name for each in read.items if each.item in before and not stages[each.item].ended]


def _result(read: _Read, item: ItemCase) -> Result | None:
    """What the item's way of handling ends in; ``None`` where the catalogue does not hold it any more."""
    mode = read.modes.get(item.item)
    if mode is None:
        return None
    sealed = read.certificates.get(item.item)
    return Result(
        kind=mode.outcome.kind.label,
        name=mode.outcome.name,
        electronic=mode.certificate is not None,
        licence=read.catalogue.item(item.item).kind == LICENCE,
        identifier=None if sealed is None else sealed.identifier,
        ended=None if sealed is None else _ended(sealed, read.today),
    )


def _ended(certificate: Certificate, today: date) -> str | None:
    """What became of a certificate that counts no more, or not for a time."""
    status = status_on(certificate, today)
    if status == VALID:
        return None
    return f"{status_name(status, certificate.type_code)}，{'暂扣期间不能使用' if status == SUSPENDED else '不再有效'}"


def _asked(read: _Read, scope: str) -> Asked | None:
    """The last supplement notice on ``scope``, with what the reader may read of it."""
    for notice in reversed(read.notices):
        if notice.kind == NoticeKind.SUPPLEMENT and notice.scope == scope:
            gaps = notice.gaps if read.readable is None else gaps_of_items(notice.gaps, read.readable)
            told = [(str(gap["what"]), str(gap["how"])) for gap in gaps]
            return Asked(notice.sent_at, notice.due_at, told, notice.answered_at)
    return None


async def _documents(
    session: AsyncSession,
    caller: Caller,
    case: Case,
    view: View,
    acts: Mapping[str, Sequence[ProcedureAct]],
) -> list[DocumentFacts]:
    """Documents that the reader may open, but for those whose decision never took effect; before them what the submission
    still owes, with a link under which it is drafted."""
    annulled = await annulled_documents(session, case.case_no)
    link = f"/cases/{case.case_no}/documents"
    return [
        *(
            DocumentFacts(f"{title}（正在生成）", None, case.received_at, link)
            for title in owed_titles(owed_acts(acts))
            if may_read(caller, view, case, [case.lead_body])
        ),
        *(
            DocumentFacts(title_so_far(found), found.number, found.drafted_at, f"{link}/{found.document_no}")
            for found in await documents_of(session, case.case_no)
            if found.document_no not in annulled and may_read(caller, view, case, bodies_of(found))
        ),
    ]
