"""A document of the case was issued: its sealed file is there."""

from sqlalchemy.ext.asyncio import AsyncSession

from chain.documents.kinds import DocumentKind
from gateway.dependencies import Context
from gateway.messages.kinds import MessageKind
from gateway.messages.service import tell
from gateway.store.models import Case, Document

_TOLD_OTHERWISE = frozenset({DocumentKind.SUPPLEMENT_NOTICE, DocumentKind.RESULT_SUMMARY})
"""Whoever made them out told the applicant in the same breath."""


async def tell_issued(context: Context, session: AsyncSession, case: Case, document: Document) -> None:
    """Tell the applicant of ``case`` once. The caller's transaction has locked the document."""
    kind = DocumentKind(document.kind)
    if kind in _TOLD_OTHERWISE:
        return
    theme = context.catalogue.theme(case.theme).name
    number = f"（{document.number}）" if document.number else ""
    await tell(
        context,
        session,
        case,
        MessageKind.DOCUMENT,
        key=f"document/{document.document_no}",
        text=f"您申办的“{theme}”（办件编号{case.case_no}）已出具{kind.label}{number}，请查看。",
        link=f"/cases/{case.case_no}/documents/{document.document_no}",
    )
