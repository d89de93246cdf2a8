"""ofdrw and our verifier agree: every certificate is accepted, every tampered one refused."""

import warnings
import zipfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest

from chain.certificates.annotation import Annotation
from chain.certificates.compose import compose_certificate, seal_place
from chain.certificates.template import template_keys
from chain.certificates.verification import Result, verify_ofd
from chain.crypto.x509 import Validity
from chain.ofd.package import read_package, write_package
from chain.seal import asn1
from chain.seal.making import seal_signature
from tests.conformance.ofdrw_judge import accepts
from tests.conformance.rehearsal_pki import NOW, RehearsalPki, apply_seal, sealed_certificate
from tests.conformance.samples import HOLDER, ISSUER, sample

pytestmark = pytest.mark.conformance

TEMPLATE = "business_license"
SIGN = "Doc_0/Signs/Sign_0"
PAGE = "Doc_0/Pages/Page_0/Content.xml"
Files = dict[str, bytes]


@pytest.fixture(scope="module")
def genuine(pki: RehearsalPki) -> bytes:
    """A sealed certificate that nobody tampered with."""
    return sealed_certificate(TEMPLATE, pki)


def both_verdicts(data: bytes, pki: RehearsalPki, folder: Path) -> tuple[bool, Result]:
    """The judge's and ours."""
    path = folder / "certificate.ofd"
    path.write_bytes(data)
    return accepts(path), verify_ofd(data, [pki.root], NOW + timedelta(days=1)).result


@pytest.mark.parametrize("others", [(), (ISSUER.name,), ("演练市消防救援支队", "演练市城市管理局")])
@pytest.mark.parametrize("template", template_keys())
def test_every_certificate_is_accepted_by_both(
    template: str, others: tuple[str, ...], pki: RehearsalPki, tmp_path: Path
) -> None:
    data = sealed_certificate(template, pki, others=others)
    assert both_verdicts(data, pki, tmp_path) == (True, Result.PASSED)


@pytest.mark.parametrize("template", template_keys())
def test_every_annotated_copy_is_accepted_by_both(template: str, pki: RehearsalPki, tmp_path: Path) -> None:
    until = NOW.date() + timedelta(days=30)
    annotation = Annotation(NOW, HOLDER.name, "办理租赁合同备案", "示例物业公司", until)
    data = sealed_certificate(template, pki, annotation=annotation)
    assert both_verdicts(data, pki, tmp_path) == (True, Result.PASSED)


def test_a_first_seal_that_was_touched_under_a_second_is_refused_by_both(
    pki: RehearsalPki, tmp_path: Path
) -> None:
    files = read_package(sealed_certificate(TEMPLATE, pki, others=("演练市消防救援支队",)))
    files[f"{SIGN}/Signature.xml"] += b"\n"
    assert both_verdicts(write_package(files), pki, tmp_path) == (False, Result.FAILED)


def changed(name: str, old: bytes, new: bytes) -> Callable[[Files], None]:
    """Replace bytes inside one file."""

    def change(files: Files) -> None:
        assert old in files[name]
        files[name] = files[name].replace(old, new)

    return change


def flipped(name: str, position: int) -> Callable[[Files], None]:
    """Change one byte of one file."""

    def change(files: Files) -> None:
        content = bytearray(files[name])
        content[position] ^= 1
        files[name] = bytes(content)

    return change


def set_file(name: str, content: bytes) -> Callable[[Files], None]:
    """Add a file or replace it whole."""

    def change(files: Files) -> None:
        files[name] = content

    return change


def removed(name: str) -> Callable[[Files], None]:
    """Leave a file out."""

    def change(files: Files) -> None:
        del files[name]

    return change


def font_file(files: Files) -> None:
    """Change a glyph's file: the page would look otherwise."""
    name = next(name for name in files if name.endswith(".ttf"))
    flipped(name, 200)(files)


def reordered_references(files: Files) -> None:
    """The same references in another order."""
    name = f"{SIGN}/Signature.xml"
    head, *references, tail = files[name].replace(b"<ofd:Reference ", b"\0<ofd:Reference ").split(b"\0")
    last, end = tail.split(b"</ofd:References>")
    files[name] = head + b"".join([last, *references]) + b"</ofd:References>" + end


TAMPERINGS: dict[str, Callable[[Files], None]] = {
    "changed text": changed(PAGE, "个人经营".encode(), "家庭经营".encode()),
    "changed font": font_file,
    "changed metadata": changed("OFD.xml", b"2031-03-08", b"2036-03-08"),
    "changed attachment": changed("Doc_0/Attachs/metadata.json", b"2031-03-08", b"2036-03-08"),
    "added file": set_file("Doc_0/Res/extra.png", b"extra"),
    "added page": set_file("Doc_0/Pages/Page_1/Content.xml", b"<extra/>"),
    "removed attachment": removed("Doc_0/Attachs/metadata.json"),
    "removed signature": removed(f"{SIGN}/SignedValue.dat"),
    "changed signature value": flipped(f"{SIGN}/SignedValue.dat", -5),
    "changed seal": flipped(f"{SIGN}/Seal.esl", -5),
    "moved stamp": changed(f"{SIGN}/Signature.xml", b'Boundary="206 ', b'Boundary="106 '),
    "reordered references": reordered_references,
    "changed list of signatures": changed("Doc_0/Signs/Signatures.xml", b"s002", b"s003"),
}


