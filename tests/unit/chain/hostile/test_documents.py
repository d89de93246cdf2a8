"""The XML within: entities, depth, size, and references that go on for ever."""

from time import process_time

import pytest

from chain.certificates.compose import seal_place
from chain.ofd.errors import OfdTooLarge
from chain.ofd.package import read_package, write_package
from chain.ofd.reader import MOST_MARKS_READ, MOST_PAGES, OfdReader
from chain.ofd.render import render_page
from chain.ofd.xml import LARGEST_FILE, MOST_MARKS, child, parse, tag
from tests.conformance.other_makers import Manner, renamed, seal_in
from tests.unit.chain.hostile.verdicts import DOCUMENT, PAGE, TEMPLATE, Sound

LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (i, b"&l%d;" % (i - 1) * 10) for i in range(1, 10))
OFD = b'<ofd:Document xmlns:ofd="http://www.ofdspec.org/2016">'
END = b"</ofd:Document>"

DECLARED = {
    "an entity of a file": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "an entity of the network": b'<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]><a>&x;</a>',
    "a parameter entity": b'<!DOCTYPE a [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]><a/>',
    "entities of entities": b'<!DOCTYPE a [<!ENTITY l0 "ha">' + LAUGHS + b"]><a>&l9;</a>",
    "entities in an attribute": b'<!DOCTYPE a [<!ENTITY l0 "ha">' + LAUGHS + b']><a b="&l9;"/>',
    "a DTD elsewhere": b'<!DOCTYPE a SYSTEM "other.dtd"><a/>',
    "a DTD with defaults": b'<!DOCTYPE a [<!ATTLIST a b CDATA "c">]><a/>',
}


