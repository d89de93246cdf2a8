"""Records of the shared resources, read from certificates: all fields; a query shows the granted ones of them."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from chain.certificates.data import CertificateData
from chain.sharing import IN_BUSINESS, Resource
from gateway.certificates.status import VALID, status_name, status_on
from gateway.store.models import Certificate, Subject

Fields = Mapping[str, str]


async def record_of(session: AsyncSession, key: Resource, certificate: Certificate, day: date) -> Fields:
    """Everything that a resource says of ``certificate`` on ``day``; what the certificate does not have is left out."""
    data = CertificateData.from_json(certificate.data)
    status = status_on(certificate, day)
    named = status_name(status, certificate.type_code)
    if key is Resource.LICENCES:
        return {**data.metadata(), "ZZZT": named, "ZZZTDM": status}
    subject = await session.get(Subject, data.holder.code)
    founded = None if subject is None else subject.allocated_at.date()
    return _legal_person(data, IN_BUSINESS if status == VALID else named, founded)


def _legal_person(data: CertificateData, standing: str, founded: date | None) -> Fields:
    said = {
        "tyshxydm": data.holder.code,
        "jgmc": data.holder.name,
        "jglx": data.fields.get("KZ_LX"),
        "fddbr": data.fields.get("KZ_JYZ") or data.fields.get("KZ_FDDBR"),
        "zcxs": data.fields.get("KZ_ZCXS"),
        "jyfw": data.fields.get("KZ_JYFW"),
        "jgdz": data.fields.get("KZ_JYCS") or data.fields.get("KZ_ZS"),
        "clrq": None if founded is None else founded.isoformat(),
        "djjg": data.issuer.name,
        "djjgdm": data.issuer.code,
        "fzrq": data.issued.isoformat(),
        "djzt": standing,
    }
    return {name: value for name, value in said.items() if value}


def is_fictitious(certificate: Certificate) -> bool:
    """Whether a rehearsal body issued it."""
    issuer: Mapping[str, object] = certificate.data.get("issuer", {})
    return issuer.get("fictitious") is True


def only(granted: list[str], record: Fields) -> Fields:
    """A record cut down to what was granted, in the grant's order."""
    return {key: record[key] for key in granted if key in record}
