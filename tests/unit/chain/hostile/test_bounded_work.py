"""What a verification costs is bounded by the size of the file, and by a number of signatures, whatever stands in it."""

from unittest.mock import patch

import pytest

from chain.certificates.compose import seal_place
from chain.certificates.seal_checks import MOST_ELEMENTS
from chain.certificates.verdict import Result
from chain.crypto.der import CERTIFICATE_LIMITS, at_most, require_der
from chain.crypto.errors import TooMuchDer
from chain.ofd.package import read_package, resolve, write_package
from chain.ofd.reader import MOST_SIGNATURES, MOST_STAMPS, OfdReader
from chain.seal import asn1
from chain.trust.asn1 import SignedContentInfo
from chain.trust.evidence import Evidence
from tests.conformance.other_makers import LIST, Manner, sealed_files
from tests.conformance.samples import ISSUER
from tests.unit.chain.hostile.der import element, nodes, replaced
from tests.unit.chain.hostile.verdicts import DESCRIPTION, TEMPLATE, VALUE, Sound, findings
from tests.unit.chain.hostile.work import counted
from tests.unit.chain.trust.houses import Authority

VERIFICATIONS = 4
"""Of one seal: the signer's signature, the seal maker's, and the root's on both certificates."""


def many(sound: Sound, number: int) -> bytes:
    """A certificate with so many seals, each of them sound."""
    files, signer = read_package(sound.unsealed), sound.pki.signer(ISSUER.name)
    for _ in range(number):
        files = sealed_files(Manner(), files, sound.pki, seal_place(TEMPLATE), signer)
    return write_package(files)


def test_as_many_signatures_as_are_allowed_are_each_verified_at_the_same_cost(sound: Sound) -> None:
    data = many(sound, MOST_SIGNATURES)
    with counted() as work:
        verdict = sound.verdict(data)
    assert verdict.result is Result.PASSED
    assert len(findings(verdict, "signature")) == MOST_SIGNATURES
    assert work["verified"] <= VERIFICATIONS * MOST_SIGNATURES
    size = sum(map(len, read_package(data).values()))
    assert work["unpacked"] == size
    # Each file once, and the seal that each signature is made over with the seal's own bytes in it twice.
    assert work["hashed"] <= 3 * size
    assert work["parsed"] <= size


@pytest.mark.parametrize("number", [MOST_SIGNATURES + 1, 5_000])
def test_thousands_of_signatures_are_refused_without_verifying_one(number: int, sound: Sound) -> None:
    entries = b"".join(
        b'<ofd:Signature ID="s%d" Type="Seal" BaseLoc="Sign_0/Signature.xml"/>' % i for i in range(number)
    )
    data = sound.edited(sound.open, LIST, b"</ofd:Signatures>", entries + b"</ofd:Signatures>")
    with counted() as work:
        assert "签名超过64个" in sound.failure(data, "structure")
    assert work["verified"] == 0


def test_a_signature_with_thousands_of_references_hashes_each_file_once(sound: Sound) -> None:
    files = read_package(sound.open)
    start = files[DESCRIPTION].index(b"<ofd:Reference ")
    end = files[DESCRIPTION].index(b"</ofd:References>")
    references = files[DESCRIPTION][start:end] * 2_000
    files[DESCRIPTION] = files[DESCRIPTION][:start] + references + files[DESCRIPTION][end:]
    with counted() as work, patch("chain.ofd.reader.resolve", side_effect=resolve) as resolved:
        assert sound.failure(write_package(files), "digests")
    assert work["hashed"] <= 3 * sum(map(len, files.values()))
    assert resolved.call_count <= 2 * len(files) + 10


def test_more_stamps_than_pages_could_bear_are_refused(sound: Sound) -> None:
    files = read_package(sound.open)
    start = files[DESCRIPTION].index(b"<ofd:StampAnnot ")
    stamp = files[DESCRIPTION][start : files[DESCRIPTION].index(b"/>", start) + 2]
    stamps = files[DESCRIPTION].replace(stamp, stamp * (MOST_STAMPS + 1))
    assert "过大" in sound.failure(sound.changed(sound.open, {DESCRIPTION: stamps}), "structure")


def test_one_value_under_many_descriptions_is_refused(sound: Sound) -> None:
    """A megabyte of seal that many signatures share would be read for each of them."""
    files = read_package(sound.open)
    for number in range(1, 20):
        name = DESCRIPTION.replace("Sign_0", f"Sign_{number}")
        files[name] = files[DESCRIPTION]
        entry = f'<ofd:Signature ID="s{number}" Type="Seal" BaseLoc="/{name}"/></ofd:Signatures>'
        files[LIST] = files[LIST].replace(b"</ofd:Signatures>", entry.encode())
    with counted() as work:
        assert "重复" in sound.failure(write_package(files), "structure")
    assert work["verified"] == 0


