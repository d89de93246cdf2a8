"""Sealed files as other makers write them, and as a forger would: every choice that the standards leave, and a few they forbid.

Nothing of :mod:`chain.ofd.sealing` is used: what our verifier takes from others is not what our own sealing happens to write.
"""

import posixpath
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from asn1crypto import core

from chain.certificates.compose import SealPlace
from chain.crypto.sm2 import DEFAULT_SIGNER_ID, SIGNATURE_OID, sm2_digest
from chain.crypto.sm3 import OID as SM3_OID
from chain.crypto.sm3 import sm3
from chain.crypto.x509 import Certificate
from chain.documents.kinds import SealKind
from chain.ofd.package import read_package, write_package
from chain.seal import asn1, asn1_v1
from chain.seal.reading import Edition
from chain.seal.signer import KeySigner
from tests.conformance.rehearsal_pki import DECADE, NOW, RehearsalPki
from tests.conformance.samples import ISSUER

SIGNS = "Doc_0/Signs"
LIST = f"{SIGNS}/Signatures.xml"
_NAMESPACE = b"http://www.ofdspec.org/2016"


def everything(name: str) -> bool:
    """A signature covers every file that is there when it is made, but the list of signatures."""
    return name != LIST


@dataclass(frozen=True)
class Manner:
    """How a maker seals. ``covers`` says which files are in the references; ``listed`` replaces the signer's certificate in
    the seal's list, ``list_type`` the number that says what is in it; ``signer_id`` and ``maker_id`` are the SM2 identifiers of
    signer and seal maker; ``wording`` is what version 1 writes for the point in time; ``references`` stand before the others;
    ``listed_by`` is what the digests in the list are called, and how they are taken; ``between_digits`` stands within each
    digest in base64, ``property_info`` in the place of the description's path.
    """

    edition: Edition = Edition.V4
    digests: bool = False
    relative: bool = False
    seal_file: bool = True
    covers: Callable[[str], bool] = everything
    check_method: str = SM3_OID
    signer_id: bytes = DEFAULT_SIGNER_ID
    maker_id: bytes = DEFAULT_SIGNER_ID
    listed: Sequence[bytes] | None = None
    list_type: int = 0
    seal_name: str = SealKind.CERTIFICATE.name_for(ISSUER.name)
    wording: bytes = NOW.strftime("%Y%m%d%H%M%SZ").encode()
    references: str = ""
    picture: bytes = b"\x89PNG"
    signature_method: str = f"<ofd:SignatureMethod>{SIGNATURE_OID}</ofd:SignatureMethod>"
    between_digits: str = ""
    property_info: str | None = None
    listed_by: tuple[str, Callable[[bytes], bytes]] = (SM3_OID, sm3)


def sign_with(signer: KeySigner, message: bytes, signer_id: bytes = DEFAULT_SIGNER_ID) -> bytes:
    """An SM2 signature under any signer's identifier."""
    return signer.sign_digest(sm2_digest(Certificate(signer.certificate).public_key, message, signer_id))


def seal_of(manner: Manner, pki: RehearsalPki, signer: KeySigner) -> core.Sequence:
    """A seal of the rehearsal's maker that the signer may use."""
    listed = [signer.certificate] if manner.listed is None else list(manner.listed)
    seal = _seal_v1 if manner.edition is Edition.V1 else _seal_v4
    return seal(manner, pki, listed)


def _picture(manner: Manner) -> dict[str, object]:
    return {"type": "PNG", "data": manner.picture, "width": 40, "height": 40}


def _seal_v1(manner: Manner, pki: RehearsalPki, listed: list[bytes]) -> core.Sequence:
    info = asn1_v1.SealInfo(
        {
            "header": {"id": "ES", "version": 1, "vid": "OTHER"},
            "es_id": "37000004503027000001",
            "property": {
                "type": 1,
                "name": manner.seal_name,
                "cert_list": listed,
                "created": NOW,
                "valid_start": DECADE.start,
                "valid_end": DECADE.end,
            },
            "picture": _picture(manner),
        }
    )
    maker = pki.maker
    signed = asn1_v1.MakerSigned({"info": info, "cert": maker.certificate, "algorithm": SIGNATURE_OID})
    made_by = {
        "cert": maker.certificate,
        "algorithm": SIGNATURE_OID,
        "signature": sign_with(maker, signed.dump(), manner.maker_id),
    }
    return asn1_v1.Seal({"info": info, "made_by": made_by})


def _seal_v4(manner: Manner, pki: RehearsalPki, listed: list[bytes]) -> core.Sequence:
    name, digest = manner.listed_by
    digests = asn1.CertificateDigestList([{"type": name, "value": digest(each)} for each in listed])
    info = asn1.SealInfo(
        {
            "header": {"id": "ES", "version": 5 if manner.edition is Edition.V5 else 4, "vid": "OTHER"},
            "es_id": "37000004503027000001",
            "property": {
                "type": 1,
                "name": manner.seal_name,
                "cert_list_type": manner.list_type or (2 if manner.digests else 1),
                "cert_list": digests if manner.digests else asn1.CertificateList(listed),
                "created": NOW,
                "valid_start": DECADE.start,
                "valid_end": DECADE.end,
            },
            "picture": _picture(manner),
        }
    )
    maker = pki.maker
    signature = sign_with(maker, info.dump(force=True), manner.maker_id)
    seal = {"info": info, "cert": maker.certificate, "algorithm": SIGNATURE_OID, "signature": signature}
    return asn1.Seal(seal)


