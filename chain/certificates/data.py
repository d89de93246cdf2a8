"""What a certificate says: metadata after GB/T 36902 and 36903, business fields ``KZ_*``."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Self

from chain.certificates.annotation import Annotation
from chain.errors import BadInput
from chain.identifiers import CertificateIdentifier

HOLDER_RESIDENT, HOLDER_ORGANISATION, HOLDER_OTHER = "111", "001", "099"
"""Kinds of holder code (CZZTDMLXDM): resident ID, USCC, other. 111 read in public data, the others from
memory.
"""

_HOLDER_CODE_NAMES = {
    HOLDER_RESIDENT: "公民身份号码",
    HOLDER_ORGANISATION: "统一社会信用代码",
    HOLDER_OTHER: "其他",
}


class MalformedCertificateData(BadInput):
    """Certificate data that cannot be read."""

    message = "证照数据格式不正确。"


@dataclass(frozen=True, slots=True)
class Issuer:
    """The issuing body: name (ZZBFJG) and USCC (ZZBFJGDM); a fictitious one marks its certificates."""

    name: str
    code: str
    fictitious: bool = False


@dataclass(frozen=True, slots=True)
class Holder:
    """The holder: name (CZZT), code (CZZTDM) and the kind of the code (CZZTDMLXDM)."""

    name: str
    code: str
    code_type: str = HOLDER_ORGANISATION


@dataclass(frozen=True, slots=True)
class ItemLicence:
    """One licence that an industry-wide permit shows: its name, number, body and validity in words."""

    name: str
    number: str
    issuer: str
    validity: str


@dataclass(frozen=True, slots=True)
class CertificateData:
    """All a template needs.

    ``type_name``, ``type_code`` (in the identifier), ``number``: ZZMC, ZZLXDM, ZZBH; ``identifier``: ZZBS;
    ``issued``: ZZBFRQ; ``effective``, ``expires``: ZZYXQQSRQ, ZZYXQJZRQ (``None``: without end); ``fields``:
    ``KZ_*``; ``verification_url``: what the QR code says; ``annotation``: of an annotated copy (加注件), else ``None``.
    """

    type_name: str
    number: str
    identifier: CertificateIdentifier
    issuer: Issuer
    holder: Holder
    issued: date
    effective: date
    expires: date | None
    verification_url: str
    fields: Mapping[str, str] = field(default_factory=dict)
    licences: tuple[ItemLicence, ...] = ()
    annotation: Annotation | None = None

    def metadata(self) -> dict[str, str]:
        """The metadata as it stands in the file."""
        return {
            "ZZMC": self.type_name,
            "ZZLXDM": self.identifier.type_code,
            "ZZBH": self.number,
            "ZZBS": str(self.identifier),
            "ZZBFJG": self.issuer.name,
            "ZZBFJGDM": self.issuer.code,
            "ZZBFRQ": self.issued.isoformat(),
            "CZZT": self.holder.name,
            "CZZTDM": self.holder.code,
            "CZZTDMLX": _HOLDER_CODE_NAMES.get(self.holder.code_type, "其他"),
            "CZZTDMLXDM": self.holder.code_type,
            "ZZYXQQSRQ": self.effective.isoformat(),
            "ZZYXQJZRQ": self.expires.isoformat() if self.expires else "长期",
            **{name: value for name, value in self.fields.items() if name.startswith("KZ_")},
            **(self.annotation.metadata() if self.annotation else {}),
        }

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values, for transport between gateway and worker; :meth:`from_json` reads them."""
        values = asdict(self) | {"fields": dict(self.fields), "identifier": str(self.identifier)}
        plain: dict[str, Any] = json.loads(json.dumps(values, default=_iso))
        return plain

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Raises :class:`MalformedCertificateData`."""
        try:
            expires, annotation = values["expires"], values.get("annotation")
            return cls(
                type_name=str(values["type_name"]),
                number=str(values["number"]),
                identifier=CertificateIdentifier.parse(values["identifier"]),
                issuer=Issuer(**values["issuer"]),
                holder=Holder(**values["holder"]),
                issued=date.fromisoformat(values["issued"]),
                effective=date.fromisoformat(values["effective"]),
                expires=date.fromisoformat(expires) if expires else None,
                verification_url=str(values["verification_url"]),
                fields={str(name): str(value) for name, value in values.get("fields", {}).items()},
                licences=tuple(ItemLicence(**licence) for licence in values.get("licences", ())),
                annotation=Annotation.from_json(annotation) if annotation else None,
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise MalformedCertificateData from error


def _iso(moment: date) -> str:
    return moment.isoformat()


def chinese_date(day: date) -> str:
    """As certificates write dates: ``2026年3月1日``."""
    return f"{day.year}年{day.month}月{day.day}日"
