"""Signed messages (CMS SignedData, RFC 5652; GM/T 0010 on SM2 and SM3) with one signer, as time stamp tokens are.

Read are the identifiers of PKCS #7 and CMS and those of GM/T 0010 (1.2.156.10197.6.1.4.2.x) for what the message is, and
1.2.156.10197.1.501 or 1.2.156.10197.1.301.1 for the signature; written are PKCS #7's and 1.2.156.10197.1.501, which other
readers know. The identifiers of GM/T 0010 and GM/T 0006 are as public implementations have them: the texts were not at hand.
"""

import hmac
from collections.abc import Iterator, Sequence

from asn1crypto import cms, tsp, x509

from chain.crypto.errors import MalformedCertificate
from chain.crypto.sm2 import SIGNATURE_OID
from chain.crypto.sm3 import OID as SM3_OID
from chain.crypto.sm3 import sm3
from chain.crypto.x509 import Certificate
from chain.seal.signer import Signer
from chain.trust.asn1 import SignedContentInfo, SignedData
from chain.trust.der import NAMING, SHA1_OID, load
from chain.trust.errors import MalformedTimestamp

SIGNED_DATA = "1.2.840.113549.1.7.2"
GM_SIGNED_DATA = "1.2.156.10197.6.1.4.2.2"
_SM2_SIGNATURES = {SIGNATURE_OID, "1.2.156.10197.1.301.1"}
_MOST_CERTIFICATES = 16


class SignedMessage:
    """A parsed message; raises :class:`MalformedTimestamp`. Certificates in it that cannot be used are passed over."""

    def __init__(self, der: bytes) -> None:
        outer = load(SignedContentInfo, der, MalformedTimestamp)
        if outer["content_type"].dotted not in (SIGNED_DATA, GM_SIGNED_DATA):
            raise MalformedTimestamp
        data = outer["content"]
        signers, enclosed = data["signer_infos"], data["enclosed"]
        certificates = [each.chosen.dump() for each in data["certificates"] if each.name == "certificate"]
        if len(signers) != 1 or enclosed["content"].native is None or len(certificates) > _MOST_CERTIFICATES:
            raise MalformedTimestamp
        self._info = signers[0]
        self.content_type: str = enclosed["content_type"].dotted
        self.content: bytes = enclosed["content"].native
        self.certificates = tuple(_usable(certificates))

    def signer(self) -> Certificate | None:
        """Whose signature this bears; ``None`` when it is nobody's whose certificate is in it."""
        info = self._info
        if info["digest_algorithm"]["algorithm"].dotted != SM3_OID:
            return None
        if info["signature_algorithm"]["algorithm"].dotted not in _SM2_SIGNATURES:
            return None
        attributes = _attributes(info["signed_attrs"])
        if attributes is None or not self._described_by(attributes):
            return None
        # Signed is the SET as such, not its place in the structure (RFC 5652, 5.4).
        signed = b"\x31" + info["signed_attrs"].dump()[1:]
        for certificate in self.certificates:
            if _is_named(certificate, info["sid"]) and _is_meant(certificate, attributes):
                fits = certificate.public_key.verify(info["signature"].native, signed)
                return certificate if fits else None
        return None

    def _described_by(self, attributes: dict[str, cms.CMSAttribute]) -> bool:
        kind, digest = attributes.get("content_type"), attributes.get("message_digest")
        if kind is None or digest is None or len(kind) != 1 or len(digest) != 1:
            return False
        same_kind = kind[0].dotted == self.content_type
        return same_kind and hmac.compare_digest(digest[0].native, sm3(self.content))


def _usable(certificates: list[bytes]) -> Iterator[Certificate]:
    for der in certificates:
        try:
            yield Certificate(der)
        except MalformedCertificate:
            continue


def _attributes(signed: cms.CMSAttributes) -> dict[str, cms.CMSAttribute] | None:
    """The values of each signed attribute; ``None`` where one stands twice."""
    pairs = [(attribute["type"].native, attribute["values"]) for attribute in signed or ()]
    return dict(pairs) if len(dict(pairs)) == len(pairs) else None


def _is_named(certificate: Certificate, sid: cms.SignerIdentifier) -> bool:
    if sid.name == "subject_key_identifier":
        return bool(certificate.key_identifier == sid.native)
    named = sid.chosen
    same_issuer = certificate.issuer_der == named["issuer"].dump()
    return bool(same_issuer and certificate.serial_number == named["serial_number"].native)


def _is_meant(certificate: Certificate, attributes: dict[str, cms.CMSAttribute]) -> bool:
    """The signer's certificate is signed too, by its digest (RFC 2634, 5.4; RFC 5035): it cannot be exchanged."""
    for name in ("signing_certificate_v2", "signing_certificate"):
        values = attributes.get(name)
        if values is None:
            continue
        if len(values) != 1 or not values[0]["certs"]:
            return False
        first = values[0]["certs"][0]
        algorithm = SHA1_OID if name == "signing_certificate" else first["hash_algorithm"]["algorithm"].dotted
        digest = NAMING.get(algorithm)
        return digest is not None and hmac.compare_digest(first["cert_hash"].native, digest(certificate.der))
    return False


def sign_message(
    content_type: str,
    content: bytes,
    signer: Signer,
    *,
    enclose_certificate: bool,
    issuers: Sequence[bytes] = (),
) -> bytes:
    """ContentInfo, DER, with ``content`` and the signer's signature over it.

    With its certificate go those of ``issuers`` (DER), so that whoever has the root alone finds the chain.
    """
    certificate = x509.Certificate.load(signer.certificate)
    enclosed = [certificate, *map(x509.Certificate.load, issuers)] if enclose_certificate else []
    meant = {"hash_algorithm": {"algorithm": SM3_OID}, "cert_hash": sm3(signer.certificate)}
    attributes = cms.CMSAttributes(
        [
            {"type": "content_type", "values": [content_type]},
            {"type": "message_digest", "values": [sm3(content)]},
            {"type": "signing_certificate_v2", "values": [tsp.SigningCertificateV2({"certs": [meant]})]},
        ]
    )
    named = cms.IssuerAndSerialNumber(
        {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
    )
    info = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(name="issuer_and_serial_number", value=named),
            "digest_algorithm": {"algorithm": SM3_OID},
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": SIGNATURE_OID},
            "signature": signer.sign(attributes.dump()),
        }
    )
    data = SignedData(
        {
            "version": 3,
            "digest_algorithms": [{"algorithm": SM3_OID}],
            "enclosed": {"content_type": content_type, "content": content},
            "certificates": [cms.CertificateChoices("certificate", each) for each in enclosed] or None,
            "signer_infos": [info],
        }
    )
    der: bytes = SignedContentInfo({"content_type": SIGNED_DATA, "content": data}).dump()
    return der
