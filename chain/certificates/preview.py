"""A certificate of a type with its sample values: what a designer looks at before the type is used."""

from datetime import date

from chain.certificates.certificate_types import CertificateType, certificate_types
from chain.certificates.compose import compose_certificate
from chain.certificates.data import CertificateData, Holder, Issuer, ItemLicence, chinese_date
from chain.certificates.template import load_template
from chain.identifiers import CertificateIdentifier

_ISSUED = date(2026, 3, 9)
_ISSUER = Issuer("演练市行政审批服务局", "113700000045030270", fictitious=True)
_HOLDER = Holder("演练市示范区海岱小馆（个体工商户）", "923799010000001747")
_REGION, _REGION_NAME = "379901", "演练市"


def sample_of(kind: CertificateType) -> CertificateData:
    """What a certificate of ``kind`` could say: a fictitious body and holder, the sample of each field."""
    identifier = CertificateIdentifier.build(kind.code, _ISSUER.code, f"{_ISSUED.year}0000001")
    return CertificateData(
        type_name=kind.name,
        number=_number(kind),
        identifier=identifier,
        issuer=_ISSUER,
        holder=_HOLDER,
        issued=_ISSUED,
        effective=_ISSUED,
        expires=kind.last_day(_ISSUED),
        verification_url=f"https://yilian.example/v/{identifier.short}?t=0123456789abcdefghijkl",
        fields={field.key: field.sample for field in kind.field},
        licences=_licences(kind) if load_template(kind.template).licences else (),
    )


def preview(kind: CertificateType) -> bytes:
    """The unsealed certificate as OFD. Raises what :func:`chain.certificates.compose.compose_certificate` raises."""
    return compose_certificate(kind.template, sample_of(kind))


def _number(kind: CertificateType) -> str:
    return kind.number.number(
        region=_REGION, region_name=_REGION_NAME, uscc=_HOLDER.code, year=_ISSUED.year, serial=1
    )


def _licences(kind: CertificateType) -> tuple[ItemLicence, ...]:
    """The other types, as the licences that it lists."""
    return tuple(
        ItemLicence(other.name, _number(other), _ISSUER.name, _validity(other.last_day(_ISSUED)))
        for other in certificate_types().values()
        if other.key != kind.key
    )


def _validity(last: date | None) -> str:
    return "长期" if last is None else f"至{chinese_date(last)}"
