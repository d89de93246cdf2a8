"""Seals of somebody else, signers who may not use them, and SM2 signatures that bind to nobody."""

import pytest
from asn1crypto import x509

from chain.certificates.compose import seal_place
from chain.certificates.verdict import Result
from chain.crypto.sm2 import sm2_digest
from chain.crypto.sm3 import sm3
from chain.crypto.x509 import Certificate
from chain.ofd.package import read_package, write_package
from chain.seal.reading import Edition
from chain.seal.signer import KeySigner
from tests.conformance.other_makers import Manner, seal_in, sealed_files
from tests.conformance.samples import ISSUER
from tests.unit.chain.hostile.verdicts import SIGN, TEMPLATE, Sound, findings

PLACE = seal_place(TEMPLATE)
EDITIONS = list(Edition)


def sealed(sound: Sound, manner: Manner) -> bytes:
    """The certificate under one seal of this kind."""
    return seal_in(manner, sound.unsealed, sound.pki, PLACE)


@pytest.mark.parametrize("name", ["演练市城市管理局", "演练市城市管理局电子证照专用章", "演练市", ""])
def test_a_sound_seal_of_another_body_makes_no_certificate_of_the_issuer(name: str, sound: Sound) -> None:
    """Keys, seal and chain are good: only the name of the seal is not the issuing body's."""
    assert "颁发机构" in sound.failure(sealed(sound, Manner(seal_name=name)), "issuer_seal")


def test_a_seal_whose_name_only_begins_like_the_issuers_is_left_open(sound: Sound) -> None:
    for other in ("下属事业单位公章", "大厅窗口", "一号章"):
        verdict = sound.verdict(sealed(sound, Manner(seal_name=ISSUER.name + other)))
        assert [each.result for each in findings(verdict, "issuer_seal")] == [Result.INDETERMINATE]
        assert verdict.result is Result.INDETERMINATE


@pytest.mark.parametrize(
    "kind", ["", "公章", "电子印章", "电子证照专用章", "（行政审批专用章）", "电子证照专用章(1)"]
)
def test_any_usual_seal_of_the_issuer_is_its_own(kind: str, sound: Sound) -> None:
    assert sound.verdict(sealed(sound, Manner(seal_name=ISSUER.name + kind))).passed


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("digests", [False, True])
def test_a_signer_whom_the_seal_does_not_list_is_refused(
    edition: Edition, digests: bool, sound: Sound
) -> None:
    other = sound.pki.signer("别的单位").certificate
    for listed in ((), (other,), (other[:-1],)):
        data = sealed(sound, Manner(edition=edition, digests=digests, listed=listed))
        assert "签章人列表" in sound.failure(data, "listed")


@pytest.mark.parametrize("list_type", [-1, 3, 2**70])
def test_a_list_of_an_unknown_kind_is_refused(list_type: int, sound: Sound) -> None:
    assert "列表类型" in sound.failure(sealed(sound, Manner(list_type=list_type)), "seal_structure")


def test_a_digest_in_a_list_of_certificates_lets_nobody_sign(sound: Sound) -> None:
    signer = sound.pki.signer(ISSUER.name)
    manner = Manner(listed=[sm3(signer.certificate)])
    files = sealed_files(manner, read_package(sound.unsealed), sound.pki, PLACE, signer)
    assert sound.failure(write_package(files), "listed")


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("identifier", [b"", b"1234567812345679", b"ALICE123@YAHOO.COM"])
def test_an_sm2_signature_under_another_identifier_than_the_standards_is_refused(
    edition: Edition, identifier: bytes, sound: Sound
) -> None:
    """OpenSSL signs with an empty identifier unless it is told otherwise; GM/T 0009 prescribes one."""
    assert sound.failure(sealed(sound, Manner(edition=edition, signer_id=identifier)), "signature")
    assert "伪造" in sound.failure(sealed(sound, Manner(edition=edition, maker_id=identifier)), "maker")


def test_a_certificate_that_was_signed_with_an_empty_identifier_leads_to_no_root(sound: Sound) -> None:
    signer = sound.pki.signer(ISSUER.name)
    parsed = x509.Certificate.load(signer.certificate)
    root_key, body = sound.pki._root_key, parsed["tbs_certificate"].dump()
    parsed["signature_value"] = root_key.sign_digest(sm2_digest(root_key.public_key, body, b""))
    bad = KeySigner(signer._key, parsed.dump())
    assert Certificate(bad.certificate).common_name == ISSUER.name
    verdict = sound.verdict(seal_in(Manner(), sound.unsealed, sound.pki, PLACE, bad))
    assert [each.result for each in findings(verdict, "trust")] == [Result.INDETERMINATE]


@pytest.mark.parametrize("edition", EDITIONS)
def test_another_seal_in_the_file_than_in_the_signature_is_refused(edition: Edition, sound: Sound) -> None:
    """Of the same body, of the same signer: still not the one that was signed with."""
    first, second = (sealed(sound, Manner(edition=edition)) for _ in range(2))
    seal = read_package(second)[f"{SIGN}/Seal.esl"]
    assert "不一致" in sound.failure(sound.changed(first, {f"{SIGN}/Seal.esl": seal}), "seal_same")
