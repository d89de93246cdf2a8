"""Parses XML that somebody else wrote: no DOCTYPE, no entities, no network, bounded size."""

from lxml import etree

from bpmn.errors import DiagramRefused

MAX_BYTES = 1024 * 1024
"""Largest diagram that is read: 1 MiB."""
MAX_ELEMENTS = 20_000


def parse_xml(data: bytes, name: str = "流程图") -> etree._Element:
    """The root element of an untrusted XML document; raises :class:`bpmn.errors.DiagramRefused`.

    The bytes must be UTF-8: another encoding could hide a DOCTYPE from a reader that only looks at the text.
    """
    if len(data) > MAX_BYTES:
        raise DiagramRefused(f"{name}：文件超过 {MAX_BYTES // 1024} KB，未予接收。")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DiagramRefused(f"{name}：文件编码应为 UTF-8，未予接收。") from error
    if b"<!DOCTYPE" in data.upper():
        raise DiagramRefused(f"{name}：文件含有 DOCTYPE 声明，存在安全风险，未予接收。")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DiagramRefused(f"{name}：不是格式正确的 XML 文件，未予接收。") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise DiagramRefused(f"{name}：文件含有 DOCTYPE 声明，存在安全风险，未予接收。")
    if sum(1 for _ in root.iter()) > MAX_ELEMENTS:
        raise DiagramRefused(f"{name}：流程图元素过多，未予接收。")
    return root
