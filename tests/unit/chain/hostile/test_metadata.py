"""What a sealed file says of itself in XML must be what it says in JSON and in its head; all else is refused."""

import pytest
from lxml import etree

from chain.certificates.compose import seal_place
from chain.certificates.metadata_files import METADATA_XML, as_json, as_xml, metadata_files, read_xml
from chain.ofd.errors import MalformedOfd
from chain.ofd.package import read_package, write_package
from chain.ofd.reader import OfdReader
from tests.conformance.other_makers import Manner, sealed_files
from tests.conformance.samples import sample
from tests.unit.chain.hostile.verdicts import TEMPLATE, Sound

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


def test_older_certificates_without_xml_get_it_from_their_metadata(sound: Sound) -> None:
    reader = OfdReader(sound.unsealed)
    del reader.attachments[METADATA_XML]
    made = metadata_files(reader)
    assert read_xml(made[METADATA_XML]) == reader.metadata
    assert made["metadata.json"] == as_json(reader.metadata)


def test_what_xml_cannot_hold_is_refused_when_it_is_made() -> None:
    with pytest.raises(MalformedOfd):
        as_xml({"ZZMC": "\x00"})
