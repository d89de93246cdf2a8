"""The lists in documents, and single facts they need from beside the act."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.certificates.data import chinese_date
from chain.clock import BEIJING
from chain.documents.kinds import DocumentKind as K
from chain.limits import Procedure, WorkCalendar, item_clocks
from chain.procedure import Act
from gateway.dependencies import Context
from gateway.documents.listed import documents_of, title_of
from gateway.procedure.record import facts_of
from gateway.store.models import (
    Case,
    CaseFile,
    CaseMaterial,
    Certificate,
    Delivery,
    ItemCase,
    Notice,
    Obligation,
    Paper,
    ProcedureAct,
)

Row = dict[str, Any]

_CASE_NO: BindParameter[str] = bindparam("case_no")
_UNTIL: BindParameter[datetime] = bindparam("until")
_FILES = (
    select(CaseMaterial.material, CaseMaterial.name, func.count())
    .join(CaseFile, (CaseFile.case_no == CaseMaterial.case_no) & (CaseFile.material == CaseMaterial.material))
    .where(CaseMaterial.case_no == _CASE_NO)
    .group_by(CaseMaterial.material, CaseMaterial.name)
    .order_by(CaseMaterial.material)
)
_MATERIAL_NAMES = select(CaseMaterial.material, CaseMaterial.name).where(CaseMaterial.case_no == _CASE_NO)
_FILES_RECEIVED = _FILES.where(CaseFile.notice_no.is_(None), CaseFile.attached_at <= _UNTIL)
_FILES_ANSWERING = _FILES.where(CaseFile.notice_no == bindparam("notice_no"))
_PAPERS_RECEIVED = (
    select(Paper)
    .where(Paper.case_no == _CASE_NO, Paper.taken_at <= _UNTIL)
    .order_by(Paper.material, Paper.paper_id)
)
_ITEM_NAMES = select(ItemCase.item, ItemCase.name).where(ItemCase.case_no == _CASE_NO)
_OBLIGATIONS = select(Obligation).where(Obligation.case_no == _CASE_NO).order_by(Obligation.obligation_no)
_CERTIFICATES = select(Certificate).where(Certificate.case_no == _CASE_NO).order_by(Certificate.allocated_at)
_DELIVERY = select(Delivery).where(
    Delivery.case_no == _CASE_NO, Delivery.delivery_no == bindparam("delivery_no")
)
_LAST_SUSPENSION = (
    select(ProcedureAct)
    .where(
        ProcedureAct.case_no == _CASE_NO,
        ProcedureAct.item == bindparam("item"),
        ProcedureAct.act == Act.SUSPEND.value,
    )
    .order_by(ProcedureAct.number.desc())
    .limit(1)
)

_MANNERS = {"normal": "受理", "deemed": "视为受理", "tolerant": "容缺受理"}
_CONSEQUENCES = {"returned": "终止办理并退件", "withheld": "暂不发放证照", "revoked": "撤销已作出的决定"}
_NO_LIMIT = "法律未作规定"
_RELATIONS = {"applicant": "（申请人本人）", "agent": "（代领人）"}


def items(context: Context, cases: Iterable[ItemCase]) -> list[Row]:
    """Items with the bodies that handle them."""
    return [{"name": item.name, "body": context.catalogue.body(item.body).name} for item in cases]


async def materials_received(session: AsyncSession, case_no: str, until: datetime) -> list[Row]:
    """Materials handed in with the application, received ``until`` then; files first, then paper."""
    place = {"case_no": case_no, "until": until}
    files = await session.execute(_FILES_RECEIVED, place)
    papers = list(await session.scalars(_PAPERS_RECEIVED, place))
    names = await _material_names(session, case_no) if papers else {}
    return _electronic(files) + [
        {"name": names.get(paper.material, paper.material), "form": "纸质件", "count": paper.copies}
        for paper in papers
    ]


async def materials_answering(session: AsyncSession, case_no: str, notice_no: str) -> list[Row]:
    """Materials handed in with the answer to a notice."""
    return _electronic(await session.execute(_FILES_ANSWERING, {"case_no": case_no, "notice_no": notice_no}))


def _electronic(files: Iterable[Any]) -> list[Row]:
    return [{"name": name, "form": "电子件", "count": count} for _, name, count in files]


async def gaps(session: AsyncSession, case_no: str, notice: Notice) -> list[Row]:
    """What a notice asks for, with the names of the items that ask."""
    rows = await session.execute(_ITEM_NAMES, {"case_no": case_no})
    names = {row.item: row.name for row in rows}
    return [
        {
            "what": _clause(str(gap["what"])),
            "how": _clause(str(gap["how"])) or "按要求补正",
            "items": "、".join(names[item] for item in gap.get("items", ()) if item in names)
            or names.get(notice.scope, "主题办件"),
        }
        for gap in notice.gaps
    ]


def accepted(
    context: Context, calendar: WorkCalendar, pairs: Sequence[tuple[ProcedureAct, ItemCase]]
) -> list[Row]:
    """Items accepted, each with its manner and both limits; an act counts from its ``effective_at``."""
    return [_accepted(context, calendar, act, item) for act, item in pairs]


def _accepted(context: Context, calendar: WorkCalendar, act: ProcedureAct, item: ItemCase) -> Row:
    clocks = item_clocks(
        facts_of([act]),
        statutory_days=item.statutory_days,
        promised_days=item.promised_days,
        calendar=calendar,
        now=act.at,
    )
    statutory = None if clocks is None else clocks.statutory
    return {
        "name": item.name,
        "body": context.catalogue.body(item.body).name,
        "manner": _MANNERS.get(str(act.detail.get("manner")), "受理"),
        "accepted_on": act.effective_at,
        "promised_on": act.effective_at if clocks is None else clocks.promised.due_at,
        "statutory_on": _NO_LIMIT if statutory is None else statutory.due_at,
    }


async def obligations(session: AsyncSession, case_no: str, concerned: Sequence[ItemCase]) -> list[Obligation]:
    """What is owed on the items, in the order of the numbers."""
    keys = {item.item for item in concerned}
    found = await session.scalars(_OBLIGATIONS, {"case_no": case_no})
    return [each for each in found if each.item in keys and each.state != "retracted"]


async def owed_rows(
    session: AsyncSession, owed: Sequence[Obligation], concerned: Sequence[ItemCase]
) -> list[Row]:
    """Obligations in words: what, for which item, until when, and what follows when it is not met."""
    if not owed:
        return []
    materials_by_key = await _material_names(session, owed[0].case_no)
    items_by_key = {item.item: item.name for item in concerned}
    return [
        {
            "name": materials_by_key.get(each.material or "", "该事项的许可条件"),
            "item": items_by_key.get(each.item, each.item),
            "until": _until(each),
            "consequence": _CONSEQUENCES.get(each.consequence, "依法处理"),
        }
        for each in owed
    ]


def _until(obligation: Obligation) -> str:
    if obligation.due_at is not None:
        return f"{chinese_date(obligation.due_at.astimezone(BEIJING).date())}前"
    since = "受理" if obligation.kind == "tolerance" else "作出决定"
    return f"自{since}之日起{obligation.days}个工作日内"


def procedure(detail: Mapping[str, Any]) -> Procedure:
    """The special procedure that an act names."""
    return Procedure(str(detail["procedure"]))


async def procedure_ended(session: AsyncSession, act: ProcedureAct) -> str:
    """Name of the procedure that ended when the review was resumed."""
    found = await session.scalar(_LAST_SUSPENSION, {"case_no": act.case_no, "item": act.item})
    return procedure(found.detail).label if found is not None else "特别程序"


def result_name(context: Context, case: Case, item: ItemCase) -> str:
    """What the applicant gets for the item."""
    known = context.catalogue.item(item.item)
    day = case.received_at.astimezone(BEIJING).date()
    mode = known.find_mode(item.mode, day) if item.mode else None
    return (mode or known.modes_in_force(day)[0]).outcome.name


async def decision_number(session: AsyncSession, case_no: str, item: str) -> str | None:
    """Number (文号) of the decision that granted the item."""
    found = await documents_of(session, case_no)
    numbers = [each.number for each in found if each.kind == K.PERMIT_DECISION and item in each.items]
    return numbers[-1] if numbers else None


async def received(session: AsyncSession, case_no: str, delivery_no: str) -> Row:
    """What a delivery handed over, and who signed for it; nobody signs for an electronic one."""
    place = {"case_no": case_no, "delivery_no": delivery_no}
    delivery = await session.scalar(_DELIVERY, place)
    handed = [] if delivery is None else delivery.handed
    documents = await documents_of(session, case_no)
    certificates = await session.scalars(_CERTIFICATES, {"case_no": case_no})
    receiver = None if delivery is None else delivery.receiver
    return {
        "receiver": None
        if receiver is None
        else f"{receiver['name']}{_RELATIONS.get(receiver['relation'], '')}",
        "documents": [
            *(
                {"title": title_of(each), "number": each.number or each.document_no}
                for each in documents
                if each.document_no in handed
            ),
            *(
                {"title": each.name, "number": each.number}
                for each in certificates
                if each.identifier in handed
            ),
        ],
    }


async def _material_names(session: AsyncSession, case_no: str) -> dict[str, str]:
    rows = await session.execute(_MATERIAL_NAMES, {"case_no": case_no})
    return {row.material: row.name for row in rows}


def _clause(text: str) -> str:
    return text.strip().rstrip("。；;")
