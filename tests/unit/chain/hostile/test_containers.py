"""The container: bombs, tricks with paths, and files that one reader sees and another does not."""

import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest

from chain.certificates.compose import seal_place
from chain.certificates.verdict import Result
from chain.ofd.package import DEFAULT_LIMITS, read_package, write_package
from tests.conformance.other_makers import Manner, seal_in
from tests.unit.chain.hostile.verdicts import TEMPLATE, Sound
from tests.unit.chain.hostile.zips import Member, assemble, members_of

EVIL = Member(b"evil.xml", b"<evil/>")
Arranged = Callable[[list[Member]], bytes]


def with_first(**facts: object) -> Arranged:
    """The second file's own header says something else than the directory."""
    return lambda members: assemble([members[0], replace(members[1], local=facts), *members[2:]])


def with_listed(**facts: object) -> Arranged:
    """The directory says something else of the second file than its own header."""
    return lambda members: assemble([members[0], replace(members[1], central=facts), *members[2:]])


def behind_each_other(members: list[Member]) -> bytes:
    """Two lines of the directory share one content, as in bombs whose files overlap."""
    return assemble([*members, replace(EVIL, central={"name": b"twice.xml", "offset": 0})])


def inside_another(members: list[Member]) -> bytes:
    """A file whose header lies within the content of another (quoted overlap)."""
    outer = Member(b"outer", assemble([EVIL]), stored=True)
    offset = assemble([*members, outer]).index(outer.content)
    return assemble([*members, outer, replace(EVIL, central={"offset": offset})])


HIDING: dict[str, Arranged] = {
    "bytes before the first file": lambda m: assemble([replace(m[0], before=b"%PDF-1.7\n"), *m[1:]]),
    "a program before the archive": lambda m: b"#!/bin/sh\n" + assemble(m),
    "bytes between two files": lambda m: assemble([replace(m[0], behind=b"hidden"), *m[1:]]),
    "bytes before the directory": lambda m: assemble([*m[:-1], replace(m[-1], behind=b"hidden")]),
    "bytes behind the archive": lambda m: assemble(m, tail=b"hidden"),
    "a second archive behind the first": lambda m: assemble(m) + assemble([EVIL]),
    "a second end in the comment": lambda m: assemble(m, comment=assemble([EVIL])),
    "a file that the directory does not list": lambda m: assemble([*m, replace(EVIL, listed=False)]),
    "two lines for one content": behind_each_other,
    "a file within another": inside_another,
    "another name in its own header": with_first(name=b"OFD2.xml"),
    "another size in its own header": with_first(size=3),
    "another packed size in its own header": with_first(packed=3),
    "another checksum in its own header": with_first(crc=3),
    "another method in its own header": with_first(method=0),
    "other flags in its own header": with_first(flags=8),
    "sizes said to stand behind": with_listed(flags=8),
    "a second name in the extra field": with_listed(extra=struct.pack("<HH", 0x7075, 9) + b"\1\0\0\0\0evil"),
    "a second name in its own extra field": with_first(
        extra=struct.pack("<HH", 0x7075, 9) + b"\1\0\0\0\0evil"
    ),
    "sizes in a Zip64 field that is not there": with_first(size=0xFFFFFFFF, packed=0xFFFFFFFF),
    "more lines than are counted": lambda m: assemble(m, count=len(m) - 1),
    "a folder with content": lambda m: assemble([*m, Member(b"Doc_0/Res/", b"hidden")]),
}


@pytest.mark.parametrize("trick", HIDING)
def test_what_two_readers_would_see_differently_is_refused(trick: str, sound: Sound) -> None:
    members = members_of(read_package(sound.locked))
    assert sound.verdict(assemble(members)).passed
    assert sound.failure(HIDING[trick](members), "structure")


@pytest.mark.parametrize(
    "name",
    [
        b"../evil",
        b"/evil",
        b"Doc_0/../../evil",
        b"Doc_0\\evil",
        b"..\\evil",
        b"C:evil",
        b"evil\0.xml",
        b"Doc_0//evil",
        b"./evil",
        b".",
        b"..",
        b"",
        b"/",
        b"../",
        b"Doc_0/evil.",
        b"Doc_0/evil ",
        b"Doc_0/\xe2\x80\xaelmx.live",
        b"evil\n",
        b"\xff\xfe\xfd",
        b"a" * 600,
    ],
)
def test_a_path_that_is_not_plain_is_refused(name: bytes, sound: Sound) -> None:
    members = members_of(read_package(sound.locked))
    assert "文件路径" in sound.failure(assemble([*members, Member(name, b"")]), "structure")