@pytest.mark.parametrize("kind", DECLARED)
def test_a_doctype_is_refused_before_it_is_parsed(
    kind: str, sound: Sound, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = sound.changed(sound.open, {"OFD.xml": DECLARED[kind]})
    monkeypatch.setattr("chain.ofd.xml.etree.fromstring", lambda *_: pytest.fail("was parsed"))
    assert "DOCTYPE" in sound.failure(data, "structure")


@pytest.mark.parametrize("encoding", ["UTF-7", "UTF-16", "GBK", "IBM037", "ISO-8859-1"])
def test_another_encoding_than_utf8_is_refused(encoding: str, sound: Sound) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><a/>'
    data = sound.changed(sound.open, {DOCUMENT: text.encode()})
    assert "UTF-8" in sound.failure(data, "structure")


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("too deep", OFD + b"<a>" * 10_000 + b"</a>" * 10_000 + END),
        ("an attribute of twelve megabytes", OFD + b'<a b="' + b"x" * 12 * 2**20 + b'"/>' + END),
        ("a name of a megabyte", OFD + b"<" + b"a" * 2**20 + b"/>" + END),
        ("an entity that is not declared", OFD + b"&x;" + END),
        ("an attribute that stands twice", OFD + b'<a b="1" b="2"/>' + END),
        ("no XML", b"\0\1\2"),
        ("nothing", b""),
        ("another root", b"<Document/>"),
    ],
)
def test_xml_that_breaks_its_rules_is_refused(kind: str, content: bytes, sound: Sound) -> None:
    assert sound.failure(sound.changed(sound.open, {DOCUMENT: content}), "structure")


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("elements", OFD + b"<a/>" * MOST_MARKS + END),
        ("attributes", OFD[:-1] + b"".join(b' a%d=""' % i for i in range(MOST_MARKS)) + b">" + END),
        ("namespaces", OFD[:-1] + b"".join(b' xmlns:a%d="u"' % i for i in range(MOST_MARKS)) + b">" + END),
        ("comments", OFD + b"<!---->" * MOST_MARKS + END),
        ("text", OFD + b"x" * LARGEST_FILE + END),
    ],
)
def test_more_xml_than_any_document_has_is_refused_before_it_is_parsed(
    kind: str, content: bytes, sound: Sound, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = sound.changed(sound.open, {"OFD.xml": content})
    monkeypatch.setattr("chain.ofd.xml.etree.fromstring", lambda *_: pytest.fail("was parsed"))
    assert "过大" in sound.failure(data, "structure")


def with_pages(sound: Sound, entries: bytes, page: bytes | None = None) -> bytes:
    """The certificate with these entries in its list of pages, under a sound seal."""
    files = read_package(sound.unsealed)
    files[DOCUMENT] = files[DOCUMENT].replace(b"</ofd:Pages>", entries + b"</ofd:Pages>")
    files[PAGE] = page or files[PAGE]
    return seal_in(Manner(), write_package(files), sound.pki, seal_place(TEMPLATE))


def test_more_pages_than_any_document_has_are_refused(sound: Sound) -> None:
    entry = b'<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/>'
    assert "过大" in sound.failure(with_pages(sound, entry * MOST_PAGES), "structure")


def test_a_page_that_is_listed_again_and_again_is_read_within_the_bound(sound: Sound) -> None:
    entry, empty = b'<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/>', b"<ofd:a/>" * 20_000
    page = read_package(sound.unsealed)[PAGE].replace(b"</ofd:Page>", empty + b"</ofd:Page>")
    times = MOST_MARKS_READ // 20_000 + 1
    assert times < MOST_PAGES
    assert "过大" in sound.failure(with_pages(sound, entry * times, page), "structure")


def test_a_page_that_is_its_own_template_is_drawn_once(sound: Sound) -> None:
    files = read_package(sound.unsealed)
    own = b'<ofd:TemplatePage ID="9" BaseLoc="Pages/Page_0/Content.xml"/></ofd:CommonData>'
    files[DOCUMENT] = files[DOCUMENT].replace(b"</ofd:CommonData>", own)
    files[PAGE] = files[PAGE].replace(b"<ofd:Content>", b'<ofd:Template TemplateID="9"/><ofd:Content>')
    data = seal_in(Manner(), write_package(files), sound.pki, seal_place(TEMPLATE))
    assert sound.verdict(data).passed
    assert render_page(OfdReader(data), dpi=20).width > 0


def test_a_page_that_would_take_minutes_to_draw_is_refused(sound: Sound) -> None:
    page = read_package(sound.unsealed)[PAGE]
    path = b"<ofd:AbbreviatedData>M 0 0 %s</ofd:AbbreviatedData>"
    drawn = b'<ofd:PathObject Boundary="0 0 200 200" Fill="true">' + path + b"</ofd:PathObject>"
    heavy = drawn % (b"L 200 200 L 0 200 " * 20_000) * 60
    files = read_package(
        sound.changed(sound.unsealed, {PAGE: page.replace(b"</ofd:Layer>", heavy + b"</ofd:Layer>")})
    )
    with pytest.raises(OfdTooLarge):
        render_page(OfdReader(write_package(files)), dpi=300)


def test_what_stands_twice_where_one_belongs_is_refused(sound: Sound) -> None:
    root = b"<ofd:DocRoot>Doc_1/Document.xml</ofd:DocRoot></ofd:DocBody>"
    data = sound.edited(sound.open, "OFD.xml", b"</ofd:DocBody>", root)
    assert "重复" in sound.failure(data, "structure")


def test_a_comment_does_not_cut_what_it_stands_in() -> None:
    root = parse(
        b'<ofd:a xmlns:ofd="http://www.ofdspec.org/2016"><ofd:b>Doc_0/<!-- x --><?y z?>D.xml</ofd:b></ofd:a>'
    )
    found = child(root, "b")
    assert found is not None
    assert found.text == "Doc_0/D.xml"


@pytest.mark.parametrize("prefix", ["", "o", "urn"])
def test_any_prefix_of_the_namespace_is_read(prefix: str, sound: Sound) -> None:
    package = write_package(renamed(read_package(sound.unsealed), prefix))
    assert OfdReader(package).metadata == OfdReader(sound.unsealed).metadata
    assert OfdReader(package).text() == OfdReader(sound.unsealed).text()


def test_the_namespace_of_the_drafts_is_read_as_todays() -> None:
    root = parse(b'<ofd:OFD xmlns:ofd="http://www.ofdspec.org"><ofd:DocBody/></ofd:OFD>')
    assert [root.tag, root[0].tag] == [tag("OFD"), tag("DocBody")]


def test_a_root_of_the_drafts_that_declares_many_namespaces_is_read_in_linear_time() -> None:
    """Renaming its elements one by one took more than a minute; now a fraction of a second."""
    declared = b"".join(b' xmlns:a%d="u%d"' % (i, i) for i in range(40_000))
    root = b'<o:OFD xmlns:o="http://www.ofdspec.org"%s>%s</o:OFD>' % (declared, b"<o:x/>" * 40_000)
    began = process_time()
    assert {node.tag for node in parse(root)} == {tag("x")}
    assert process_time() - began < 15
