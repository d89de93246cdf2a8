"""What stands on a page of a file of ours, in the order in which it is painted, for whoever draws it on something else.

For files that were written here (:mod:`chain.ofd.writer`) and sealed: text in embedded fonts on level lines, paths, pictures,
seals. Whatever else a stranger's file may hold is left out; :mod:`chain.ofd.render` draws more of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from chain.ofd.attributes import (
    bounded,
    colour_of,
    first_number,
    positions,
    resource_files,
    seal_picture,
    template_pages,
)
from chain.ofd.model import BLACK, Box, Colour
from chain.ofd.paths import Point, polylines
from chain.ofd.reader import OfdReader, PageEntry, read_box
from chain.ofd.xml import tag, text_of


@dataclass(frozen=True, slots=True)
class Run:
    """Characters on one baseline, ``xs`` where each begins; ``font`` is the TrueType file that shows them."""

    font: bytes
    size: float
    text: str
    xs: Sequence[float]
    baseline: float
    colour: Colour


@dataclass(frozen=True, slots=True)
class Lines:
    """Subpaths, filled, stroked, or both."""

    lines: Sequence[Sequence[Point]]
    fill: Colour | None
    stroke: Colour | None
    width: float


@dataclass(frozen=True, slots=True)
class Image:
    """A picture in a box, of which ``shown`` is seen; ``ink``: what lies beneath shows through, as under a seal."""

    data: bytes
    box: Box
    shown: Box
    ink: bool = False


Drawn = Run | Lines | Image


def page_box(reader: OfdReader, page: PageEntry) -> Box:
    """The page's size, in millimetres as everything here."""
    own = text_of(reader.xml(page.file), "Area", "PhysicalBox")
    return read_box(own or text_of(reader.document, "CommonData", "PageArea", "PhysicalBox"))


def drawn(reader: OfdReader, page: PageEntry) -> Iterator[Drawn]:
    """What lies beneath the page, its objects, then the seals on it. Raises :class:`MalformedOfd`, :class:`OfdTooLarge`."""
    files = {key: reader.files.get(name) for key, name in resource_files(reader)}
    content = reader.xml(page.file)
    for each in (*template_pages(reader, content), content):
        for layer in each.iter(tag("Layer")):
            for node in layer.iter(tag("TextObject"), tag("PathObject"), tag("ImageObject")):
                yield from _object(node, files)
    for signature in reader.signatures:
        picture = seal_picture(reader.files.get(signature.value_file, b""))
        for stamp in signature.stamps if picture else ():
            if picture and stamp.page_ref == page.page_id:
                yield Image(picture, stamp.box, stamp.shown, ink=True)


def _object(node: etree._Element, files: dict[str, bytes | None]) -> Iterator[Drawn]:
    box = read_box(node.get("Boundary", ""))
    if node.tag == tag("PathObject"):
        yield _lines(node, box)
    elif node.tag == tag("ImageObject"):
        picture = files.get(node.get("ResourceID", ""))
        if picture:
            yield Image(picture, box, box)
    else:
        font = files.get(node.get("Font", ""))
        if font:
            yield from _runs(node, box, font)


def _runs(node: etree._Element, box: Box, font: bytes) -> Iterator[Run]:
    size, ink = first_number(node.get("Size", ""), 0.0), colour_of(node, "FillColor", BLACK)
    for code in node.iter(tag("TextCode")):
        text = code.text or ""
        if text:
            xs = [box.x + x for x in positions(code, "X", "DeltaX", len(text))]
            yield Run(font, size, text, xs, box.y + first_number(code.get("Y", "0"), 0.0), ink)


def _lines(node: etree._Element, box: Box) -> Lines:
    filled, stroked = node.get("Fill") == "true", node.get("Stroke", "true") == "true"
    return Lines(
        lines=[
            [(box.x + x, box.y + y) for x, y in line]
            for line in polylines(bounded(text_of(node, "AbbreviatedData")))
        ],
        fill=colour_of(node, "FillColor", BLACK) if filled else None,
        stroke=colour_of(node, "StrokeColor", BLACK) if stroked else None,
        width=first_number(node.get("LineWidth", ""), 0.353),
    )
