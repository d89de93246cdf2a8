"""XML of OFD: elements are written plainly and read without any DTD, entity or network, within bounds."""

import re
from functools import lru_cache

from lxml import etree

from chain.ofd.errors import MalformedOfd, OfdTooLarge

NAMESPACE = "http://www.ofdspec.org/2016"
_PREFIX = {"ofd": NAMESPACE}
_DRAFT = "{http://www.ofdspec.org}"
"""The namespace of the drafts before 2016; makers still write it."""
_DRAFT_DECLARED = re.compile(rb"""(\sxmlns(?::[^\s=<>"']{1,200})?\s*=\s*)(["'])http://www\.ofdspec\.org\2""")
LARGEST_FILE = 16 * 2**20
"""Bytes of one XML file; the largest page or resource list met is 0.7 MB."""
MOST_MARKS = 500_000
"""``<`` and ``=`` in one file: no node stands without one of them, and one takes up to 240 bytes once it is parsed."""
_DOCTYPE = b"<!DOCTYPE"
_ENCODING = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"'>]*)")
_ENCODINGS = (b"utf-8", b"utf8", b"us-ascii", b"ascii")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_CONTROL = "内容中有不能写入OFD文件的控制字符。"


def element(
    name: str, *children: etree._Element, text: str | None = None, **attributes: str
) -> etree._Element:
    """An element of the OFD namespace; text and attributes must be representable in XML 1.0."""
    try:
        node = etree.Element(tag(name), attributes, _PREFIX)
        if text is not None:
            node.text = text
    except ValueError as error:
        raise MalformedOfd(_CONTROL) from error
    if children:
        node.extend(children)
    return node


def add(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    """A new last child, as :func:`element` makes it; where there are many, in less than half of the time."""
    try:
        node = etree.SubElement(parent, tag(name), attributes)
        if text is not None:
            node.text = text
    except ValueError as error:
        raise MalformedOfd(_CONTROL) from error
    return node


def tag(name: str) -> str:
    """The qualified name."""
    return f"{{{NAMESPACE}}}{name}"


def serialise(node: etree._Element) -> bytes:
    """The document as UTF-8 with its declaration."""
    return etree.tostring(node, xml_declaration=True, encoding="UTF-8")


def marks(data: bytes) -> int:
    """How much there is to parse at most: the measure of :data:`MOST_MARKS`."""
    return data.count(b"<") + data.count(b"=")


def parse(data: bytes) -> etree._Element:
    """The root element, without comments and processing instructions. Raises :class:`MalformedOfd`,
    :class:`OfdTooLarge`.

    Refused before it is parsed: any DOCTYPE, and any encoding but UTF-8, so that what is counted is what is parsed.
    """
    if len(data) > LARGEST_FILE or marks(data) > MOST_MARKS:
        raise OfdTooLarge("OFD文件内的XML过大，无法处理。")
    if _DOCTYPE in data:
        raise MalformedOfd("OFD文件内的XML含有不允许的DOCTYPE声明。")
    declared = _ENCODING.match(data.removeprefix(_BYTE_ORDER_MARK))
    if declared and declared[1].strip().lower() not in _ENCODINGS:
        raise MalformedOfd("OFD文件内的XML不是UTF-8编码。")
    root = _root(data)
    if str(root.tag).startswith(_DRAFT):
        # Renaming element by element takes quadratic time where a root declares many namespaces.
        root = _root(_DRAFT_DECLARED.sub(rb"\1\2%s\2" % NAMESPACE.encode(), data))
    return root


def _root(data: bytes) -> etree._Element:
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise MalformedOfd("OFD文件内的XML无法解析。") from error


def child(node: etree._Element, *names: str) -> etree._Element | None:
    """The one element down the path of names, or ``None``; raises :class:`MalformedOfd` where there are several, of which
    another reader might take another."""
    for name in names:
        found = node.findall(tag(name))
        if len(found) > 1:
            raise MalformedOfd("OFD文件内应当唯一的内容重复出现。")
        if not found:
            return None
        node = found[0]
    return node


def text_of(node: etree._Element, *names: str) -> str:
    """Stripped text of the element down the path; empty where there is none."""
    found = child(node, *names) if names else node
    return (found.text or "").strip() if found is not None else ""


@lru_cache(maxsize=4096)
def number(value: float) -> str:
    """A length as short as it can be, to a thousandth of a millimetre."""
    return f"{round(value, 3) + 0.0:g}" if abs(value) < 1000 else f"{value:.3f}"