def test_a_seal_with_thousands_of_signers_is_read_in_one_go(sound: Sound) -> None:
    files, signer = read_package(sound.unsealed), sound.pki.signer(ISSUER.name)
    manner = Manner(listed=[b"%4d" % i for i in range(5_000)])
    data = write_package(sealed_files(manner, files, sound.pki, seal_place(TEMPLATE), signer))
    with counted() as work:
        assert sound.failure(data, "listed")
    assert work["verified"] <= VERIFICATIONS
    assert len(read_package(data)[VALUE]) < 2**18


def repeated(files: dict[str, bytes], number: int) -> bytes:
    """The package with its one signature under so many names: each is read, whatever else is wrong with all but the first."""
    files = dict(files)
    for index in range(1, number):
        moved = f"Sign_{index}"
        file, value = DESCRIPTION.replace("Sign_0", moved), VALUE.replace("Sign_0", moved)
        files[file], files[value] = files[DESCRIPTION].replace(b"Sign_0", moved.encode()), files[VALUE]
        entry = f'<ofd:Signature ID="r{index}" Type="Seal" BaseLoc="/{file}"/></ofd:Signatures>'
        files[LIST] = files[LIST].replace(b"</ofd:Signatures>", entry.encode())
    return write_package(files)


def test_many_seals_of_thousands_of_signers_are_given_up_together(sound: Sound) -> None:
    """Each is within the bounds of one seal: 64 of them took half a minute, in a file of 200 kB."""
    manner = Manner(listed=[b""] * 10_000, seal_file=False)
    signer = sound.pki.signer(ISSUER.name)
    files = sealed_files(manner, read_package(sound.unsealed), sound.pki, seal_place(TEMPLATE), signer)
    assert sound.failure(repeated(files, 2), "listed")
    number = MOST_ELEMENTS // 10_000 + 1
    with counted() as work:
        assert "过大" in sound.failure(repeated(files, number), "structure")
    assert work["verified"] <= VERIFICATIONS * number


def test_what_a_token_bears_beside_its_signature_is_counted_too(sound: Sound) -> None:
    """Nobody signs a token's unsigned attributes: whoever has a sound file may fill them."""
    token = Authority.root().timestamper().token_over(b"something else")
    *_, info = (
        node for node in nodes(token) if token[node.start] == 4
    )  # the signature, last of the signer's
    filler = element(0x30, element(6, b"\x2a\x03\x04") + element(0x31, b"\x05\x00" * MOST_ELEMENTS))
    filled = replaced(token, info, token[info.start : info.end] + element(0xA1, filler))
    value = asn1.load(asn1.SealSignature, read_package(sound.open)[VALUE])
    value["timestamp"] = filled
    data = sound.changed(sound.open, {VALUE: value.dump(force=True)})
    unread = patch.object(SignedContentInfo, "load", side_effect=AssertionError("was read"))
    with unread:
        assert "过大" in sound.failure(data, "structure")


def test_what_the_verifier_has_in_hand_is_not_counted_among_the_file_s(sound: Sound) -> None:
    spent = Evidence(certificates=(sound.pki.root,), asks_revocation=False)
    with pytest.raises(TooMuchDer), at_most(10):
        require_der(sound.pki.root, CERTIFICATE_LIMITS)
    with at_most(10):
        assert len(spent.intermediates) == 1


@pytest.mark.parametrize("depth", [100, 100_000])
def test_attached_metadata_that_nest_without_end_are_refused(depth: int, sound: Sound) -> None:
    nested = b'{"metadata":' + b"[" * depth + b"]" * depth + b"}"
    files = {**read_package(sound.unsealed), "Doc_0/Attachs/metadata.json": nested}
    signer = sound.pki.signer(ISSUER.name)
    data = write_package(sealed_files(Manner(), files, sound.pki, seal_place(TEMPLATE), signer))
    assert sound.failure(data, "metadata")


def test_attached_metadata_of_many_megabytes_are_not_read(
    sound: Sound, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {**read_package(sound.unsealed), "Doc_0/Attachs/metadata.json": b"[" + b"[]," * 2**20 + b"[]]"}
    signer = sound.pki.signer(ISSUER.name)
    data = write_package(sealed_files(Manner(), files, sound.pki, seal_place(TEMPLATE), signer))
    monkeypatch.setattr("chain.json_objects.json.loads", lambda _: pytest.fail("was read"))
    assert sound.failure(data, "metadata")


def test_the_frame_of_a_certificate_is_not_parsed_where_its_page_names_it(sound: Sound) -> None:
    """It is as large as many pages: parsing it takes a third of a verification."""
    with patch.object(OfdReader, "background_text", side_effect=AssertionError("was parsed")):
        assert sound.verdict(sound.open).passed
