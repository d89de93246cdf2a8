"""What a sealed file says of itself in XML must be what it says in JSON and in its head; all else is refused."""

import pytest
from lxml import etree

from chain.certificates.compose import seal_place
from chain.certificates.metadata_files import METADATA_XML, as_json, as_xml, metadata_files, read_xml
from chain.certificates.verdict import Result, Verdict
from chain.ofd.errors import MalformedOfd
from chain.ofd.package import read_package, write_package
from chain.ofd.reader import OfdReader
from tests.conformance.other_makers import Manner, sealed_files
from tests.conformance.samples import sample
from tests.unit.chain.hostile.verdicts import DOCUMENT, PAGE, TEMPLATE, Sound, findings

FILE = f"Doc_0/Attachs/{METADATA_XML}"


def with_xml(sound: Sound, content: bytes) -> bytes:
    """A certificate that its body sealed with this in place of its metadata in XML."""
    files = {**read_package(sound.unsealed), FILE: content}
    signer = sound.pki.signer(sample(TEMPLATE).issuer.name)
    return write_package(sealed_files(Manner(), files, sound.pki, seal_place(TEMPLATE), signer))


def test_every_item_stands_in_the_xml_under_the_standards_name(sound: Sound) -> None:
    data = sample(TEMPLATE)
    root = etree.fromstring(OfdReader(sound.unsealed).attachments[METADATA_XML])
    assert root.tag == "DZZZ"
    assert {node.tag: node.text for node in root} == data.metadata()


def test_a_joint_permit_lists_its_licences_in_the_xml() -> None:
    data = sample("industry_permit")
    content = as_xml(data.metadata(), data.licences)
    names = [node.findtext("MC") for node in etree.fromstring(content).iterfind("DXXK/XK")]
    assert names == [licence.name for licence in data.licences]
    assert read_xml(content) == data.metadata()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<DZZZ/>",
        b"<DZZZ><ZZMC>x</ZZMC></DZZZ>",
        b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><DZZZ><ZZMC>&e;</ZZMC></DZZZ>',
        b"<a>" * 200 + b"</a>" * 200,
        b"<DZZZ>" + b"<ZZMC>x</ZZMC>" * 100_000 + b"</DZZZ>",
    ],
)
def test_metadata_in_xml_that_say_something_else_are_refused(sound: Sound, content: bytes) -> None:
    assert sound.failure(with_xml(sound, content), "metadata")


def test_one_changed_value_one_more_and_a_hidden_one_are_refused(sound: Sound) -> None:
    whole = as_xml(sample(TEMPLATE).metadata())
    number = sample(TEMPLATE).number.encode()
    assert sound.failure(with_xml(sound, whole.replace(number, number + b"1")), "metadata")
    assert sound.failure(with_xml(sound, whole.replace(b"</DZZZ>", b"<MORE>x</MORE></DZZZ>")), "metadata")
    hidden = whole.replace(b"</ZZMC>", b"<ZZMC>x</ZZMC></ZZMC>")
    assert hidden != whole
    assert sound.failure(with_xml(sound, hidden), "metadata")


IDENTIFIER = sample(TEMPLATE).metadata()["ZZBS"]
ANOTHER = IDENTIFIER.replace(".001.", ".002.")


def with_face(sound: Sound, changes: dict[str, bytes]) -> Result:
    """The finding on the metadata of a certificate that its body sealed with another face."""
    files = {**read_package(sound.unsealed), **changes}
    signer = sound.pki.signer(sample(TEMPLATE).issuer.name)
    verdict = sound.verdict(
        write_package(sealed_files(Manner(), files, sound.pki, seal_place(TEMPLATE), signer))
    )
    (found,) = findings(verdict, "metadata")
    assert verdict.result is found.result
    return found.result


