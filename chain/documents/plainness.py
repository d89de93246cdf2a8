"""Whether the pages of a file show the text that stands in them and nothing else, as the pages of our documents do.

A template page, an annotation or a picture shows what is no text of the page; text that is switched off, transparent, light or
outside the page is not seen. What a glyph looks like is the font's, and not looked at: whoever seals answers for it.
"""

from lxml import etree

from chain.ofd.attributes import colour_of
from chain.ofd.model import Box
from chain.ofd.reader import OfdReader, read_box
from chain.ofd.xml import tag, text_of

_ON_PAGES: dict[str, set[str]] = {
    "Page": set(),
    "Area": set(),
    "PhysicalBox": set(),
    "Content": set(),
    "Layer": {"ID", "Type"},
    "TextObject": {"ID", "Font", "Size", "Boundary"},
    "FillColor": {"Value"},
    "TextCode": {"X", "Y", "DeltaX"},
}
"""Elements of a page and their attributes, as :mod:`chain.ofd.writer` has them for text alone."""
_ON_PAGES_BY_TAG = {tag(name): attributes for name, attributes in _ON_PAGES.items()}
_IN_DOCUMENT = frozenset(
    map(tag, ("Document", "CommonData", "MaxUnitID", "PageArea", "PhysicalBox", "PublicRes", "DocumentRes", "Pages", "Page",
              "Attachments"))
)  # fmt: skip
_LIGHT = 200
"""Of 255: text whose every part of colour is above is not read on white."""


def shows_text_alone(reader: OfdReader) -> bool:
    """Whether that holds of every page; raises what the reader raises."""
    if any(node.tag not in _IN_DOCUMENT for node in reader.document.iter()):
        return False
    return all(_is_plain(reader, reader.xml(page.file)) for page in reader.pages)


def _is_plain(reader: OfdReader, page: etree._Element) -> bool:
    if not all(_is_known(node) for node in page.iter()):
        return False
    own = text_of(page, "Area", "PhysicalBox")
    area = read_box(own or text_of(reader.document, "CommonData", "PageArea", "PhysicalBox"))
    return all(_is_seen(node, area) for node in page.iter(tag("TextObject")))


def _is_known(node: etree._Element) -> bool:
    attributes = _ON_PAGES_BY_TAG.get(str(node.tag))
    return attributes is not None and attributes.issuperset(map(str, node.attrib))


def _is_seen(text: etree._Element, area: Box) -> bool:
    box = read_box(text.get("Boundary", ""))
    inside = (
        box.x >= 0 and box.y >= 0 and box.x + box.width <= area.width and box.y + box.height <= area.height
    )
    return inside and min(colour_of(text, "FillColor", (0, 0, 0))) <= _LIGHT
