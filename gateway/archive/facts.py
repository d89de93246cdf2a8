"""What a file check looks at: everything on record of one case, read once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.limits import ItemClocks
from chain.procedure import Act
from gateway.archive import marks
from gateway.clocks.service import current_clocks
from gateway.dependencies import Context
from gateway.notices.numbering import NoticeKind
from gateway.procedure.record import acts_of, items_of_case
from gateway.store.models import (
    Case,
    CaseFile,
    CaseMaterial,
    Certificate,
    Decision,
    Delivery,
    Document,
    File,
    ItemCase,
    LicenceRequest,
    Notice,
    Obligation,
    Paper,
    ProcedureAct,
    Publication,
)

_CASE_NO: BindParameter[str] = bindparam("case_no")
_DOCUMENTS = select(Document).where(Document.case_no == _CASE_NO).order_by(Document.document_no)
_CERTIFICATES = (
    select(Certificate).where(Certificate.case_no == _CASE_NO).order_by(Certificate.item, Certificate.version)
)
_MATERIALS = select(CaseMaterial).where(CaseMaterial.case_no == _CASE_NO).order_by(CaseMaterial.material)
_FILES = (
    select(CaseFile, File)
    .join(File, File.file_id == CaseFile.file_id)
    .where(CaseFile.case_no == _CASE_NO)
    .order_by(CaseFile.material, CaseFile.attached_at, CaseFile.file_id)
)
_PAPERS = select(Paper).where(Paper.case_no == _CASE_NO).order_by(Paper.material, Paper.paper_id)
_OBLIGATIONS = select(Obligation).where(Obligation.case_no == _CASE_NO).order_by(Obligation.obligation_no)
_DECISIONS = (
    select(Decision)
    .where(Decision.case_no == _CASE_NO, Decision.state != "void")
    .order_by(Decision.decided_at, Decision.task_key)
)
_ANSWERS = select(func.count()).where(Notice.case_no == _CASE_NO, Notice.kind == NoticeKind.ANSWER)
_DELIVERIES = select(Delivery).where(Delivery.case_no == _CASE_NO).order_by(Delivery.delivery_no)
_REQUESTS = (
    select(LicenceRequest).where(LicenceRequest.case_no == _CASE_NO).order_by(LicenceRequest.request_no)
)
_PUBLICATIONS = select(Publication).where(Publication.case_no == _CASE_NO).order_by(Publication.id)

RowT = TypeVar("RowT")


@dataclass(frozen=True, slots=True)
class FileFacts:
    """One case on record at ``now``."""

    now: datetime
    case: Case
    items: Sequence[ItemCase]
    acts: Mapping[str, Sequence[ProcedureAct]]
    documents: Sequence[Document]
    certificates: Mapping[str, Certificate]
    materials: Sequence[CaseMaterial]
    files: Sequence[tuple[CaseFile, File]]
    papers: Sequence[Paper]
    obligations: Sequence[Obligation]
    decisions: Sequence[Decision]
    answered: bool
    clocks: Mapping[str, ItemClocks]
    deliveries: Sequence[Delivery] = ()
    publications: Sequence[Publication] = ()
    versions: Sequence[Certificate] = ()
    """Every version of every certificate; ``certificates`` holds the newest of each item."""
    requests: Sequence[LicenceRequest] = ()
    damaged: frozenset[str] = frozenset()
    """Names of what is not kept as it was handed in (``gateway.archive.damage``)."""
    filed: frozenset[str] | None = None
    """Marks of what the packages of the case hold already (``gateway.archive.marks``); ``None`` before the first."""

    def fresh(self, rows: Iterable[RowT], mark: Callable[[RowT], str]) -> list[RowT]:
        """Those of ``rows`` that no package holds yet."""
        return [row for row in rows if not self.holds(mark(row))]

    def holds(self, mark: str) -> bool:
        """Whether a package holds what bears this mark."""
        return self.filed is not None and mark in self.filed

    def later(self) -> "FileFacts":
        """The part of the file that came after what is filed: what a supplement is checked for."""
        versions = self.fresh(self.versions, marks.certificate)
        return replace(
            self,
            acts={item: self.fresh(acts, marks.act) for item, acts in self.acts.items()},
            documents=self.fresh(self.documents, marks.document),
            certificates={each.item: each for each in versions},
            versions=versions,
            materials=(),
            files=[(row, file) for row, file in self.files if not self.holds(marks.file(row))],
            decisions=self.fresh(self.decisions, marks.decision),
            deliveries=self.fresh(self.deliveries, marks.delivery),
            publications=self.fresh(self.publications, marks.publication),
            requests=self.fresh(self.requests, marks.request),
        )

    def document(self, document_no: str | None) -> Document | None:
        """The document of that number."""
        return next((each for each in self.documents if each.document_no == document_no), None)

    def act(self, item: str, *acts: Act) -> ProcedureAct | None:
        """The first of ``acts`` on the item that stands: a decision that never took effect is filed, and counts for nothing."""
        known = self.acts.get(item, ())
        annulled = {each.detail["number"] for each in known if each.act == Act.ANNUL}
        return next((each for each in known if each.act in acts and each.number not in annulled), None)

    def on_record(self) -> list[ItemCase]:
        """Items that were ever received: a case older than its acts has none."""
        return [item for item in self.items if item.stage is not None]


async def file_facts(context: Context, session: AsyncSession, case: Case) -> FileFacts:
    """Read everything in the caller's transaction."""
    place = {"case_no": case.case_no}
    items = await items_of_case(session, case.case_no)
    clocks = await current_clocks(context, session, items)
    versions = list(await session.scalars(_CERTIFICATES, place))
    return FileFacts(
        now=context.now(),
        case=case,
        items=items,
        acts=await acts_of(session, case.case_no),
        documents=list(await session.scalars(_DOCUMENTS, place)),
        certificates={each.item: each for each in versions},
        materials=list(await session.scalars(_MATERIALS, place)),
        files=[(row[0], row[1]) for row in await session.execute(_FILES, place)],
        papers=list(await session.scalars(_PAPERS, place)),
        obligations=list(await session.scalars(_OBLIGATIONS, place)),
        decisions=list(await session.scalars(_DECISIONS, place)),
        answered=bool(await session.scalar(_ANSWERS, place)),
        clocks={item: found for (_, item), found in clocks.items()},
        deliveries=list(await session.scalars(_DELIVERIES, place)),
        publications=list(await session.scalars(_PUBLICATIONS, place)),
        versions=versions,
        requests=list(await session.scalars(_REQUESTS, place)),
    )
