"""The metadata of a certificate as files inside it: JSON for programs of ours, XML with the standard's names for all others.

The elements of the XML are named as GB/T 36902 and 36903 name the items (``ZZMC``, ``ZZBS``, ``KZ_*``); the root ``DZZZ`` and
the list ``DXXK`` (单项许可) of a joint permit are ours, from memory of the standards, which fix no more.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from lxml import etree

from chain.certificates.data import ItemLicence
from chain.errors import ChainError
from chain.ofd.errors import MalformedOfd
from chain.ofd.reader import OfdReader
from chain.ofd.xml import parse, serialise

METADATA_JSON, METADATA_XML = "metadata.json", "metadata.xml"
_ROOT, _LICENCES, _LICENCE = "DZZZ", "DXXK", "XK"
_LICENCE_NAMES = {"name": "MC", "number": "BH", "issuer": "BFJG", "validity": "YXQ"}


def as_json(metadata: Mapping[str, str], licences: Sequence[ItemLicence] = ()) -> bytes:
    """``{metadata, licences}``."""
    content = {"metadata": dict(metadata), "licences": [asdict(licence) for licence in licences]}
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def as_xml(metadata: Mapping[str, str], licences: Sequence[ItemLicence] = ()) -> bytes:
    """One element for each item. Raises :class:`MalformedOfd` for what XML cannot hold."""
    root = etree.Element(_ROOT)
    try:
        for name, value in metadata.items():
            etree.SubElement(root, name).text = value
        if licences:
            listed = etree.SubElement(root, _LICENCES)
            for licence in licences:
                node = etree.SubElement(listed, _LICENCE)
                for key, name in _LICENCE_NAMES.items():
                    etree.SubElement(node, name).text = str(getattr(licence, key))
    except ValueError as error:
        raise MalformedOfd("元数据中有不能写入XML的内容。") from error
    return serialise(root)


def read_xml(content: bytes) -> dict[str, str] | None:
    """The metadata in a file that :func:`as_xml` may have written; ``None`` where it is no such file."""
    try:
        root = parse(content)
    except ChainError:
        return None
    nodes = [node for node in root if node.tag != _LICENCES]
    found = {str(node.tag): node.text or "" for node in nodes}
    plain = root.tag == _ROOT and len(found) == len(nodes) and not any(len(node) for node in nodes)
    return found if plain else None


def metadata_files(reader: OfdReader) -> dict[str, bytes]:
    """Both files of a certificate as they stand in it; those that an older one lacks are made from its metadata."""
    made = {METADATA_JSON: as_json, METADATA_XML: as_xml}
    return {
        name: reader.attachments[name] if name in reader.attachments else write(reader.metadata)
        for name, write in made.items()
    }
