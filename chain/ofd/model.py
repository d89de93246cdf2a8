"""What stands on a page. Lengths in millimetres, origin top left, y downwards; colours are RGB from 0 to
255.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from chain.ofd.typeface import Typeface

Colour = tuple[int, int, int]
BLACK: Colour = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its top left corner and its size."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text: where its baseline starts, its size, and the space added after each character."""

    x: float
    baseline: float
    size: float
    text: str
    face: Typeface
    colour: Colour = BLACK
    spacing: float = 0.0

    @property
    def advances(self) -> list[float]:
        """How far each character moves the next."""
        return [advance * self.size + self.spacing for advance in self.face.advances(self.text)]


@dataclass(frozen=True, slots=True)
class Shape:
    """A path in OFD's abbreviated notation (``M L Q B C`` with absolute coordinates), filled, stroked, or
    both.
    """

    path: str
    fill: Colour | None = None
    stroke: Colour | None = None
    line_width: float = 0.25


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG picture."""

    box: Box
    png: bytes


Item = Text | Shape | Picture


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its size and, in the order they are painted, what is on it, over a ``background`` that pages share."""

    width: float
    height: float
    items: Sequence[Item]
    background: tuple[Shape, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels inside: ``name`` is ASCII with its suffix, ``kind`` such as ``json``."""

    name: str
    data: bytes
    kind: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document before it is written. ``doc_id`` is 32 hexadecimal digits; ``metadata`` becomes
    CustomDatas.
    """

    doc_id: str
    title: str
    created: date
    pages: Sequence[Page]
    metadata: Mapping[str, str] = field(default_factory=dict)
    attachments: Sequence[Attachment] = ()