def seal_in(
    manner: Manner, ofd: bytes, pki: RehearsalPki, place: SealPlace, signer: KeySigner | None = None
) -> bytes:
    """Add a seal to a package, whatever stands in it already."""
    return write_package(
        sealed_files(manner, read_package(ofd), pki, place, signer or pki.signer(ISSUER.name))
    )


def sealed_files(
    manner: Manner, files: dict[str, bytes], pki: RehearsalPki, place: SealPlace, signer: KeySigner
) -> dict[str, bytes]:
    """The files of a package with one more seal."""
    files = dict(files)
    number = files.get(LIST, b"").count(b"<ofd:Signature ")
    folder = f"{SIGNS}/Sign_{number}"
    description, seal_file, value_file = (
        f"{folder}/{n}" for n in ("Signature.xml", "Seal.esl", "SignedValue.dat")
    )
    _announce(files, manner, number, description)
    seal = seal_of(manner, pki, signer)
    if manner.seal_file:
        files[seal_file] = seal.dump(force=True)
    files[description] = _description(manner, files, place, description, seal_file, value_file)
    files[value_file] = _value(
        manner, seal, signer, _path(manner, LIST, description), sm3(files[description])
    )
    return files


def _announce(files: dict[str, bytes], manner: Manner, number: int, description: str) -> None:
    if b"<ofd:Signatures>" not in files["OFD.xml"]:
        announced = f"<ofd:Signatures>{_path(manner, 'OFD.xml', LIST)}</ofd:Signatures></ofd:DocBody>"
        files["OFD.xml"] = files["OFD.xml"].replace(b"</ofd:DocBody>", announced.encode())
        files[LIST] = b'<ofd:Signatures xmlns:ofd="%s"></ofd:Signatures>' % _NAMESPACE
    entry = f'<ofd:Signature ID="s{number}" Type="Seal" BaseLoc="{_path(manner, LIST, description)}"/>'
    files[LIST] = files[LIST].replace(b"</ofd:Signatures>", f"{entry}</ofd:Signatures>".encode())


def _description(
    manner: Manner, files: dict[str, bytes], place: SealPlace, file: str, seal_file: str, value_file: str
) -> bytes:
    references = manner.references + "".join(
        f'<ofd:Reference FileRef="{_path(manner, file, name)}">'
        f"<ofd:CheckValue>{_digits(manner, content)}</ofd:CheckValue></ofd:Reference>"
        for name, content in sorted(files.items())
        if manner.covers(name)
    )
    box = place.box
    seal = f"<ofd:Seal><ofd:BaseLoc>{_path(manner, file, seal_file)}</ofd:BaseLoc></ofd:Seal>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><ofd:Signature xmlns:ofd="{_NAMESPACE.decode()}"><ofd:SignedInfo>'
        '<ofd:Provider ProviderName="other" Version="1"/>'
        f"{manner.signature_method}"
        f"<ofd:SignatureDateTime>{NOW:%Y-%m-%d %H:%M:%S}Z</ofd:SignatureDateTime>"
        f'<ofd:References CheckMethod="{manner.check_method}">{references}</ofd:References>'
        f'<ofd:StampAnnot ID="t1" PageRef="{place.page_ref}" Boundary="{box.x} {box.y} {box.width} {box.height}"/>'
        f"{seal if manner.seal_file else ''}</ofd:SignedInfo>"
        f"<ofd:SignedValue>{_path(manner, file, value_file)}</ofd:SignedValue></ofd:Signature>"
    ).encode()


def _digits(manner: Manner, content: bytes) -> str:
    digits = b64encode(sm3(content)).decode()
    return f"{digits[:30]}{manner.between_digits}{digits[30:]}"


def _path(manner: Manner, base: str, name: str) -> str:
    return posixpath.relpath(name, posixpath.dirname(base) or ".") if manner.relative else f"/{name}"


def _value(manner: Manner, seal: core.Sequence, signer: KeySigner, path: str, digest: bytes) -> bytes:
    about = path if manner.property_info is None else manner.property_info
    common = {"seal": seal, "data_hash": digest, "property_info": about}
    write = _value_v1 if manner.edition is Edition.V1 else _value_v4
    value: bytes = write(manner, common, signer).dump()
    return value


def _value_v1(manner: Manner, common: dict[str, object], signer: KeySigner) -> core.Sequence:
    own = {"version": 1, "time": manner.wording, "cert": signer.certificate, "algorithm": SIGNATURE_OID}
    to_sign = asn1_v1.ToSign({**common, **own})
    signature = sign_with(signer, to_sign.dump(), manner.signer_id)
    return asn1_v1.SealSignature({"to_sign": to_sign, "signature": signature})


def _value_v4(manner: Manner, common: dict[str, object], signer: KeySigner) -> core.Sequence:
    to_sign = asn1.ToSign({**common, "version": 4, "time": NOW.astimezone(UTC)})
    signature = sign_with(signer, to_sign.dump(), manner.signer_id)
    return asn1.SealSignature(
        {"to_sign": to_sign, "cert": signer.certificate, "algorithm": SIGNATURE_OID, "signature": signature}
    )


def renamed(files: dict[str, bytes], prefix: str) -> dict[str, bytes]:
    """Every XML file under another prefix, or with the namespace as its default (``prefix`` empty)."""
    tag, declared = (f"{prefix}:", f"xmlns:{prefix}") if prefix else ("", "xmlns")
    changes = ((b"<ofd:", f"<{tag}"), (b"</ofd:", f"</{tag}"), (b"xmlns:ofd", declared))
    found = {}
    for name, content in files.items():
        if name.endswith(".xml"):
            for old, new in changes:
                content = content.replace(old, new.encode())
        found[name] = content
    return found


def in_words(moment: datetime) -> bytes:
    """As one maker of version 1 writes a point in time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.123Z").encode()
