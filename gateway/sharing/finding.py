"""Finding certificates by what a query names: holder, type and number, identifier. Each way is one range of an index."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, Select, select

from chain.errors import ChainError
from chain.identifiers import CertificateIdentifier
from chain.sharing import Resource
from gateway.certificates.status import SUPERSEDED
from gateway.sharing.catalogue import resource
from gateway.sharing.errors import QueryUnclear
from gateway.sharing.queries import LegalPersonQuery, LicenceQuery
from gateway.store.models import Certificate, SharingGrant

AskedBy = Literal["holder", "number", "identifier"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for, and by which way it was asked (which may be told, while what was asked may not)."""

    asked_by: AskedBy
    conditions: tuple[ColumnElement[bool], ...]


def wanted_licences(query: LicenceQuery) -> Wanted:
    """Raises ``QueryUnclear`` unless asked in exactly one way."""
    given = {name for name in ("identifier", "holder_code", "type_code", "number") if getattr(query, name)}
    of_type = () if query.type_code is None else (Certificate.type_code == query.type_code,)
    if given == {"identifier"}:
        return _by_identifier(query.identifier or "")
    if given in ({"holder_code"}, {"holder_code", "type_code"}):
        return Wanted("holder", (Certificate.holder_key == query.holder_code, *of_type, _newest()))
    if given == {"type_code", "number"}:
        return Wanted("number", (Certificate.number == query.number, *of_type, _newest()))
    raise QueryUnclear


def wanted_legal_person(query: LegalPersonQuery) -> Wanted:
    """Raises ``QueryUnclear`` unless asked in exactly one way."""
    if query.uscc and not query.identifier:
        return Wanted("holder", (Certificate.holder_key == query.uscc.upper(), _newest()))
    if query.identifier and not query.uscc:
        return _by_identifier(query.identifier)
    raise QueryUnclear("请填写统一社会信用代码，或者营业执照的电子证照标识，两者选一。")


def _newest() -> ColumnElement[bool]:
    """One version of each certificate: that which has no sealed successor."""
    return Certificate.status != SUPERSEDED


def _by_identifier(text: str) -> Wanted:
    try:
        named = str(CertificateIdentifier.parse(text))
    except ChainError as error:
        raise QueryUnclear(error.detail) from None
    return Wanted("identifier", (Certificate.identifier == named,))


def matching(grant: SharingGrant, wanted: Wanted, most: int) -> Select[Certificate]:
    """What the grant's provider issued and sealed of it, the newest first."""
    template = resource(Resource(grant.resource)).template
    query = select(Certificate).where(
        *wanted.conditions, Certificate.body == grant.provider, Certificate.state == "sealed"
    )
    if template is not None:
        query = query.where(Certificate.template == template)
    return query.order_by(Certificate.allocated_at.desc(), Certificate.identifier).limit(most)
