"""Ways to spoil a sound file: in its container, in its XML, in its ASN.1. Each draws what it does from hypothesis."""

import copy
from dataclasses import replace

from hypothesis import strategies as st
from lxml import etree

from chain.ofd.package import read_package, write_package
from tests.unit.chain.hostile.der import element, nodes, replaced
from tests.unit.chain.hostile.zips import assemble, members_of

NUMBERS = st.one_of(st.integers(0, 40), st.sampled_from([2**15, 2**16 - 1, 2**31 - 1, 2**32 - 1]))
NAMES = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        ["OFD.xml", "ofd.xml", "../OFD.xml", "/", "Doc_0/Document.xml", "Doc_0/Signs/Signatures.xml", "a\0b"]
    ),
)
WORDS = st.one_of(
    st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"], exclude_characters="￾￿"), max_size=12),
    st.sampled_from(
        ["", "-1", "1e309", "nan", "/OFD.xml", "../../..", "/Doc_0/Document.xml", "0 0 1 1", "SM3", "长期"]
    ),
)
TAGS = st.sampled_from([1, 2, 3, 4, 5, 6, 10, 12, 16, 19, 22, 23, 24, 0x24, 0x30, 0x31, 0x80, 0xA0, 0xA3])


@st.composite
def raw_bytes(draw: st.DrawFn, sound: bytes) -> bytes:
    """Bytes of the container changed, cut out, doubled, put in."""
    data = bytearray(sound)
    for _ in range(draw(st.integers(1, 4))):
        position = draw(st.integers(0, max(len(data) - 1, 0)))
        length = draw(st.integers(0, 64))
        match draw(st.sampled_from(["flip", "cut", "double", "put", "end"])):
            case "flip" if data:
                data[position] ^= draw(st.integers(1, 255))
            case "cut":
                del data[position : position + length]
            case "double":
                data[position:position] = data[position : position + length]
            case "put":
                data[position:position] = draw(st.binary(max_size=64))
            case _:
                del data[position:]
    return bytes(data)


@st.composite
def containers(draw: st.DrawFn, sound: bytes) -> bytes:
    """Honest contents whose headers, names, order and surroundings are not."""
    members = members_of(read_package(sound))
    for _ in range(draw(st.integers(1, 3))):
        index = draw(st.integers(0, len(members) - 1))
        member = members[index]
        facts = draw(
            st.dictionaries(st.sampled_from(["flags", "method"]), st.integers(0, 2**16 - 1), max_size=1)
        )
        facts |= draw(st.dictionaries(st.sampled_from(["crc", "packed", "size"]), NUMBERS, max_size=2))
        match draw(
            st.sampled_from(
                ["local", "central", "both", "name", "twice", "lost", "unlisted", "hidden", "content"]
            )
        ):
            case "local":
                members[index] = replace(member, local=facts)
            case "central":
                members[index] = replace(member, central=facts | {"offset": draw(NUMBERS)})
            case "both":
                members[index] = replace(member, local=facts, central=facts)
            case "name":
                members[index] = replace(member, name=draw(NAMES).encode("utf-8", "surrogatepass"))
            case "twice":
                members.append(member)
            case "lost" if len(members) > 1:
                members.pop(index)
            case "unlisted":
                members[index] = replace(member, listed=False)
            case "hidden":
                members[index] = replace(member, behind=draw(st.binary(min_size=1, max_size=20)))
            case _:
                members[index] = replace(member, content=draw(st.binary(max_size=30)))
    return assemble(members, comment=draw(st.binary(max_size=5)), tail=draw(st.binary(max_size=5)))


@st.composite
def documents(draw: st.DrawFn, sound: bytes) -> bytes:
    """One XML file whose elements, attributes and texts were moved, doubled, lost, or say something else."""
    files = read_package(sound)
    name = draw(st.sampled_from(sorted(name for name in files if name.endswith(".xml"))))
    root = etree.fromstring(files[name])
    for _ in range(draw(st.integers(1, 3))):
        every = list(root.iter("*"))
        node = every[draw(st.integers(0, len(every) - 1))]
        parent = node.getparent()
        match draw(
            st.sampled_from(["attribute", "text", "double", "lose", "wrap", "move", "rename", "graft"])
        ):
            case "attribute":
                node.set(draw(st.sampled_from([*map(str, node.attrib), "New"])), draw(WORDS))
            case "text":
                node.text = draw(WORDS)
            case "double" if parent is not None:
                parent.append(copy.deepcopy(node))
            case "lose" if parent is not None:
                parent.remove(node)
            case "wrap" if parent is not None:
                outer = etree.SubElement(parent, node.tag)
                outer.append(node)
            case "move":
                root.append(node) if node is not root else None
            case "rename":
                node.tag = every[draw(st.integers(0, len(every) - 1))].tag
            case "graft":
                other = draw(st.sampled_from(sorted(name for name in files if name.endswith(".xml"))))
                node.append(etree.fromstring(files[other]))
    return write_package({**files, name: etree.tostring(root)})


@st.composite
def values(draw: st.DrawFn, sound: bytes) -> bytes:
    """A seal or a signature whose elements were replaced, doubled, lost or retagged, with the lengths around put right."""
    files = read_package(sound)
    name = draw(st.sampled_from(sorted(name for name in files if name.endswith((".dat", ".esl")))))
    value = files[name]
    for _ in range(draw(st.integers(1, 3))):
        every = list(nodes(value))
        node = every[draw(st.integers(0, len(every) - 1))]
        whole, content = value[node.start : node.end], value[node.content : node.end]
        match draw(st.sampled_from(["content", "tag", "double", "lose", "nest", "graft"])):
            case "content":
                new = element(whole[0], draw(st.binary(max_size=40)))
            case "tag":
                new = element(draw(TAGS), content)
            case "double":
                new = whole + whole
            case "lose":
                new = b""
            case "nest":
                new = element(draw(TAGS), whole)
            case _:
                other = every[draw(st.integers(0, len(every) - 1))]
                new = value[other.start : other.end]
        value = replaced(value, node, new)
        if not value:
            break
    return write_package({**files, name: value})
