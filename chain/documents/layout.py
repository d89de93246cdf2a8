"""Set page data on A4 after the format of official documents (GB/T 9704-2012, from memory): 22 lines of 28 characters.

Title centred, number right, addressee flush left, paragraphs indented by two characters, issuer and date to the right
beneath the text with the seal over both; never a last page without text.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from chain.certificates.fonts import Fonts
from chain.certificates.ornament import RED
from chain.certificates.typesetting import centred, justified, shown, width_of, wrap
from chain.documents.closing import closing_of
from chain.documents.page import PageData
from chain.documents.sheet import COLUMN, HEIGHT, LEFT, PITCH, ROWS, SIZE, TOP, WIDTH
from chain.documents.words import INDENT, SPECIMEN, foot, words_of
from chain.ofd.model import Box, Page, Text

_TITLE, _FOOT = 7.76, 4.2
"""2号 for the title, about 4号 for the foot."""
_WIDEST_GAP = 0.25
"""A line is spread to the edge unless that would part its characters by more than this share of their size."""
_KEPT = 2
"""Lines of text at least above the signature on a last page."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The pages, and where on the last one the seals of the issuers go, in their order; none when nobody seals it."""

    pages: tuple[Page, ...]
    seals: tuple[Box, ...]


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
        closing = closing_of(self._data, self._regular)
        pages = self._broken(lines, closing.rows)
        placed: list[list[Text]] = []
        row = 0.0
        for page in pages:
            row, items = 0.0, list[Text]()
            for line in page:
                row += line.rows
                items.append(_moved(line.item, LEFT, TOP + (row - 0.3) * PITCH))
            placed.append(items)
        end = TOP + row * PITCH
        placed[-1].extend(_moved(item, LEFT, end + item.baseline) for item in closing.items)
        for index, items in enumerate(placed):
            items.extend(self._foot(index, len(placed)))
        seals = (replace(seal, x=seal.x + LEFT, y=seal.y + end) for seal in closing.seals)
        return Layout(tuple(Page(WIDTH, HEIGHT, tuple(items)) for items in placed), tuple(seals))

    def _head(self) -> Iterator[_Line]:
        head = words_of(self._data)
        for text in head.titles:
            for line in wrap(shown(text, self._bold), COLUMN, _TITLE, self._bold):
                yield _Line(centred(line, COLUMN / 2, 0, _TITLE, self._bold), 1.25)
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
        lines = wrap(shown(text, self._regular), COLUMN, SIZE, self._regular)
        for index, line in enumerate(lines):
            yield self._spread(line) if index < len(lines) - 1 else Text(0, 0, SIZE, line, self._regular)

    def _spread(self, line: str) -> Text:
        item = justified(line, 0, 0, SIZE, COLUMN, self._regular)
        return item if item.spacing <= SIZE * _WIDEST_GAP else replace(item, spacing=0.0)

    def _right(self, text: str, rows: float) -> _Line:
        text = shown(text, self._regular)
        size = min(SIZE, SIZE * COLUMN / width_of(text, SIZE, self._regular))
        return _Line(Text(COLUMN - width_of(text, size, self._regular), 0, size, text, self._regular), rows)

    def _broken(self, lines: list[_Line], closing: float) -> list[list[_Line]]:
        """Lines by page; the last page holds the closing too, with some lines of text above it."""
        pages: list[list[_Line]] = [[]]
        used = 0.0
        for line in lines:
            if used + line.rows > ROWS:
                pages.append([])
                used = 0.0
            pages[-1].append(line)
            used += line.rows
        if used + closing > ROWS:
            pages.append([])
        return _with_text_on_the_last(pages)

    def _foot(self, index: int, count: int) -> Iterator[Text]:
        yield centred(foot(index, count), WIDTH / 2, 276.5, _FOOT, self._regular)
        if any(issuer.fictitious for issuer in self._data.issuers):
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
