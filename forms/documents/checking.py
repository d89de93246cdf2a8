"""Check a template where it is read: an unknown placeholder is found at the start, not when a citizen waits for a paper."""

import re
from collections.abc import Collection, Iterator
from string import Formatter
from typing import Protocol

from chain.documents.kinds import DocumentKind, SealKind
from chain.documents.placeholders import NUMBER, lists, placeholders

_NAME = re.compile(r"[a-z_]+")
_SERIAL = re.compile(r"0?[1-9]?d?")


class _Paragraph(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def list(self) -> str: ...


class _Wording(Protocol):
    @property
    def title(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def seal(self) -> SealKind | None: ...
    @property
    def issuer(self) -> bool: ...
    @property
    def addressee(self) -> str: ...
    @property
    def paragraphs(self) -> Collection[_Paragraph]: ...
    @property
    def rows(self) -> dict[str, str]: ...
    @property
    def basis(self) -> Collection[str]: ...
    @property
    def remedies(self) -> str: ...
    @property
    def signers(self) -> Collection[str]: ...


def fields_of(text: str) -> set[str]:
    """Names of the placeholders in ``text``. Raises ``ValueError`` when its braces do not pair."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def problems_of(kind: DocumentKind, wording: _Wording) -> list[str]:
    """What is wrong with a wording, in Chinese; empty when it can be used."""
    return [
        *_title_problems(wording),
        *_number_problems(wording),
        *_text_problems(kind, wording),
        *_row_problems(kind, wording),
        *_basis_problems(wording),
        *_seal_problems(wording),
    ]


def _title_problems(wording: _Wording) -> Iterator[str]:
    """A title stands in lists, which name nobody."""
    try:
        if fields_of(wording.title):
            yield "标题是文书的名称，不能使用内容项"
    except ValueError:
        return


def _number_problems(wording: _Wording) -> Iterator[str]:
    if not wording.number:
        return
    yield from _unknown("文号", wording.number, NUMBER, formats=True)
    try:
        if not {"short", "year", "serial"} <= fields_of(wording.number):
            yield "文号应包含{short}、{year}和{serial}，否则不同机关、不同年份的文号会重复"
    except ValueError:
        return


def _text_problems(kind: DocumentKind, wording: _Wording) -> Iterator[str]:
    known = placeholders(kind)
    running = (paragraph.text for paragraph in wording.paragraphs)
    for text in (wording.title, wording.addressee, *running, wording.remedies, *wording.signers):
        yield from _unknown("文字", text, known)


def _row_problems(kind: DocumentKind, wording: _Wording) -> Iterator[str]:
    used = {paragraph.list for paragraph in wording.paragraphs if paragraph.list}
    for name in sorted(used - wording.rows.keys()):
        yield f"使用了列表{name}，应在 rows 中写明它每一行的文字"
    for name, text in wording.rows.items():
        if name not in lists(kind):
            yield f"rows 中的{name}不是这种文书的列表"
        else:
            yield from _unknown(f"rows 的{name}", text, lists(kind)[name])


def _basis_problems(wording: _Wording) -> Iterator[str]:
    used = any("{basis}" in paragraph.text for paragraph in wording.paragraphs)
    if used != bool(wording.basis):
        yield "依据应在 basis 中列明，并在正文中用{basis}引用"


def _seal_problems(wording: _Wording) -> Iterator[str]:
    if wording.seal in (SealKind.CERTIFICATE, SealKind.PERSONAL):
        yield "文书应加盖公章（official）、受理专用章（acceptance）或者业务专用章（business），不加盖证照专用章和人名章"
    if wording.seal is not None and not wording.issuer:
        yield "没有出具机关的文书不能加盖机关印章"


def _unknown(where: str, text: str, known: Collection[str], *, formats: bool = False) -> Iterator[str]:
    try:
        parsed = list(Formatter().parse(text))
    except ValueError:
        yield f"{where}“{text}”中的花括号不成对"
        return
    for _, name, form, conversion in parsed:
        if name is None:
            continue
        if not _NAME.fullmatch(name) or name not in known:
            yield f"{where}中的{{{name}}}不是可用的内容项"
        elif conversion or (form and not (formats and name == "serial" and _SERIAL.fullmatch(form))):
            yield f"{where}中的{{{name}}}不能带格式"
