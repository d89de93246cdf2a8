"""The documents of a case without what they say, which is encrypted: for lists and for what only names them."""

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from chain.documents.kinds import DocumentKind
from gateway.documents.parties import with_progress
from gateway.store.models import Document

_CASE_NO: BindParameter[str] = bindparam("case_no")
_OF_CASE = (
    select(Document)
    .options(defer(Document.content, raiseload=True))
    .where(Document.case_no == _CASE_NO)
    .order_by(Document.document_no)
)


async def documents_of(session: AsyncSession, case_no: str) -> list[Document]:
    """The documents in the order of their numbers; reading the content of one raises."""
    return list(await session.scalars(_OF_CASE, {"case_no": case_no}))


def title_of(document: Document) -> str:
    """What stands above the document."""
    return document.title or DocumentKind(document.kind).label


def title_so_far(document: Document) -> str:
    """The title, and of a joint document how far its seals have come."""
    return with_progress(title_of(document), document)
