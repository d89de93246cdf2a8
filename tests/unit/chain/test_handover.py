"""From composing to sealing: what was written here is known without being unpacked, and is what unpacking finds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain.certificates.compose import compose_certificate, seal_place
from chain.certificates.fonts import Fonts
from chain.ofd import handover
from chain.ofd.errors import MalformedOfd
from chain.ofd.handover import Package, opened, written
from chain.ofd.package import ROOT, read_packed, write_package
from chain.ofd.packing import Packed
from chain.ofd.sealing import PreparedSealing, prepare_seal
from tests.conformance.rehearsal_pki import NOW, RehearsalPki
from tests.conformance.samples import sample

NAMES = st.text("abcdefghij", min_size=1, max_size=8).map(lambda name: f"Doc_0/{name}.xml")


@pytest.fixture
def unpacked(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The archives that had to be unpacked, in their order."""
    seen: list[bytes] = []

    def seeing(data: bytes) -> tuple[dict[str, bytes], dict[str, Packed]]:
        seen.append(data)
        return read_packed(data)

    monkeypatch.setattr(handover, "read_packed", seeing)
    return seen


def again(data: bytes) -> bytes:
    """The same bytes as they come back from where they were stored."""
    return bytes(bytearray(data))


def small(content: bytes) -> dict[str, bytes]:
    return {ROOT: b"<OFD/>", "Doc_0/Document.xml": content}


@given(st.dictionaries(NAMES, st.binary(max_size=2000), max_size=6))
def test_what_was_written_is_known_as_it_would_be_unpacked(files: dict[str, bytes]) -> None:
    data = written({ROOT: b"<OFD/>", **files})
    known = opened(again(data))
    assert known == Package(*read_packed(data)) == opened(data)
    assert write_package(known.files, known.packed) == data


def test_a_certificate_composed_here_is_sealed_without_unpacking_it_and_comes_out_the_same(
    fonts: Fonts, unpacked: list[bytes]
) -> None:
    pki, place = RehearsalPki(), seal_place("food_license")
    signer = pki.signer("演练单位")
    seal = pki.seal(signer)

    def prepared(ofd: bytes) -> PreparedSealing:
        return prepare_seal(ofd, seal, signer.certificate, place.page_ref, place.box, NOW)

    ofd = again(compose_certificate("food_license", sample("food_license"), fonts))
    first = prepared(ofd)
    assert unpacked == []
    second = prepared(ofd)
    assert unpacked == [ofd]
    assert first == second
    signature = signer.sign_digest(first.digest)
    assert first.finish(signature) == second.finish(signature)


def test_it_is_kept_in_mind_for_one_seal_and_no_longer_than_until_many_others_are_written(
    unpacked: list[bytes],
) -> None:
    oldest, *others = (written(small(bytes([number]))) for number in range(17))
    opened(oldest)
    assert unpacked == [oldest]
    for data in others:
        opened(data)
    assert unpacked == [oldest]
    opened(others[0])
    assert unpacked == [oldest, others[0]]


def test_a_large_package_is_not_kept(unpacked: list[bytes]) -> None:
    data = written(small(bytes(2**20)))
    opened(data)
    assert unpacked == [data]


def test_what_differs_in_one_byte_is_unpacked_and_refused(unpacked: list[bytes]) -> None:
    data = bytearray(written(small(b"<Document/>")))
    data[-1] ^= 1
    with pytest.raises(MalformedOfd):
        opened(bytes(data))
    assert unpacked == [bytes(data)]
