"""Signed messages (CMS SignedData, RFC 5652; GM/T 0010 on SM2 and SM3) with one signer, as time stamp tokens are.

Read are the identifiers of PKCS #7 and CMS and those of GM/T 0010 (1.2.156.10197.6.1.4.2.x) for what the message is, and
1.2.156.10197.1.501 or 1.2.156.10197.1.301.1 for the signature; written are PKCS #7's and 1.2.156.10197.1.501, which other
readers know. The identifiers of GM/T 0010 and GM/T 0006 are as public implementations have them: the texts were not at hand.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from asn1crypto import cms

from chain.crypto.der import UNREADABLE, require_der
from chain.crypto.der_writing import content_of, identifier, integer, octets, sequence, set_of, tagged
from chain.crypto.errors import MalformedCertificate, MalformedDer
from chain.crypto.sm2 import SIGNATURE_OID, SIGNATURE_OIDS
from chain.crypto.sm3 import OID as SM3_OID
from chain.crypto.sm3 import sm3
from chain.crypto.x509 import Certificate, read_certificate
from chain.remembering import remembered
from chain.seal.signer import Signer
from chain.trust.asn1 import SignedContentInfo
from chain.trust.der import LIMITS, NAMING, SHA1_OID
from chain.trust.errors import MalformedTimestamp

SIGNED_DATA = "1.2.840.113549.1.7.2"
GM_SIGNED_DATA = "1.2.156.10197.6.1.4.2.2"
_CONTENT_TYPE, _MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
_SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
_MOST_CERTIFICATES = 16
_BESIDE_CERTIFICATES = ("version", "digest_algorithms", "enclosed", "crls", "signer_infos")


class SignedMessage:
    """A parsed message, never changed; raises :class:`MalformedTimestamp`. Certificates in it that cannot be used are passed
    over.
    """

    def __init__(self, der: bytes) -> None:
        data, certificates = _read(der)
        signers, enclosed = data["signer_infos"], data["enclosed"]
        if len(signers) != 1 or enclosed["content"].native is None or len(certificates) > _MOST_CERTIFICATES:
            raise MalformedTimestamp
        self.content_type: str = enclosed["content_type"].dotted
        self.content: bytes = enclosed["content"].native
        self.certificates = tuple(each for each in certificates if each is not None)
        self._info = _SignerInfo.read(signers[0])

    @property
    def checkable(self) -> bool:
        """Whether its signature can be checked here: made with SM2 and SM3, by somebody whose certificate is in it."""
        return self._spoken and any(self._info.names(each) for each in self.certificates)

    @property
    def _spoken(self) -> bool:
        info = self._info
        return info.digest_algorithm == SM3_OID and info.signature_algorithm in SIGNATURE_OIDS

    @cached_property
    def signer(self) -> Certificate | None:
        """Whose signature this bears; ``None`` when it is nobody's whose certificate is in it."""
        info = self._info
        if not self._spoken:
            return None
        if not (info.content_type == self.content_type and info.fits_digest(sm3(self.content))):
            return None
        for certificate in self.certificates:
            if info.names(certificate) and info.means(certificate):
                fits = certificate.public_key.verify(info.signature, info.signed)
                return certificate if fits else None
        return None


def _read(der: bytes) -> tuple[cms.SignedData, list[Certificate | None]]:
    """Every value of the message, and its certificates: ``None`` for one that cannot be used."""
    try:
        require_der(der, LIMITS)
        outer = SignedContentInfo.load(der, strict=True)
        if outer["content_type"].dotted not in (SIGNED_DATA, GM_SIGNED_DATA):
            raise MalformedTimestamp
        data = outer["content"]
        _ = [data[name].native for name in _BESIDE_CERTIFICATES]
        enclosed = [_enclosed(each.dump()) for each in data["certificates"]]
    except (*UNREADABLE, MalformedDer) as error:
        raise MalformedTimestamp from error
    return data, [each.usable for each in enclosed if each.is_certificate]


@dataclass(frozen=True, slots=True)
class _Enclosed:
    is_certificate: bool
    usable: Certificate | None = None


# The authority's certificates stand in each of its tokens; to read them takes longer than all the rest.
@remembered(count=256, largest=2**13)
def _enclosed(der: bytes) -> _Enclosed:
    """One of the certificates of a message; raises what asn1crypto raises."""
    choice = cms.CertificateChoices.load(der, strict=True)
    _ = choice.native
    if choice.name != "certificate":
        return _Enclosed(is_certificate=False)
    try:
        return _Enclosed(is_certificate=True, usable=read_certificate(der))
    except MalformedCertificate:
        return _Enclosed(is_certificate=True)


