"""Papers of a case (纸质材料): where each is and who has it, and which the window has still to see.

Only what is handed in at the window comes on paper; a case that came in online is complete with its files. What must be
seen are the applicant's materials that their item wants as an original or a copy (原件、复印件).
"""

from collections.abc import Iterable

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.catalogue.items import Paper as PaperForm
from chain.cases import Channel
from gateway.cases.schemas import PaperToSee
from gateway.store.models import Case, CaseFile, CaseMaterial, Paper

_FORMS = {form.value: form.label for form in PaperForm}
SEEN_ON_PAPER = (PaperForm.ORIGINAL.value, PaperForm.COPY.value)

_CASE_NO: BindParameter[str] = bindparam("case_no")
_PAPERS = select(Paper).where(Paper.case_no == _CASE_NO).order_by(Paper.taken_at, Paper.paper_id)
_ON_PAPER = (
    select(CaseMaterial)
    .where(CaseMaterial.case_no == _CASE_NO, CaseMaterial.paper.in_(SEEN_ON_PAPER))
    .order_by(CaseMaterial.material)
)
_HANDED_IN = select(CaseFile.material).where(CaseFile.case_no == _CASE_NO, CaseFile.replaced_at.is_(None))


async def papers_of(session: AsyncSession, case_no: str) -> list[Paper]:
    """The papers that were taken, oldest first."""
    return list(await session.scalars(_PAPERS, {"case_no": case_no}))


async def materials_on_paper(session: AsyncSession, case_no: str) -> list[CaseMaterial]:
    """The case's materials that are seen on paper where they are handed in at a window."""
    return list(await session.scalars(_ON_PAPER, {"case_no": case_no}))


async def papers_to_see(session: AsyncSession, case: Case, papers: Iterable[Paper]) -> list[PaperToSee]:
    """What the window has still to see: each material that is required or was handed in, and of which no paper came."""
    if case.channel != Channel.WINDOW:
        return []
    handed_in = set(await session.scalars(_HANDED_IN, {"case_no": case.case_no}))
    seen = {paper.material for paper in papers}
    return [
        PaperToSee(material=each.material, name=each.name, form=form_name(each))
        for each in await materials_on_paper(session, case.case_no)
        if each.material not in seen and (each.required or each.material in handed_in)
    ]


def form_name(material: CaseMaterial) -> str:
    """原件 or 复印件."""
    return _FORMS.get(material.paper or "", "")
