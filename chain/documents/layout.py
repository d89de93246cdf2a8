"""Set page data on A4 after the format of official documents (GB/T 9704-2012, from memory): 22 lines of 28 characters.

Title centred, number right, addressee flush left, paragraphs indented by two characters, issuer and date to the right
beneath the text with the seal over both; never a last page without text.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from chain.certificates.data import chinese_date
from chain.certificates.fonts import Fonts
from chain.certificates.ornament import RED
from chain.certificates.typesetting import centred, justified, shown, width_of, wrap
from chain.documents.page import PageData
from chain.documents.words import INDENT, SPECIMEN, foot, words_of
from chain.ofd.model import Box, Page, Text

WIDTH, HEIGHT = 210.0, 297.0
_LEFT, _TOP = 28.0, 37.0
_COLUMN, _ROWS = 156.0, 22
_SIZE = _COLUMN / 28
"""3号 (16 points) by the standard; 28 of these characters are one line."""
_PITCH = 225.0 / _ROWS
_TITLE, _FOOT = 7.76, 4.2
"""2号 for the title, about 4号 for the foot."""
_SEAL = 40.0
_SEAL_TO_ISSUER = 0.56
"""Share of the seal's height above the issuer's baseline: name and date stand below its middle."""
_WIDEST_GAP = 0.25
"""A line is spread to the edge unless that would part its characters by more than this share of their size."""
_KEPT = 2
"""Lines of text at least above the signature on a last page."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The pages, and where on the last one the seal goes; ``None`` when nobody seals the document."""

    pages: tuple[Page, ...]
    seal: Box | None


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the text as if the column began at its left edge; ``rows`` is how much of the page it takes."""

    item: Text
    rows: float = 1.0


def lay_out(data: PageData, fonts: Fonts) -> Layout:
    """The document on its pages. Raises :class:`chain.ofd.errors.MissingGlyph` only for what a template writes itself."""
    return _Setter(data, fonts).layout()


class _Setter:
    def __init__(self, data: PageData, fonts: Fonts) -> None:
        self._data, self._regular, self._bold = data, fonts.regular, fonts.bold

    def layout(self) -> Layout:
        lines = [*self._head(), *self._body()]
        closing = self._closing_rows()
        pages = self._broken(lines, closing)
        placed: list[list[Text]] = []
        row = 0.0
        for page in pages:
            row, items = 0.0, list[Text]()
            for line in page:
                row += line.rows
                items.append(_moved(line.item, _LEFT, _TOP + (row - 0.3) * _PITCH))
            placed.append(items)
        closing_items, seal = self._closing(row)
        placed[-1].extend(closing_items)
        for index, items in enumerate(placed):
            items.extend(self._foot(index, len(placed)))
        return Layout(tuple(Page(WIDTH, HEIGHT, tuple(items)) for items in placed), seal)

    def _head(self) -> Iterator[_Line]:
        head = words_of(self._data)
        for text in head.titles:
            for line in wrap(shown(text, self._bold), _COLUMN, _TITLE, self._bold):
                yield _Line(centred(line, _COLUMN / 2, 0, _TITLE, self._bold), 1.25)
        if head.number:
            yield self._right(head.number, 1.3)
        if head.addressee:
            yield from (_Line(item, 1.0) for item in self._flush(head.addressee))

    def _body(self) -> Iterator[_Line]:
        for text in words_of(self._data).paragraphs:
            yield from (_Line(item) for item in self._flush(INDENT + text))
        for text in self._data.signers:
            yield from (_Line(item, 1.3) for item in self._flush(INDENT + text))

    def _flush(self, text: str) -> Iterator[Text]:
        lines = wrap(shown(text, self._regular), _COLUMN, _SIZE, self._regular)
        for index, line in enumerate(lines):
            yield self._spread(line) if index < len(lines) - 1 else Text(0, 0, _SIZE, line, self._regular)

    def _spread(self, line: str) -> Text:
        item = justified(line, 0, 0, _SIZE, _COLUMN, self._regular)
        return item if item.spacing <= _SIZE * _WIDEST_GAP else replace(item, spacing=0.0)

    def _right(self, text: str, rows: float) -> _Line:
        text = shown(text, self._regular)
        size = min(_SIZE, _SIZE * _COLUMN / width_of(text, _SIZE, self._regular))
        return _Line(Text(_COLUMN - width_of(text, size, self._regular), 0, size, text, self._regular), rows)

    def _broken(self, lines: list[_Line], closing: float) -> list[list[_Line]]:
        """Lines by page; the last page holds the closing too, with some lines of text above it."""
        pages: list[list[_Line]] = [[]]
        used = 0.0
        for line in lines:
            if used + line.rows > _ROWS:
                pages.append([])
                used = 0.0
            pages[-1].append(line)
            used += line.rows
        if used + closing > _ROWS:
            pages.append([])
        return _with_text_on_the_last(pages)

    def _closing_rows(self) -> float:
        if self._data.issuer is None:
            return 1.3
        below = _SEAL * (1 - _SEAL_TO_ISSUER) / _PITCH if self._data.seal else 1.0
        return self._above_issuer() + below

    def _above_issuer(self) -> float:
        """Rows from the text to the issuer's baseline: the seal begins within one line beneath the text."""
        return (_SEAL * _SEAL_TO_ISSUER / _PITCH + 0.3) if self._data.seal else 2.0

    def _closing(self, row: float) -> tuple[list[Text], Box | None]:
        issued = chinese_date(self._data.issued)
        issuer = self._data.issuer
        if issuer is None:
            baseline = _TOP + (row + 1.0) * _PITCH
            middle = _LEFT + self._middle("", issued)
            return [centred(issued, middle, baseline, _SIZE, self._regular)], None
        name = shown(issuer.name, self._regular)
        middle = _LEFT + self._middle(name, issued)
        baseline = _TOP + (row + self._above_issuer()) * _PITCH
        size = min(_SIZE, _SIZE * _COLUMN / width_of(name, _SIZE, self._regular))
        items = [
            centred(name, middle, baseline, size, self._regular),
            centred(issued, middle, baseline + _PITCH, _SIZE, self._regular),
        ]
        if self._data.seal is None:
            return items, None
        return items, Box(middle - _SEAL / 2, baseline - _SEAL * _SEAL_TO_ISSUER, _SEAL, _SEAL)

    def _middle(self, name: str, issued: str) -> float:
        """Middle of name and date: the date ends four characters from the right, a longer name at the edge."""
        by_date = _COLUMN - 4 * _SIZE - width_of(issued, _SIZE, self._regular) / 2
        longest = min(width_of(name, _SIZE, self._regular), _COLUMN)
        return min(by_date, _COLUMN - longest / 2)

    def _foot(self, index: int, count: int) -> Iterator[Text]:
        yield centred(foot(index, count), WIDTH / 2, 276.5, _FOOT, self._regular)
        if self._data.issuer is not None and self._data.issuer.fictitious:
            yield centred(SPECIMEN, WIDTH / 2, 283.0, 3.4, self._bold, RED)


def _with_text_on_the_last(pages: list[list[_Line]]) -> list[list[_Line]]:
    """The signature's page takes lines from the one before, so that some text stands above it."""
    if len(pages) > 1:
        wanted = _KEPT - len(pages[-1])
        count = max(0, min(wanted, len(pages[-2]) - 1))
        cut = len(pages[-2]) - count
        pages[-1][:0] = pages[-2][cut:]
        del pages[-2][cut:]
    return pages


def _moved(item: Text, x: float, baseline: float) -> Text:
    return replace(item, x=item.x + x, baseline=baseline)