@dataclass(frozen=True, slots=True)
class _SignerInfo:
    """SignerInfo: its algorithms, the certificate that it names (by its key, or by issuer and number), what its signed
    attributes say (``None`` where they do not, or not once), and the ``signature`` over ``signed``.
    """

    digest_algorithm: str
    signature_algorithm: str
    key_identifier: bytes | None
    issuer_der: bytes
    serial_number: int
    content_type: str | None
    message_digest: bytes | None
    meant: tuple[str, bytes] | None
    signature: bytes
    signed: bytes

    @classmethod
    def read(cls, info: cms.SignerInfo) -> "_SignerInfo":
        """Of one whose every value was read before."""
        sid, attributes = info["sid"], _attributes(info["signed_attrs"])
        by_key = sid.name == "subject_key_identifier"
        kind, digest = (_only(attributes.get(name)) for name in ("content_type", "message_digest"))
        return cls(
            digest_algorithm=info["digest_algorithm"]["algorithm"].dotted,
            signature_algorithm=info["signature_algorithm"]["algorithm"].dotted,
            key_identifier=sid.native if by_key else None,
            issuer_der=b"" if by_key else sid.chosen["issuer"].dump(),
            serial_number=0 if by_key else sid.chosen["serial_number"].native,
            content_type=None if kind is None else kind.dotted,
            message_digest=None if digest is None else digest.native,
            meant=_meant(attributes),
            signature=info["signature"].native,
            # Signed is the SET as such, not its place in the structure (RFC 5652, 5.4).
            signed=b"\x31" + info["signed_attrs"].dump()[1:] if attributes else b"",
        )

    def fits_digest(self, digest: bytes) -> bool:
        return self.message_digest is not None and hmac.compare_digest(self.message_digest, digest)

    def names(self, certificate: Certificate) -> bool:
        if self.key_identifier is not None:
            return certificate.key_identifier == self.key_identifier
        return certificate.issuer_der == self.issuer_der and certificate.serial_number == self.serial_number

    def means(self, certificate: Certificate) -> bool:
        """The signer's certificate is signed too, by its digest (RFC 2634, 5.4; RFC 5035): it cannot be exchanged."""
        algorithm, stated = self.meant or ("", b"")
        digest = NAMING.get(algorithm)
        return digest is not None and hmac.compare_digest(stated, digest(certificate.der))


def _attributes(signed: cms.CMSAttributes) -> dict[str, cms.CMSAttribute]:
    """The values of each signed attribute; none where one stands twice."""
    pairs = [(attribute["type"].native, attribute["values"]) for attribute in signed or ()]
    return dict(pairs) if len(dict(pairs)) == len(pairs) else {}


def _only(values: cms.CMSAttribute | None) -> cms.CMSAttribute | None:
    return values[0] if values is not None and len(values) == 1 else None


def _meant(attributes: dict[str, cms.CMSAttribute]) -> tuple[str, bytes] | None:
    """Algorithm and digest of the certificate that the signer says it signed with."""
    for name in ("signing_certificate_v2", "signing_certificate"):
        if name not in attributes:
            continue
        stated = _only(attributes[name])
        if stated is None or not stated["certs"]:
            return None
        first = stated["certs"][0]
        algorithm = SHA1_OID if name == "signing_certificate" else first["hash_algorithm"]["algorithm"].dotted
        return algorithm, first["cert_hash"].native
    return None


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
    certificate = read_certificate(signer.certificate)
    algorithm = sequence(identifier(SM3_OID))
    meant = sequence(sequence(sequence(algorithm, octets(sm3(signer.certificate)))))
    attributes = set_of(
        _attribute(_CONTENT_TYPE, identifier(content_type)),
        _attribute(_MESSAGE_DIGEST, octets(sm3(content))),
        _attribute(_SIGNING_CERTIFICATE_V2, meant),
    )
    info = sequence(
        integer(1),
        sequence(certificate.issuer_der, integer(certificate.serial_number)),
        algorithm,
        tagged(0, content_of(attributes)),
        sequence(identifier(SIGNATURE_OID)),
        octets(signer.sign(attributes)),
    )
    enclosed = set_of(signer.certificate, *issuers) if enclose_certificate else b""
    data = sequence(
        integer(3),
        set_of(algorithm),
        sequence(identifier(content_type), tagged(0, octets(content))),
        tagged(0, content_of(enclosed)) if enclosed else b"",
        set_of(info),
    )
    return sequence(identifier(SIGNED_DATA), tagged(0, data))


def _attribute(kind: str, value: bytes) -> bytes:
    return sequence(identifier(kind), set_of(value))
