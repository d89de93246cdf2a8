"""Values that stand in attributes of a page's objects: positions of characters, colours; and where its resources are."""

from collections.abc import Iterator

from lxml import etree

from chain.errors import ChainError
from chain.ofd.errors import OfdTooLarge
from chain.ofd.model import Colour
from chain.ofd.package import resolve
from chain.ofd.reader import OfdReader, read_numbers
from chain.ofd.xml import child, tag, text_of
from chain.seal.reading import read_signature

_LONGEST = 2**19
"""Characters of one path or one list of steps; the QR code of a certificate has some fifty thousand."""


def bounded(text: str) -> str:
    """The text, unless it is longer than anything that is drawn; raises :class:`OfdTooLarge`."""
    if len(text) > _LONGEST:
        raise OfdTooLarge
    return text


def first_number(text: str, default: float) -> float:
    """The first number in a list."""
    values = read_numbers(text)
    return values[0] if values else default


def positions(code: etree._Element, start: str, delta: str, count: int) -> list[float]:
    """Coordinate of each character: a start, and steps in which ``g n v`` repeats v n times."""
    position = first_number(code.get(start, "0"), 0.0)
    found = [position]
    for step in _steps(bounded(code.get(delta, "")).split(), count):
        position += step
        found.append(position)
    return (found + [position] * count)[:count]


def _steps(tokens: list[str], limit: int) -> list[float]:
    steps: list[float] = []
    queue = list(reversed(tokens))
    while queue and len(steps) < limit:
        piece = queue.pop()
        if piece == "g" and len(queue) >= 2:
            repeat, value = read_numbers(f"{queue.pop()} {queue.pop()}")
            steps.extend([value] * min(max(int(repeat), 0), limit))
        else:
            steps.extend(read_numbers(piece))
    return steps


def colour_of(node: etree._Element, name: str, default: Colour) -> Colour:
    """A colour in RGB, each part from 0 to 255."""
    found = child(node, name)
    values = read_numbers(found.get("Value", "")) if found is not None else []
    if len(values) != 3:
        return default
    red, green, blue = (min(max(int(value), 0), 255) for value in values)
    return red, green, blue


def resource_files(reader: OfdReader) -> Iterator[tuple[str, str]]:
    """Resource IDs of fonts and pictures, and their files."""
    common = child(reader.document, "CommonData")
    for kind in ("PublicRes", "DocumentRes"):
        for entry in common.findall(tag(kind)) if common is not None else ():
            name = resolve(reader.document_file, (entry.text or "").strip())
            root = reader.xml(name)
            folder = resolve(name, root.get("BaseLoc", "")) + "/."
            for item, file in (("Font", "FontFile"), ("MultiMedia", "MediaFile")):
                for node in root.iter(tag(item)):
                    location = text_of(node, file)
                    if location:
                        yield node.get("ID", ""), resolve(folder, location)


def template_pages(reader: OfdReader, content: etree._Element) -> Iterator[etree._Element]:
    """What stands beneath the ``content`` of a page: the template pages that it uses."""
    for use in content.findall(tag("Template")):
        file = reader.template_files.get(use.get("TemplateID", ""))
        if file:
            yield reader.xml(file)


def seal_picture(value: bytes) -> bytes | None:
    """The picture of the seal in a signature; ``None`` where it cannot be read."""
    try:
        return read_signature(value).seal.picture
    except ChainError:
        return None