@pytest.mark.parametrize(
    ("printed", "result"),
    [
        (IDENTIFIER, Result.PASSED),
        (IDENTIFIER.removeprefix("1.2.156.3005.2."), Result.PASSED),
        (f'{IDENTIFIER[:40]}</ofd:TextCode><ofd:TextCode X="0" Y="9">{IDENTIFIER[40:]}', Result.PASSED),
        (" ".join(IDENTIFIER), Result.PASSED),
        ("见二维码", Result.INDETERMINATE),
        (ANOTHER, Result.FAILED),
        (" ".join(ANOTHER.removeprefix("1.2.156.3005.2.")), Result.FAILED),
    ],
    ids=["whole", "without its root", "in two pieces", "spaced", "not at all", "another", "another, spaced"],
)
def test_the_identifier_is_found_on_the_face_however_it_is_set(
    printed: str, result: Result, sound: Sound
) -> None:
    page = read_package(sound.unsealed)[PAGE]
    assert IDENTIFIER.encode() in page
    assert with_face(sound, {PAGE: page.replace(IDENTIFIER.encode(), printed.encode())}) is result


@pytest.mark.parametrize(("printed", "result"), [(IDENTIFIER, Result.PASSED), (ANOTHER, Result.FAILED)])
def test_what_a_template_page_shows_is_on_the_face(printed: str, result: Result, sound: Sound) -> None:
    files = read_package(sound.unsealed)
    use = b'<ofd:Template TemplateID="900" ZOrder="Background"/><ofd:Content>'
    page = files[PAGE].replace(IDENTIFIER.encode(), b"").replace(b"<ofd:Content>", use, 1)
    entry = b'<ofd:TemplatePage ID="900" BaseLoc="Tpls/Tpl_0/Content.xml"/></ofd:CommonData>'
    template = (
        '<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Content><ofd:Layer ID="901">'
        f'<ofd:TextObject ID="902" Boundary="0 0 90 9" Font="1" Size="3"><ofd:TextCode X="0" Y="3">{printed}</ofd:TextCode>'
        "</ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>"
    )
    document = files[DOCUMENT].replace(b"</ofd:CommonData>", entry)
    changes = {PAGE: page, DOCUMENT: document, "Doc_0/Tpls/Tpl_0/Content.xml": template.encode()}
    assert with_face(sound, changes) is result


def with_attachments(sound: Sound, *names: str) -> Verdict:
    """A certificate that its body sealed with further attachments of these names, each another file."""
    files, list_file = read_package(sound.unsealed), "Doc_0/Attachs/Attachments.xml"
    for index, name in enumerate(names):
        entry = f'<ofd:Attachment ID="x{index}" Name="{name}"><ofd:FileLoc>x{index}</ofd:FileLoc></ofd:Attachment>'
        files[f"Doc_0/Attachs/x{index}"] = b"%d" % index
        files[list_file] = files[list_file].replace(
            b"</ofd:Attachments>", f"{entry}</ofd:Attachments>".encode()
        )
    signer = sound.pki.signer(sample(TEMPLATE).issuer.name)
    return sound.verdict(
        write_package(sealed_files(Manner(), files, sound.pki, seal_place(TEMPLATE), signer))
    )


def test_attachments_may_share_a_name_but_for_the_metadata_s(sound: Sound) -> None:
    """The name of an attachment is what is shown of it; nothing in GB/T 33190 makes it unique."""
    assert with_attachments(sound, "图纸.pdf", "图纸.pdf").passed
    for name in ("metadata.json", METADATA_XML):
        verdict = with_attachments(sound, name)
        assert (verdict.result, verdict.findings[0].key) == (Result.FAILED, "structure")


def test_older_certificates_without_xml_get_it_from_their_metadata(sound: Sound) -> None:
    reader = OfdReader(sound.unsealed)
    del reader.attachments[METADATA_XML]
    made = metadata_files(reader)
    assert read_xml(made[METADATA_XML]) == reader.metadata
    assert made["metadata.json"] == as_json(reader.metadata)


def test_what_xml_cannot_hold_is_refused_when_it_is_made() -> None:
    with pytest.raises(MalformedOfd):
        as_xml({"ZZMC": "\x00"})