@pytest.mark.parametrize("kind", TAMPERINGS)
def test_a_tampered_certificate_is_refused_by_both(
    kind: str, genuine: bytes, pki: RehearsalPki, tmp_path: Path
) -> None:
    files = read_package(genuine)
    TAMPERINGS[kind](files)
    assert both_verdicts(write_package(files), pki, tmp_path) == (False, Result.FAILED)


def test_a_name_that_stands_twice_is_refused_by_both(
    genuine: bytes, pki: RehearsalPki, tmp_path: Path
) -> None:
    output = BytesIO(genuine)
    with warnings.catch_warnings(), zipfile.ZipFile(output, "a") as archive:
        warnings.simplefilter("ignore", UserWarning)
        archive.writestr(PAGE, b"<other/>")
    assert both_verdicts(output.getvalue(), pki, tmp_path) == (False, Result.FAILED)


def test_the_seal_of_another_certificate_is_refused_by_both(
    genuine: bytes, pki: RehearsalPki, tmp_path: Path
) -> None:
    files = read_package(genuine)
    files[f"{SIGN}/Seal.esl"] = pki.seal(pki.signer("另一单位"))
    assert both_verdicts(write_package(files), pki, tmp_path) == (False, Result.FAILED)


def test_the_certificate_of_another_signer_is_refused_by_both(
    genuine: bytes, pki: RehearsalPki, tmp_path: Path
) -> None:
    files = read_package(genuine)
    value = asn1.load(asn1.SealSignature, files[f"{SIGN}/SignedValue.dat"])
    other = pki.signer("另一单位")
    to_sign = value["to_sign"].dump()
    files[f"{SIGN}/SignedValue.dat"] = seal_signature(to_sign, other.certificate, value["signature"].native)
    assert both_verdicts(write_package(files), pki, tmp_path) == (False, Result.FAILED)


def test_a_signer_whom_the_seal_does_not_list_is_refused_by_both(
    genuine: bytes, pki: RehearsalPki, tmp_path: Path
) -> None:
    files = read_package(genuine)
    value = asn1.load(asn1.SealSignature, files[f"{SIGN}/SignedValue.dat"])
    other, to_sign = pki.signer("另一单位"), value["to_sign"].dump()
    files[f"{SIGN}/SignedValue.dat"] = seal_signature(to_sign, other.certificate, other.sign(to_sign))
    assert both_verdicts(write_package(files), pki, tmp_path) == (False, Result.FAILED)


def test_a_seal_used_outside_its_validity_is_refused_by_both(
    pki: RehearsalPki, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chain.ofd.sealing._check_usable", lambda *_: None)
    signer = pki.signer("演练市行政审批服务局")
    expired = pki.seal(signer, validity=Validity(NOW - timedelta(days=9), NOW - timedelta(days=2)))
    ofd = compose_certificate(TEMPLATE, sample(TEMPLATE))
    data = apply_seal(ofd, expired, signer, seal_place(TEMPLATE))
    assert both_verdicts(data, pki, tmp_path) == (False, Result.FAILED)


def test_a_seal_made_by_a_forger_is_refused_by_both(pki: RehearsalPki, tmp_path: Path) -> None:
    signer, forger = pki.signer("演练市行政审批服务局"), pki.signer("伪造者")
    seal = asn1.load(asn1.Seal, pki.seal(signer, maker=forger))
    forged = asn1.Seal(
        {**{name: seal[name] for name in ("info", "algorithm", "signature")}, "cert": pki.maker.certificate}
    )
    ofd = compose_certificate(TEMPLATE, sample(TEMPLATE))
    data = apply_seal(ofd, forged.dump(), signer, seal_place(TEMPLATE))
    assert both_verdicts(data, pki, tmp_path) == (False, Result.FAILED)


def test_an_unsealed_certificate_is_refused_by_both(pki: RehearsalPki, tmp_path: Path) -> None:
    data = compose_certificate(TEMPLATE, sample(TEMPLATE))
    assert both_verdicts(data, pki, tmp_path) == (False, Result.FAILED)


def test_only_our_verifier_asks_whom_the_root_is_trusted_by(genuine: bytes, tmp_path: Path) -> None:
    stranger = RehearsalPki()
    assert both_verdicts(genuine, stranger, tmp_path) == (True, Result.INDETERMINATE)
