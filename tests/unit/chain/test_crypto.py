"""SM2, SM3, certificates and the key container, against published vectors and the openssl of the machine."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain.crypto.errors import MalformedCertificate, MalformedKey, WrongPassphrase
from chain.crypto.keyfile import open_private_key, seal_private_key
from chain.crypto.sm2 import PrivateKey, PublicKey, sm2_digest
from chain.crypto.sm3 import sm3
from chain.crypto.x509 import Certificate, Subject, Validity, make_root, make_signer

NOW = datetime(2026, 3, 1, tzinfo=UTC)
YEARS = Validity(NOW, NOW + timedelta(days=3650))
KEY = PrivateKey.generate()
ROOT_KEY = PrivateKey.generate()
ROOT = make_root(ROOT_KEY, Subject("演练根证书", "演练认证机构"), YEARS)


def test_sm3_gives_the_digest_of_the_standard_example() -> None:
    expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert sm3(b"abc").hex() == expected


def test_the_signature_of_the_standard_example_is_accepted() -> None:
    """GB/T 32918.5-2017, annex A.2: public key, message "message digest", signature r and s."""
    point = (
        "04"
        "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
        "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
    )
    r = "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
    s = "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
    key = PublicKey(bytes.fromhex(point))
    signature = bytes.fromhex("3046022100" + r + "022100" + s)
    assert sm2_digest(key, b"message digest").hex().upper() == (
        "F0B43E94BA45ACCAACE692ED534382EB17E6AB5A19CE7B31F4486FDFC0D28640"
    )
    assert key.verify(signature, b"message digest")
    assert not key.verify(signature, b"message digesu")


@given(st.binary(max_size=200))
def test_what_a_key_signs_its_public_half_accepts(message: bytes) -> None:
    signature = KEY.sign(message)
    assert KEY.public_key.verify(signature, message)
    assert not KEY.public_key.verify(signature, message + b"\0")
    assert not ROOT_KEY.public_key.verify(signature, message)


@given(st.binary(max_size=100))
def test_bytes_that_are_no_signature_are_refused_without_an_error(signature: bytes) -> None:
    assert not KEY.public_key.verify(signature, b"message")


@pytest.mark.parametrize("length", [0, 31, 33])
def test_only_a_digest_of_32_bytes_is_signed(length: int) -> None:
    with pytest.raises(MalformedKey):
        KEY.sign_digest(bytes(length))


@pytest.mark.parametrize("point", [b"", bytes(65), b"\x04" + bytes(64), b"\x02" + bytes(32)])
def test_a_point_off_the_curve_is_no_key(point: bytes) -> None:
    with pytest.raises(MalformedKey):
        PublicKey(point)


@given(st.binary(max_size=120))
def test_bytes_that_are_no_key_are_refused(data: bytes) -> None:
    with pytest.raises(MalformedKey):
        PublicKey.from_spki(data)
    with pytest.raises(MalformedKey):
        PrivateKey.from_pkcs8(data)


def test_a_key_container_opens_with_its_passphrase_only() -> None:
    container = seal_private_key(KEY, b"correct horse")
    opened = open_private_key(container, b"correct horse")
    assert opened.public_key.point == KEY.public_key.point
    assert KEY.pkcs8() not in container
    with pytest.raises(WrongPassphrase):
        open_private_key(container, b"wrong")


@pytest.mark.parametrize(
    "container", [b"", b"{}", b"[]", b'{"kind": "other"}', b'{"kind": "yilian-sm2-key-1"}']
)
def test_a_damaged_key_container_is_refused(container: bytes) -> None:
    with pytest.raises(WrongPassphrase):
        open_private_key(container, b"any")


def test_a_certificate_of_the_root_is_recognised_as_its_own() -> None:
    signer = Certificate(make_signer(KEY.public_key, Subject("某局", "某市"), YEARS, ROOT_KEY, ROOT))
    root = Certificate(ROOT)
    assert signer.issued_by(root)
    assert root.issued_by(root)
    assert signer.common_name == "某局"
    assert signer.public_key.point == KEY.public_key.point
    assert signer.validity == YEARS
    assert signer.may("digital_signature")
    assert not signer.may("key_cert_sign")


def test_a_certificate_of_another_root_with_the_same_name_is_not() -> None:
    impostor = PrivateKey.generate()
    other = make_root(impostor, Subject("演练根证书", "演练认证机构"), YEARS)
    signer = Certificate(make_signer(KEY.public_key, Subject("某局", "某市"), YEARS, impostor, other))
    assert not signer.issued_by(Certificate(ROOT))


def test_a_signer_cannot_issue_certificates() -> None:
    signer_der = make_signer(KEY.public_key, Subject("某局", "某市"), YEARS, ROOT_KEY, ROOT)
    forged = make_signer(KEY.public_key, Subject("别的局", "某市"), YEARS, KEY, signer_der)
    assert not Certificate(forged).issued_by(Certificate(signer_der))


@given(st.integers(0, len(ROOT) - 1), st.integers(1, 255))
def test_a_root_with_one_changed_byte_no_longer_fits_itself(position: int, change: int) -> None:
    damaged = bytearray(ROOT)
    damaged[position] ^= change
    try:
        certificate = Certificate(bytes(damaged))
    except MalformedCertificate:
        return
    assert not certificate.issued_by(certificate)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_certificate_are_refused(data: bytes) -> None:
    with pytest.raises(MalformedCertificate):
        Certificate(data)