@pytest.mark.parametrize(
    "twin",
    ["OFD.xml", "ofd.XML", "ＯＦＤ.xml", "OFD.xml/", "Doc_0/DOCUMENT.xml", "Doc_0/Document.ⅹml"],
)
def test_a_name_that_some_system_takes_for_another_is_refused(twin: str, sound: Sound) -> None:
    members = members_of(read_package(sound.locked))
    assert "重名" in sound.failure(assemble([*members, Member(twin.encode())]), "structure")


def test_one_name_composed_in_two_ways_is_refused(sound: Sound) -> None:
    members = members_of(read_package(sound.locked))
    twins = [Member("é.xml".encode()), Member("é.xml".encode())]
    assert "重名" in sound.failure(assemble([*members, *twins]), "structure")


@pytest.mark.parametrize(
    "facts", [{"flags": 1}, {"flags": 64}, {"flags": 0x2000}, {"method": 12}, {"method": 99}]
)
def test_what_is_encrypted_or_packed_otherwise_is_refused(facts: dict[str, object], sound: Sound) -> None:
    members = members_of(read_package(sound.locked))
    secret = Member(b"secret", b"", local=facts, central=facts)
    assert "压缩方式" in sound.failure(assemble([*members, secret]), "structure")


def test_a_link_is_refused(sound: Sound) -> None:
    members = members_of(read_package(sound.locked))
    link = Member(b"Doc_0/link", b"/etc/passwd", central={"made_by": 3 << 8, "kind": 0o120777 << 16})
    assert "链接" in sound.failure(assemble([*members, link]), "structure")


def bomb(size: int) -> Member:
    """A file of zeros, a thousandth of its size when packed."""
    return Member(b"bomb", bytes(size))


