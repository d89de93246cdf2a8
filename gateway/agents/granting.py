"""Giving a mandate: an applicant authorises another account, or a body that assists in outside systems."""

from datetime import date, datetime, time, timedelta
from secrets import token_hex
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.catalogue import Catalogue
from bpmn.errors import UnknownBody, UnknownTheme
from chain.clock import BEIJING
from chain.errors import FieldProblem, FieldProblems
from gateway.agents.schemas import NewMandate
from gateway.agents.scope import MandateAct, MandateEventKind, MandateState
from gateway.agents.views import happened, shown
from gateway.cases.idempotency import Slot, once
from gateway.dependencies import Caller, Context
from gateway.store import audit
from gateway.store.models import Case, File, Mandate

LONGEST = timedelta(days=20 * 366)
"""How far from today a mandate may begin or end."""

_CASES = select(Case.case_no, Case.lead_body).where(
    Case.case_no.in_(bindparam("case_nos", expanding=True)), Case.applicant_sub == bindparam("principal")
)
_FILE = select(File.file_id).where(
    File.file_id == bindparam("file_id"), File.uploader_sub == bindparam("principal")
)


async def grant(context: Context, caller: Caller, key: str, request: NewMandate) -> dict[str, Any]:
    """Offer a mandate once for its key; it can be used when the agent has accepted it.

    Raises ``FieldProblems``, ``IdempotencyKeyReused``.
    """
    slot = Slot.of(caller.sub, "POST /mandates", key, request.model_dump(mode="json"))

    async def store(session: AsyncSession) -> dict[str, Any]:
        now = context.now()
        problems = [
            *_of_agent(context.catalogue, caller, request),
            *_of_scope(context.catalogue, request),
            *_of_time(request, now),
            *await _of_cases(session, caller, request),
            *await _of_document(session, caller, request),
        ]
        if problems:
            raise FieldProblems(problems)
        mandate = _mandate(caller, request, now)
        session.add(mandate)
        await session.flush()
        event = happened(mandate, MandateEventKind.OFFER, caller.sub, now)
        session.add(event)
        await session.flush()
        await audit.record(
            session,
            at=now,
            actor=caller.sub,
            role="applicant",
            action="mandate.offer",
            detail={"mandate_no": mandate.mandate_no},
        )
        return shown(context, caller, mandate, [event]).model_dump(mode="json", by_alias=True)

    return await once(context, slot, store)


def _mandate(caller: Caller, request: NewMandate, now: datetime) -> Mandate:
    return Mandate(
        mandate_no=f"SQ{token_hex(12)}",
        principal_sub=caller.sub,
        agent_sub=request.agent,
        agent_body=request.agent_body,
        agent_name=request.agent_name,
        themes=request.scope.themes,
        case_nos=request.scope.case_nos,
        acts=[act.value for act in MandateAct if act in request.scope.acts],
        systems=[system.model_dump(mode="json") for system in request.scope.systems],
        valid_from=_begin(request),
        valid_until=_end(request),
        document_file_id=request.document_file_id,
        state=MandateState.OFFERED.value,
        offered_at=now,
        answered_at=None,
        ended_at=None,
    )


def _begin(request: NewMandate) -> datetime:
    return _moment(request.begins, timedelta())


def _end(request: NewMandate) -> datetime:
    return _moment(request.ends, timedelta(days=1, milliseconds=-1))


def _moment(given: datetime | date, within_day: timedelta) -> datetime:
    if isinstance(given, datetime):
        return given
    return datetime.combine(given, time(tzinfo=BEIJING)) + within_day


def _of_agent(catalogue: Catalogue, caller: Caller, request: NewMandate) -> list[FieldProblem]:
    if request.agent is None and request.agent_body is None:
        return [FieldProblem("agent", "受托人", "请填写受托人账号，或者受托实施主体。")]
    if request.agent == caller.sub:
        return [FieldProblem("agent", "受托人", "不能委托本人，请填写他人的账号。")]
    if request.agent_body is not None:
        try:
            catalogue.body(request.agent_body)
        except UnknownBody:
            return [FieldProblem("agent_body", "受托实施主体", "目录中没有这个实施主体，请核对代码。")]
    return []


def _of_scope(catalogue: Catalogue, request: NewMandate) -> list[FieldProblem]:
    scope, problems = request.scope, []
    if bool(scope.themes) == bool(scope.case_nos):
        problems.append(FieldProblem("scope", "委托范围", "请写明委托办理的主题，或者办件，两者选一。"))
    for place, theme in enumerate(scope.themes):
        try:
            catalogue.theme(theme)
        except UnknownTheme:
            problems.append(FieldProblem(f"scope.themes[{place}]", "主题", "没有这个主题，请核对代码。"))
    assists = MandateAct.ASSIST in scope.acts
    if assists is not (request.agent_body is not None) or (
        assists and set(scope.acts) != {MandateAct.ASSIST}
    ):
        reason = "帮办代办只能单独委托给实施主体；委托实施主体的，也只能是帮办代办。"
        problems.append(FieldProblem("scope.acts", "委托事项", reason))
    if assists is not bool(scope.systems):
        reason = "委托帮办代办的，请写明外部系统；其他委托不用填写。"
        problems.append(FieldProblem("scope.systems", "外部系统", reason))
    return problems


def _of_time(request: NewMandate, now: datetime) -> list[FieldProblem]:
    if _begin(request) < now - LONGEST or _end(request) > now + LONGEST:
        return [FieldProblem("until", "委托期限", "委托期限过长，最长二十年，请填写实际需要的期限。")]
    if _begin(request) >= _end(request):
        return [FieldProblem("until", "委托期限", "截止时间应当晚于开始时间。")]
    if _end(request) <= now:
        return [FieldProblem("until", "委托期限", "截止时间已经过去，请填写以后的时间。")]
    return []


async def _of_cases(session: AsyncSession, caller: Caller, request: NewMandate) -> list[FieldProblem]:
    asked = request.scope.case_nos
    rows = await session.execute(_CASES, {"case_nos": asked, "principal": caller.sub}) if asked else ()
    own = {row.case_no: row.lead_body for row in rows}
    problems = []
    for place, case_no in enumerate(asked):
        if case_no not in own:
            reason = "没有这个办件，或者不是您的办件，请核对编号。"
        elif request.agent_body not in (None, own[case_no]):
            reason = "该办件由其他实施主体牵头，帮办代办请委托牵头的实施主体。"
        else:
            continue
        problems.append(FieldProblem(f"scope.case_nos[{place}]", "办件", reason))
    return problems


async def _of_document(session: AsyncSession, caller: Caller, request: NewMandate) -> list[FieldProblem]:
    if request.document_file_id is None:
        return []
    wanted = {"file_id": request.document_file_id, "principal": caller.sub}
    if await session.scalar(_FILE, wanted) is not None:
        return []
    return [FieldProblem("document_file_id", "授权委托书", "没有这个文件，请重新上传。")]
