"""How people read that an agent acted: on acts, in the timeline, in the exchange records and in the status."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.catalogue import Catalogue
from gateway.agents.documents import system_name
from gateway.agents.scope import MandateAct, MandateEventKind
from gateway.cases.views import body_name
from gateway.notices.wording import chinese_date
from gateway.store.models import Assistance, Mandate, MandateEvent

APPLICANT = "申请人"
_USED = select(MandateEvent.mandate_no).where(
    MandateEvent.case_no == bindparam("case_no"), MandateEvent.kind == MandateEventKind.USE.value
)
_AGENTS = select(Mandate.mandate_no, Mandate.agent_name).where(Mandate.mandate_no.in_(_USED))

_USES = (
    select(MandateEvent, Mandate.agent_name)
    .join(Mandate, Mandate.mandate_no == MandateEvent.mandate_no)
    .where(
        MandateEvent.case_no == bindparam("case_no"),
        MandateEvent.kind == MandateEventKind.USE.value,
        MandateEvent.act != MandateAct.ASSIST.value,
    )
    .order_by(MandateEvent.id)
)
_ASSISTED = select(Assistance).where(Assistance.case_no == bindparam("case_no")).order_by(Assistance.number)

Agents = Mapping[str, str]
"""Names of agents by the number of their mandate."""


async def agents_of(session: AsyncSession, case_no: str) -> dict[str, str]:
    """Names of those who acted in the case under a mandate, by its number."""
    return {row.mandate_no: row.agent_name for row in await session.execute(_AGENTS, {"case_no": case_no})}


def applicant_acting(mandate_no: str | None, agents: Agents) -> str:
    """``申请人``, and by whom: ``申请人（由受托人李某办理）``; without the name where ``agents`` may not be told."""
    if mandate_no is None:
        return APPLICANT
    return f"{APPLICANT}（由受托人{agents.get(mandate_no, '')}办理）"


async def helped(session: AsyncSession, catalogue: Catalogue, case_no: str, *, names: bool) -> list[str]:
    """What agents and officials did for the applicant, in sentences; without ``names`` nobody is named."""
    told = [
        (event.at, _used(event.at, MandateAct(str(event.act)), agent if names else ""))
        for event, agent in await session.execute(_USES, {"case_no": case_no})
    ]
    told += [
        (row.done_at, assisted(row, body_name(catalogue, row.body)))
        for row in await session.scalars(_ASSISTED, {"case_no": case_no})
    ]
    return [sentence for _, sentence in sorted(told)]


def assisted(row: Assistance, body: str) -> str:
    """Assistance on record in one sentence."""
    where = system_name(row.level, row.system)
    return f"{chinese_date(row.done_at)}，{body}工作人员受申请人委托，在{where}帮办代办。"


def _used(at: datetime, act: MandateAct, agent: str) -> str:
    return f"{chinese_date(at)}，由受托人{agent}代申请人办理：{act.label}。"