BOMBS: dict[str, Callable[[list[Member]], bytes]] = {
    "one file beyond the limit": lambda m: assemble([*m, bomb(DEFAULT_LIMITS.entry + 1)]),
    "many files within the limit": lambda m: assemble(
        [*m, *(replace(bomb(2**25), name=b"bomb%d" % i) for i in range(4))]
    ),
    "a size of four gigabytes": lambda m: assemble([*m, replace(bomb(9), central={"size": 2**32 - 1})]),
    "more files than the limit": lambda m: assemble([*m, *(Member(b"f%d" % i) for i in range(2001))]),
    "more folders than the limit": lambda m: assemble([*m, *(Member(b"f%d/" % i) for i in range(2001))]),
    "an archive beyond the limit": lambda m: assemble(m) + bytes(DEFAULT_LIMITS.archive),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_a_bomb_is_refused_before_it_is_unpacked(
    kind: str, sound: Sound, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = BOMBS[kind](members_of(read_package(sound.locked)))
    monkeypatch.setattr("chain.ofd.unpacking._content", lambda *_: pytest.fail("was unpacked"))
    assert "过大" in sound.failure(data, "structure")


@pytest.mark.parametrize("size", [1, 5000])
def test_a_bomb_that_lies_about_its_size_is_given_up_at_what_it_said(size: int, sound: Sound) -> None:
    members = members_of(read_package(sound.locked))
    said = {"size": size}
    assert sound.failure(assemble([*members, replace(bomb(10**7), local=said, central=said)]), "structure")


def test_a_bomb_in_an_attachment_stays_packed(sound: Sound) -> None:
    nested = assemble([Member(b"%d.zip" % i, assemble([bomb(10**7)])) for i in range(20)])
    files = read_package(sound.unsealed)
    files["Doc_0/Attachs/bomb.zip"] = nested
    entry = b'<ofd:Attachment ID="b" Name="bomb"><ofd:FileLoc>bomb.zip</ofd:FileLoc></ofd:Attachment></ofd:Attachments>'
    listed = files["Doc_0/Attachs/Attachments.xml"].replace(b"</ofd:Attachments>", entry)
    files["Doc_0/Attachs/Attachments.xml"] = listed
    sealed = seal_in(Manner(), write_package(files), sound.pki, seal_place(TEMPLATE))
    assert sound.verdict(sealed).result is Result.PASSED


class _Stream(BytesIO):
    """A stream that cannot go back: whoever writes to it puts the sizes behind the files."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: object) -> int:
        raise OSError


@pytest.mark.parametrize("sizes_in_zip64", [True, False])
@pytest.mark.parametrize("stream", [_Stream, BytesIO])
def test_what_honest_programs_write_is_read(
    stream: type[BytesIO], sizes_in_zip64: bool, sound: Sound
) -> None:
    output = stream()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("Doc_0")
        for name, content in read_package(sound.locked).items():
            with archive.open(name, "w", force_zip64=sizes_in_zip64) as file:
                file.write(content)
        archive.comment = b"made by another program"
    assert sound.verdict(output.getvalue()).passed


def wide(member: Member, *, fields: int = 1) -> Member:
    """A file whose size (and packed size) the directory and its own header leave to the Zip64 field, as ``zip -fz`` does."""
    size, packed = len(member.content), len(assemble([member])) - len(assemble([Member(member.name)])) + 2
    own = {"size": NOT_HERE, "packed": NOT_HERE, "extra": struct.pack("<HHQQ", 1, 16, size, packed)}
    told = struct.pack("<QQ", size, packed)[: 8 * fields]
    listed = {"size": NOT_HERE, "extra": struct.pack("<HH", 1, len(told)) + told}
    return replace(member, local=own, central=listed)


def widened(archive: bytes, *, real: bool = False, **changes: int) -> bytes:
    """The archive with a Zip64 end before its own, which leaves the start of the directory to it unless ``real``."""
    body, end = archive[:-22], archive[-22:]
    _, _, _, _, count, size, start, _ = struct.unpack("<4s4H2LH", end)
    facts = {"count": count, "start": start, "length": 44, "at": len(body), "disks": 1, **changes}
    large = struct.pack(
        "<4sQ2H2L4Q",
        b"PK\6\6",
        facts["length"],
        45,
        45,
        0,
        0,
        facts["count"],
        facts["count"],
        size,
        facts["start"],
    )
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, facts["at"], facts["disks"])
    short = end if real else end[:16] + struct.pack("<LH", NOT_HERE, 0)
    return body + large + locator + short


NOT_HERE = 0xFFFFFFFF


@pytest.mark.parametrize("real", [True, False])
def test_zip64_is_read_where_a_program_writes_it_always(real: bool, sound: Sound) -> None:
    members = [wide(each) for each in members_of(read_package(sound.locked))]
    assert sound.verdict(widened(assemble(members), real=real)).passed


@pytest.mark.parametrize(
    "changes", [{"count": 3}, {"start": 0}, {"length": 45}, {"at": 0}, {"disks": 2}], ids=str
)
@pytest.mark.parametrize("real", [True, False])
def test_a_zip64_end_that_other_readers_would_not_follow_is_refused(
    changes: dict[str, int], real: bool, sound: Sound
) -> None:
    archive = assemble(members_of(read_package(sound.locked)))
    assert sound.verdict(widened(archive, real=real)).passed
    assert sound.failure(widened(archive, real=real, **changes), "structure")


def test_a_zip64_field_that_is_too_short_is_refused(sound: Sound) -> None:
    first, *others = members_of(read_package(sound.locked))
    assert sound.failure(assemble([wide(first, fields=0), *others]), "structure")


def test_what_is_not_known_yet_may_stand_behind_the_content_alone(sound: Sound) -> None:
    """``zip`` into a pipe knows the size of a file beforehand, and neither its packed size nor its checksum."""
    first, *others = members_of(read_package(sound.locked))
    packed = len(assemble([first])) - len(assemble([Member(first.name)])) + 2
    facts = struct.pack("<LLL", zlib.crc32(first.content), packed, len(first.content))
    streamed = replace(
        first, local={"flags": 8, "crc": 0, "packed": 0}, central={"flags": 8}, behind=b"PK\7\x08" + facts
    )
    assert sound.verdict(assemble([streamed, *others])).passed
    wrong = replace(streamed, local={"flags": 8, "crc": 0, "packed": 0, "size": 3})
    assert sound.failure(assemble([wrong, *others]), "structure")


def test_the_same_name_in_utf8_beside_another_character_set_is_read() -> None:
    name = "附件/说明.txt"
    utf8 = struct.pack("<HH", 0x7075, 5 + len(name.encode())) + b"\1\0\0\0\0" + name.encode()
    named = Member(name.encode("gb18030"), b"1", local={"extra": utf8}, central={"extra": utf8})
    assert read_package(assemble([Member(b"OFD.xml", b"<x/>"), named]))[name] == b"1"


def test_names_in_the_character_set_of_a_chinese_windows_are_read() -> None:
    files = read_package(
        assemble([Member(b"OFD.xml", b"<x/>"), Member("附件/说明.txt".encode("gb18030"), b"1")])
    )
    assert files["附件/说明.txt"] == b"1"
