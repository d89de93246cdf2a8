"""Break, shrink and justify text so that it fits its place whole."""

from dataclasses import dataclass

from chain.certificates.errors import ContentDoesNotFit
from chain.ofd.model import Colour, Text
from chain.ofd.typeface import Typeface

_SMALLEST = 2.0
"""Below 2 mm (about 5.7 points) printed Chinese text can no longer be read with ease."""
_SHRINK = 0.94
_ROUNDING = 1e-6
"""Millimetres: sums of widths, taken by piece or at once, differ by less."""
GETA = "〓"
"""Stands where the typeface has no glyph for a character of somebody's text: the data beside the page keep the character."""
_NOT_AT_END = "（《“‘〔【(["
_NOT_AT_START = "，。、；：？！）》”’〕】%,.;:!?)]"


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of text at one size."""

    lines: tuple[str, ...]
    size: float
    leading: float

    @property
    def height(self) -> float:
        """From the top of the first line to the bottom of the last."""
        return len(self.lines) * self.size * self.leading

    def placed(self, x: float, top: float, face: Typeface, colour: Colour = (0, 0, 0)) -> list[Text]:
        """The lines as text on the page, the first one's top at ``top``."""
        first = top + self.size * (0.88 + (self.leading - 1.2) / 2)
        return [
            Text(x, first + index * self.size * self.leading, self.size, line, face, colour)
            for index, line in enumerate(self.lines)
            if line
        ]


def shown(text: str, face: Typeface) -> str:
    """``text`` as the typeface can show it."""
    return "".join(char if face.covers(char) or char.isspace() else GETA for char in text)


def width_of(text: str, size: float, face: Typeface) -> float:
    """Set width in millimetres."""
    return sum(face.advances(text)) * size


def wrap(text: str, width: float, size: float, face: Typeface) -> list[str]:
    """Lines no wider than ``width``; Latin words and numbers stay whole where they can, line feeds are
    kept.
    """
    return [line for paragraph in text.splitlines() or [""] for line in _wrap(paragraph, width, size, face)]


def _wrap(text: str, width: float, size: float, face: Typeface) -> list[str]:
    if width_of(text, size, face) < width - _ROUNDING:
        return [text]
    lines, line, used = [], "", 0.0
    for word in _words(text):
        for piece in [word] if width_of(word, size, face) <= width else list(word):
            advance = width_of(piece, size, face)
            if line and used + advance > width:
                lines.append(line)
                line, used = "", 0.0
            line, used = line + piece, used + advance
    return [*lines, line]


def _words(text: str) -> list[str]:
    words: list[str] = []
    for char in text:
        if words and _stays_together(words[-1][-1], char):
            words[-1] += char
        else:
            words.append(char)
    return words


def _stays_together(before: str, after: str) -> bool:
    """No line ends with an opening mark or begins with a closing one; Latin words and numbers stay whole."""
    latin = all(char.isascii() and not char.isspace() for char in (before, after))
    return latin or before in _NOT_AT_END or after in _NOT_AT_START


def fit(
    text: str,
    width: float,
    height: float,
    size: float,
    face: Typeface,
    leading: float,
    lines: int | None = None,
) -> Block:
    """The text at ``size``, or smaller until it fits ``height`` (and ``lines``); never cut.

    Raises :class:`ContentDoesNotFit` when it would have to become smaller than can be read.
    """
    while size >= _SMALLEST:
        block = Block(tuple(wrap(text, width, size, face)), size, leading)
        if block.height <= height + 1e-6 and (lines is None or len(block.lines) <= lines):
            return block
        size *= _SHRINK
    raise ContentDoesNotFit


def fit_line(text: str, width: float, size: float, face: Typeface) -> float:
    """The size at which one line fits ``width``."""
    natural = width_of(text, size, face)
    fitted = size if natural <= width else size * width / natural
    if fitted < _SMALLEST:
        raise ContentDoesNotFit
    return fitted


def centred(
    text: str,
    middle: float,
    baseline: float,
    size: float,
    face: Typeface,
    colour: Colour = (0, 0, 0),
    spacing: float = 0.0,
) -> Text:
    """One line centred on ``middle``."""
    width = width_of(text, size, face) + spacing * (len(text) - 1)
    return Text(middle - width / 2, baseline, size, text, face, colour, spacing)


def justified(text: str, x: float, baseline: float, size: float, width: float, face: Typeface) -> Text:
    """One line spread over ``width``: labels of different length end at one edge."""
    slack = width - width_of(text, size, face)
    spacing = max(0.0, slack / (len(text) - 1)) if len(text) > 1 else 0.0
    return Text(x, baseline, size, text, face, spacing=spacing)
