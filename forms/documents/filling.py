"""Fill a template in: values to page data."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from chain.certificates.data import Issuer, chinese_date
from chain.clock import BEIJING
from chain.documents.kinds import DocumentKind
from chain.documents.page import PageData, Part
from chain.errors import ChainError
from forms.documents.checking import fields_of
from forms.documents.templates import Wording


class DocumentIncomplete(ChainError):
    """Something that the template speaks of was not given; the sentence names the placeholders, not their values."""

    message = "文书所需的内容不完整，未能制作文书。"


@dataclass(frozen=True, slots=True)
class Draft:
    """What a document is, besides the values of its placeholders; ``joint`` issue it together with ``issuer``."""

    kind: DocumentKind
    case_no: str
    document_no: str
    number: str
    issuer: Issuer
    issued: date
    joint: tuple[Issuer, ...] = ()


def number_of(wording: Wording, short: str, year: int, serial: int) -> str:
    """The number (文号), empty for a document that bears none."""
    return wording.number.format(short=short, year=year, serial=serial)


def fill(wording: Wording, draft: Draft, values: Mapping[str, Any]) -> PageData:
    """The page data of a document.

    A value is text, a number, a day or moment (written as ``2026年1月27日``), or rows of a list by column; ``None`` or
    nothing is missing. Raises :class:`DocumentIncomplete`.
    """
    return _Filling(wording, draft, values).page_data()


class _Filling:
    def __init__(self, wording: Wording, draft: Draft, values: Mapping[str, Any]) -> None:
        self._wording, self._draft, self._given = wording, draft, values
        own = {
            "case_no": draft.case_no,
            "document_no": draft.document_no,
            "body": draft.issuer.name,
            "issued_on": draft.issued,
            "basis": "、".join(wording.basis),
        }
        self._values = _plain({**values, **own})

    def page_data(self) -> PageData:
        wording, draft = self._wording, self._draft
        return PageData(
            kind=draft.kind,
            case_no=draft.case_no,
            document_no=draft.document_no,
            title=self._text(wording.title),
            number=draft.number,
            addressee=self._text(wording.addressee),
            parts=tuple(self._parts()),
            basis=wording.basis,
            remedies=self._text(wording.remedies),
            signers=tuple(self._text(line) for line in wording.signers),
            issuer=draft.issuer if wording.issuer else None,
            issued=draft.issued,
            seal=wording.seal,
            joint=draft.joint if wording.issuer else (),
        )

    def _parts(self) -> Iterator[Part]:
        for paragraph in self._wording.paragraphs:
            rows = self._given.get(paragraph.list) or ()
            missing = fields_of(paragraph.text) - self._values.keys()
            if paragraph.list and not rows:
                missing = missing | {paragraph.list}
            if not missing:
                wording = self._wording.rows.get(paragraph.list, "")
                lines = (_formatted(wording, _plain(row)) for row in rows)
                yield Part(self._text(paragraph.text), tuple(lines))
            elif not paragraph.optional:
                raise _incomplete(missing)

    def _text(self, text: str) -> str:
        return _formatted(text, self._values)


def _formatted(text: str, values: Mapping[str, str]) -> str:
    missing = fields_of(text) - values.keys()
    if missing:
        raise _incomplete(missing)
    return text.format_map(values)


def _incomplete(names: Iterable[str]) -> DocumentIncomplete:
    return DocumentIncomplete(f"文书缺少内容：{'、'.join(sorted(names))}。")


def _plain(values: Mapping[str, Any]) -> dict[str, str]:
    """Values as text in one line; what is empty is left out."""
    found = ((name, _written(value)) for name, value in values.items() if not isinstance(value, list | tuple))
    return {name: text for name, text in found if text}


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return chinese_date(value.astimezone(BEIJING).date())
    if isinstance(value, date):
        return chinese_date(value)
    return "".join(char for char in " ".join(str(value).split()) if char.isprintable())
