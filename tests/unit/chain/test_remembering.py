"""Answers that are kept, and those that are not."""

import pytest

from chain.crypto.errors import MalformedCertificate
from chain.crypto.sm2 import PrivateKey, sm2_digest
from chain.crypto.x509 import read_certificate
from chain.remembering import remembered
from tests.unit.chain.trust.houses import Authority


def test_only_short_arguments_are_kept_and_only_the_last_ones() -> None:
    asked: list[bytes] = []

    @remembered(count=2, largest=3)
    def length(data: bytes) -> int:
        asked.append(data)
        return len(data)

    assert [length(each) for each in (b"a", b"a", b"long", b"long")] == [1, 1, 4, 4]
    assert asked == [b"a", b"long", b"long"]
    for each in (b"b", b"c", b"a"):
        length(each)
    assert asked[3:] == [b"b", b"c", b"a"]


def test_what_cannot_be_read_is_refused_each_time() -> None:
    for _ in range(2):
        with pytest.raises(MalformedCertificate):
            read_certificate(b"\x30\x00")


def test_one_certificate_is_read_once_and_another_is_another() -> None:
    root = Authority.root()
    ours, other = root.certify("甲").certificate, root.certify("甲").certificate
    assert read_certificate(ours) is read_certificate(bytes(bytearray(ours)))
    assert read_certificate(other) is not read_certificate(ours)


def test_a_remembered_signature_is_good_for_its_key_and_message_alone() -> None:
    key, other = PrivateKey.generate(), PrivateKey.generate()
    signature = key.sign(b"a seal")
    assert sm2_digest(key.public_key, b"a seal") != sm2_digest(other.public_key, b"a seal")
    for _ in range(2):
        assert key.public_key.verify_lasting(signature, b"a seal")
        assert not key.public_key.verify_lasting(signature, b"another")
        assert not other.public_key.verify_lasting(signature, b"a seal")
        assert not key.public_key.verify_lasting(signature + b"\0" * 100, b"a seal")
