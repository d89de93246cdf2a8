"""What a delivery hands over: the decisions on its items and their certificates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.documents.kinds import DocumentKind as K
from chain.procedure.licence import LicenceState, licence_state
from gateway.deliveries.rows import deliveries_of
from gateway.documents.listed import documents_of, title_of
from gateway.obligations.watching import withheld
from gateway.procedure.annulment import annulled_documents
from gateway.procedure.record import acts_of, acts_read, facts_of, items_of_case
from gateway.store.models import Certificate, Delivery, Document, ItemCase, ProcedureAct

_CASE_NO: BindParameter[str] = bindparam("case_no")
_CERTIFICATES = select(Certificate).where(Certificate.case_no == _CASE_NO).order_by(Certificate.allocated_at)
_HANDED = frozenset(
    {
        K.PERMIT_DECISION,
        K.REFUSAL_DECISION,
        K.NON_ACCEPTANCE,
        K.NOT_REQUIRED,
        K.RETURN_NOTICE,
        K.LAPSE_NOTICE,
    }
)
"""Documents that end an item: others are told as they are made out."""


@dataclass(frozen=True, slots=True)
class Part:
    """One document or certificate; ``key`` is its number within the case or its identifier, ``since`` its sealing."""

    key: str
    name: str
    number: str | None
    certificate: bool
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Contents:
    """The parts of a delivery, and the items whose certificate is still to be made."""

    parts: Sequence[Part]
    missing: Sequence[str]

    @property
    def ready(self) -> bool:
        """Whether everything is there and sealed."""
        return bool(self.parts) and not self.missing and all(part.since is not None for part in self.parts)

    @property
    def since(self) -> datetime | None:
        """When the last of it was sealed; ``None`` while something is not."""
        moments = [part.since for part in self.parts if part.since is not None]
        return max(moments) if self.ready else None


async def contents_of(session: AsyncSession, delivery: Delivery) -> Contents:
    """What the delivery handed over, or would as things stand."""
    place = {"case_no": delivery.case_no}
    documents = await documents_of(session, delivery.case_no)
    certificates = list(await session.scalars(_CERTIFICATES, place))
    if delivery.handed:
        return Contents(
            [
                *(_document(each) for each in documents if each.document_no in delivery.handed),
                *(_certificate(each) for each in certificates if each.identifier in delivery.handed),
            ],
            (),
        )
    annulled = await annulled_documents(session, delivery.case_no)
    earlier = {key for each in await deliveries_of(session, delivery.case_no) for key in each.handed}
    parts = [
        *(
            _document(each)
            for each in documents
            if each.delivered_at is None and each.document_no not in annulled and _belongs(each, delivery)
        ),
        *(
            _certificate(each)
            for each in certificates
            if each.item in delivery.items and each.identifier not in earlier
        ),
    ]
    return Contents(parts, await _missing(session, delivery, {each.item for each in certificates}))


def _belongs(document: Document, delivery: Delivery) -> bool:
    return K(document.kind) in _HANDED and any(item in delivery.items for item in document.items)


def _document(document: Document) -> Part:
    return Part(document.document_no, title_of(document), document.number, False, document.sealed_at)


def _certificate(certificate: Certificate) -> Part:
    return Part(certificate.identifier, certificate.name, certificate.number, True, certificate.sealed_at)


async def _missing(session: AsyncSession, delivery: Delivery, known: Iterable[str]) -> list[str]:
    """Items granted whose certificate is not there, though nothing withholds it."""
    read = acts_read(session, delivery.case_no)
    acts = await acts_of(session, delivery.case_no) if read is None else read
    found = []
    for item in await items_of_case(session, delivery.case_no):
        waits = (
            item.item in delivery.items and item.item not in known and _is_due(item, acts.get(item.item, ()))
        )
        if waits and not await withheld(session, item.case_no, item.item):
            found.append(item.item)
    return found


def _is_due(item: ItemCase, acts: Sequence[ProcedureAct]) -> bool:
    """Whether the item brings a certificate: granted, and not ended since."""
    state = licence_state(facts_of(acts), expired=False)
    return item.certificate_template is not None and state is LicenceState.IN_FORCE
