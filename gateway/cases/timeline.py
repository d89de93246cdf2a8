"""The course of a case in plain words: what happened when, and who did it."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.catalogue import Catalogue
from chain.cases import CaseState, Channel, Outcome
from chain.procedure import Act
from gateway.agents.told import Agents, agents_of, applicant_acting
from gateway.cases.access import visible_case
from gateway.cases.acts_told import told_acts
from gateway.cases.schemas import Timeline, TimelineEntry
from gateway.cases.views import (
    APPLICANT,
    body_name,
    note_reading,
    notices_of,
    progress_of,
    sealed_certificates,
)
from gateway.dependencies import Caller, Context
from gateway.notices.numbering import NoticeKind
from gateway.procedure.record import acts_of, items_of_case
from gateway.store.models import (
    Case,
    Certificate,
    Decision,
    ItemCase,
    Notice,
    ProcedureAct,
    WindowDecision,
    WindowEvent,
    WindowEventKind,
)
from gateway.window.instant import window_decisions

SYSTEM = "一链办理"

_DECIDED = {
    Outcome.GRANTED: "作出决定：准予",
    Outcome.REFUSED: "作出决定：不予许可",
    Outcome.SUPPLEMENT: "审查意见：需要补正",
    Outcome.DONE: "完成联合勘验",
    Outcome.COMPLETE: "受理审查：材料齐全",
    Outcome.NOT_ACCEPTED: "决定不予受理",
    Outcome.NOT_REQUIRED: "告知不受理",
}
_CHECKED = {
    Outcome.GRANTED: "自动审查通过，准予",
    Outcome.REFUSED: "自动审查结论：不予许可",
    Outcome.UNDECIDED: "自动审查完成，转人工审查",
}
_ANSWERS = (Act.TAKE_SUPPLEMENT, Act.ANSWER_IN_REVIEW)
_VERIFIED = {Outcome.GRANTED: "营业执照核验通过", Outcome.REFUSED: "营业执照核验未通过"}


async def timeline(context: Context, caller: Caller, case_no: str) -> Timeline:
    """What happened, in order. Raises ``CaseNotFound``."""
    async with context.database.read() as session:
        case, view = await visible_case(session, caller, case_no)
        items = {item.item: item for item in await items_of_case(session, case_no)}
        decided = await window_decisions(session, case_no)
        acts = [act for each in (await acts_of(session, case_no)).values() for act in each]
        names = {item.item: item.name for item in items.values()}
        agents = await agents_of(session, case_no) if view.personal else {}
        entries = [
            *_of_case(context.catalogue, case, acts, agents),
            *told_acts(context.catalogue, acts, names, agents),
            *_of_window(context.catalogue, await _window_events(session, case_no)),
            *_of_window_decisions(context.catalogue, decided.values(), items),
            *_of_items(context.catalogue, items.values(), decided),
            *_of_notices(context.catalogue, await notices_of(session, case_no), acts, agents),
            *_of_decisions(context.catalogue, await _decisions(session, case_no)),
            *_of_certificates(context.catalogue, (await sealed_certificates(session, case_no)).values()),
        ]
        progress = await progress_of(session, case_no)
    if progress.state is CaseState.WITHDRAWN and progress.ended_at is not None:
        entries.append(_entry(progress.ended_at, SYSTEM, "办件已撤回，办理终止"))
    await note_reading(context, caller, view, case_no, "timeline")
    return Timeline(case_no=case_no, timeline=sorted(entries, key=lambda entry: entry.at))


async def _decisions(session: AsyncSession, case_no: str) -> list[Decision]:
    found = await session.scalars(
        select(Decision).where(Decision.case_no == case_no, Decision.state != "void")
    )
    return list(found)


async def _window_events(session: AsyncSession, case_no: str) -> list[WindowEvent]:
    found = await session.scalars(select(WindowEvent).where(WindowEvent.case_no == case_no))
    return list(found)


def _entry(at: datetime, who: str, what: str, item: str | None = None) -> TimelineEntry:
    return TimelineEntry(at=at, who=who, what=what, item=item)


def _of_case(
    catalogue: Catalogue, case: Case, acts: Sequence[ProcedureAct], agents: Agents
) -> Iterator[TimelineEntry]:
    """What concerns the whole case; acceptance is told by its acts where these are on record."""
    lead = body_name(catalogue, case.lead_body)
    at_window = case.channel == Channel.WINDOW
    submitted = next((act.mandate_no for act in acts if act.act == Act.RECEIVE), None)
    yield _entry(
        case.received_at,
        applicant_acting(submitted, agents),
        "到窗口提交申请，窗口已收件" if at_window else "提交申请，已收件",
    )
    if case.accepted_at is not None and not any(act.act == Act.ACCEPT for act in acts):
        yield _entry(case.accepted_at, lead, "材料齐全，统一受理")
    if case.withdrawn_at is not None:
        yield _entry(case.withdrawn_at, applicant_acting(case.withdrawn_under, agents), "申请撤回")
    if case.archived_at is not None:
        yield _entry(case.archived_at, lead, "办件归档")


def _of_window(catalogue: Catalogue, events: Iterable[WindowEvent]) -> Iterator[TimelineEntry]:
    for event in events:
        who = f"{body_name(catalogue, event.body)}窗口"
        if event.kind == WindowEventKind.ASSISTANCE:
            yield _entry(event.at, who, "申请人到场，窗口人员代为办理")
        elif event.kind == WindowEventKind.HANDOVER:
            yield _entry(event.at, who, "办件移交本单位其他窗口人员办理")
        elif event.clerk_sub is None:
            yield _entry(event.at, APPLICANT, "凭绑定码将办件关联到本人账号")
        else:
            yield _entry(event.at, who, "核验身份后，将办件关联到申请人账号")


def _of_window_decisions(
    catalogue: Catalogue, decisions: Iterable[WindowDecision], items: Mapping[str, ItemCase]
) -> Iterator[TimelineEntry]:
    for decision in decisions:
        who = f"{body_name(catalogue, decision.body)}窗口"
        what = f"当场{_DECIDED[Outcome(decision.outcome)]}：{items[decision.item].name}"
        yield _entry(decision.decided_at, who, what, decision.item)


def _of_items(
    catalogue: Catalogue, items: Iterable[ItemCase], decided: Container[str]
) -> Iterator[TimelineEntry]:
    """What was ``decided`` at the window is told there, not as an automatic review."""
    for item in items:
        who = body_name(catalogue, item.body)
        if item.clock_started_at is not None:
            yield _entry(item.clock_started_at, who, f"开始审查：{item.name}", item.item)
        checked = _CHECKED.get(Outcome(item.check_outcome)) if item.check_outcome else None
        if item.checked_at is not None and checked and item.item not in decided:
            yield _entry(item.checked_at, who, f"{checked}：{item.name}", item.item)
        verified = _VERIFIED.get(Outcome(item.verification_outcome)) if item.verification_outcome else None
        if item.verification_consulted_at is not None and verified:
            yield _entry(item.verification_consulted_at, who, verified, item.item)
        if item.overdue_at is not None:
            yield _entry(item.overdue_at, who, f"超过承诺时限：{item.name}", item.item)


def _of_notices(
    catalogue: Catalogue, notices: Iterable[Notice], acts: Iterable[ProcedureAct], agents: Agents
) -> Iterator[TimelineEntry]:
    answered = {act.detail.get("notice_no"): act.mandate_no for act in acts if act.act in _ANSWERS}
    for notice in notices:
        who = body_name(catalogue, notice.body)
        if notice.kind == "answer":
            state = CaseState(notice.result) if notice.result else None
            yield _entry(notice.sent_at, who, f"统一反馈办理结果：{state.label if state else '已办结'}")
            continue
        if notice.kind == NoticeKind.REMINDER:
            yield _entry(notice.sent_at, who, f"提醒补齐容缺材料（{notice.notice_no}）", notice.scope)
            continue
        sent = f"发出补正告知书 {notice.notice_no}，一次性告知{len(notice.gaps)}项补正内容"
        yield _entry(notice.sent_at, who, sent)
        if notice.answered_at is not None:
            who = applicant_acting(answered.get(notice.notice_no), agents)
            yield _entry(notice.answered_at, who, f"提交补正（{notice.notice_no}）")


def _of_decisions(catalogue: Catalogue, decisions: Iterable[Decision]) -> Iterator[TimelineEntry]:
    for decision in decisions:
        what = _DECIDED.get(Outcome(decision.outcome))
        if what:
            item = f"：{catalogue.item(decision.item).name}" if decision.item else ""
            who = body_name(catalogue, decision.body)
            yield _entry(decision.decided_at, who, f"{what}{item}", decision.item)


def _of_certificates(catalogue: Catalogue, certificates: Iterable[Certificate]) -> Iterator[TimelineEntry]:
    for certificate in certificates:
        if certificate.sealed_at is not None:
            who = body_name(catalogue, certificate.body)
            what = f"制发电子证照《{certificate.name}》并加盖电子印章"
            yield _entry(certificate.sealed_at, who, what, certificate.item)
