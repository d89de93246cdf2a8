"""XML of OFD: elements are written plainly and read without any DTD, entity or network."""

from lxml import etree

from chain.ofd.errors import MalformedOfd

NAMESPACE = "http://www.ofdspec.org/2016"


def element(
    name: str, *children: etree._Element, text: str | None = None, **attributes: str
) -> etree._Element:
    """An element of the OFD namespace; text and attributes must be representable in XML 1.0."""
    node = etree.Element(tag(name), nsmap={"ofd": NAMESPACE})
    try:
        for key, value in attributes.items():
            node.set(key, value)
        node.text = text
    except ValueError as error:
        raise MalformedOfd("内容中有不能写入OFD文件的控制字符。") from error
    node.extend(children)
    return node


def tag(name: str) -> str:
    """The qualified name."""
    return f"{{{NAMESPACE}}}{name}"


def serialise(node: etree._Element) -> bytes:
    """The document as UTF-8 with its declaration."""
    return etree.tostring(node, xml_declaration=True, encoding="UTF-8")


def parse(data: bytes) -> etree._Element:
    """The root element; refuses any DOCTYPE. Raises :class:`MalformedOfd`."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise MalformedOfd("OFD文件内的XML无法解析。") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise MalformedOfd("OFD文件内的XML含有不允许的DOCTYPE声明。")
    return root


def child(node: etree._Element, *names: str) -> etree._Element | None:
    """The first element down the path of names, or ``None``."""
    return node.find("/".join(tag(name) for name in names))


def text_of(node: etree._Element, *names: str) -> str:
    """Stripped text of the element down the path; empty where there is none."""
    found = child(node, *names) if names else node
    return (found.text or "").strip() if found is not None else ""


def number(value: float) -> str:
    """A length as short as it can be, to a thousandth of a millimetre."""
    return f"{round(value, 3) + 0.0:g}" if abs(value) < 1000 else f"{value:.3f}"
