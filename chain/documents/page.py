"""Page data of a document: everything that stands on it, filled in and dated, before it is set and sealed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self

from chain.certificates.data import Issuer
from chain.documents.errors import MalformedPageData
from chain.documents.kinds import DocumentKind, SealKind
from chain.json_objects import json_object

LARGEST_PAGE_DATA = 4 * 2**20
"""Bytes. The longest document, a list of 2000 files, has 0.6 MB."""
MOST_ISSUERS = 12
"""As many seals as a page holds beneath some lines of text."""


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph of running text, and the list that follows it, whose lines are numbered from 1."""

    text: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageData:
    """A document. ``number`` (文号), ``addressee`` and ``remedies`` are empty where there is none; ``signers`` are the lines
    that others than the body sign; ``issuer`` is ``None`` on a paper that the applicant alone makes out; ``joint`` are the
    bodies that issue it together with ``issuer``, which leads (主办机关), in the order in which they sign and seal.
    """

    kind: DocumentKind
    case_no: str
    document_no: str
    title: str
    number: str
    addressee: str
    parts: tuple[Part, ...]
    basis: tuple[str, ...]
    remedies: str
    signers: tuple[str, ...]
    issuer: Issuer | None
    issued: date
    seal: SealKind | None
    joint: tuple[Issuer, ...] = ()

    @property
    def issuers(self) -> tuple[Issuer, ...]:
        """Every body that issues it, the leading one first; none of an applicant's own paper."""
        return () if self.issuer is None else (self.issuer, *self.joint)

    @property
    def seal_names(self) -> tuple[str, ...]:
        """The seals that it bears, in their order, by their full names."""
        return () if self.seal is None else tuple(self.seal.name_for(each.name) for each in self.issuers)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; :meth:`from_json` reads them. One body's document says nothing of others, as before there were
        joint ones: its bytes and digests stay the same."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self), default=date.isoformat))
        if not self.joint:
            del plain["joint"]
        return plain

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Raises :class:`MalformedPageData`."""
        try:
            issuer, seal = values["issuer"], values["seal"]
            joint = tuple(Issuer(**each) for each in values.get("joint", ()))
            if joint and (issuer is None or len(joint) >= MOST_ISSUERS):
                raise MalformedPageData
            return cls(
                kind=DocumentKind(values["kind"]),
                case_no=str(values["case_no"]),
                document_no=str(values["document_no"]),
                title=str(values["title"]),
                number=str(values["number"]),
                addressee=str(values["addressee"]),
                parts=tuple(Part(str(part["text"]), tuple(part["lines"])) for part in values["parts"]),
                basis=tuple(values["basis"]),
                remedies=str(values["remedies"]),
                signers=tuple(values["signers"]),
                issuer=None if issuer is None else Issuer(**issuer),
                issued=date.fromisoformat(values["issued"]),
                seal=None if seal is None else SealKind(seal),
                joint=joint,
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise MalformedPageData from error

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        """Read what :meth:`dump` wrote, any bytes. Raises :class:`MalformedPageData`, also for bytes that it would not write."""
        values = json_object(raw, LARGEST_PAGE_DATA)
        if values is None:
            raise MalformedPageData
        data = cls.from_json(values)
        if data.dump() != raw:
            raise MalformedPageData
        return data

    def dump(self) -> bytes:
        """The page data as it travels inside its OFD: the same bytes for the same content."""
        return json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True, indent=1).encode()

    def metadata(self) -> dict[str, str]:
        """What the OFD says of itself: kind, number, case, issuer and a digest of the page data; nothing of the person."""
        return {
            "WSZL": self.kind.label,
            "WSWH": self.number,
            "BJBH": self.case_no,
            "WSBH": self.document_no,
            "ZFJG": "、".join(each.name for each in self.issuers),
            "ZFRQ": self.issued.isoformat(),
            "SHA256": hashlib.sha256(self.dump()).hexdigest(),
        }
