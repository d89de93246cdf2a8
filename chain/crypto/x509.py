"""X.509 certificates of SM2 keys (GM/T 0015 profile), made and checked without a command line.

Made here are the certificates of a rehearsal: a root, a seal maker, a signer for each body. In production
they come from a licensed certification authority; checking is the same.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from asn1crypto import keys, x509

from chain.crypto.der import CERTIFICATE_LIMITS, UNREADABLE, require_der
from chain.crypto.errors import MalformedCertificate, MalformedDer, MalformedKey
from chain.crypto.sm2 import SIGNATURE_OID, PrivateKey, PublicKey
from chain.crypto.sm3 import sm3


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a certificate names: common name and organisation, in Chinese where they are."""

    common_name: str
    organisation: str

    def x509_name(self) -> x509.Name:
        """As a distinguished name in UTF-8."""
        return x509.Name.build(
            {
                "country_name": "CN",
                "organization_name": self.organisation,
                "common_name": self.common_name,
            },
            use_printable=False,
        )


@dataclass(frozen=True, slots=True)
class Validity:
    """From and until when, both aware and inclusive, to the second."""

    start: datetime
    end: datetime

    def covers(self, moment: datetime) -> bool:
        """Whether the moment lies within."""
        return self.start <= moment <= self.end


class Certificate:
    """A parsed certificate of an SM2 key; raises :class:`MalformedCertificate` when it is not one."""

    def __init__(self, der: bytes) -> None:
        try:
            require_der(der, CERTIFICATE_LIMITS)
            parsed = x509.Certificate.load(der, strict=True)
            self._body = parsed["tbs_certificate"].dump()
            self._signature: bytes = parsed["signature_value"].native
            algorithms = (parsed["signature_algorithm"], parsed["tbs_certificate"]["signature"])
            self._algorithm_fits = all(a["algorithm"].dotted == SIGNATURE_OID for a in algorithms)
            self.public_key = PublicKey.from_spki(parsed.public_key.dump())
            self.subject: str = parsed.subject.human_friendly
            self.common_name: str = str(parsed.subject.native.get("common_name", ""))
            self.subject_der, self.issuer_der = parsed.subject.dump(), parsed.issuer.dump()
            self.validity = Validity(aware(parsed.not_valid_before), aware(parsed.not_valid_after))
            constraints, usage = parsed.basic_constraints_value, parsed.key_usage_value
            self.is_authority = bool(constraints and constraints["ca"].native)
            self._usage: frozenset[str] | None = frozenset(usage.native) if usage else None
        except (*UNREADABLE, MalformedKey, MalformedDer) as error:
            raise MalformedCertificate from error
        self.der = der

    def may(self, usage: str) -> bool:
        """Whether its key usage (X.509 name in snake case) allows this; absent, everything is allowed."""
        return self._usage is None or usage in self._usage

    def issued_by(self, authority: "Certificate") -> bool:
        """Whether ``authority`` is a CA that names and signed this certificate."""
        return (
            authority.is_authority
            and authority.may("key_cert_sign")
            and self.issuer_der == authority.subject_der
            and self._algorithm_fits
            and authority.public_key.verify(self._signature, self._body)
        )


def aware(moment: object) -> datetime:
    """A moment that was read from ASN.1; raises ``ValueError`` where it lacks its zone, or is of the year 0."""
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        raise ValueError("a point in time without its zone")
    return moment


def make_root(key: PrivateKey, subject: Subject, validity: Validity) -> bytes:
    """A self-signed root certificate, DER."""
    usage = {"key_cert_sign", "crl_sign"}
    return _make(
        key.public_key, subject, validity, key, subject.x509_name(), key.public_key, usage, authority=True
    )


def make_signer(
    public_key: PublicKey, subject: Subject, validity: Validity, root_key: PrivateKey, root_der: bytes
) -> bytes:
    """A certificate for signing only, issued by the root, DER."""
    issuer = x509.Certificate.load(root_der).subject
    usage = {"digital_signature", "non_repudiation"}
    return _make(public_key, subject, validity, root_key, issuer, root_key.public_key, usage, authority=False)


def _make(
    public_key: PublicKey,
    subject: Subject,
    validity: Validity,
    signing_key: PrivateKey,
    issuer: x509.Name,
    issuer_key: PublicKey,
    usage: set[str],
    *,
    authority: bool,
) -> bytes:
    algorithm = {"algorithm": SIGNATURE_OID}
    body = x509.TbsCertificate(
        {
            "version": "v3",
            "serial_number": secrets.randbits(127) + 1,
            "signature": algorithm,
            "issuer": issuer,
            "validity": {"not_before": _time(validity.start), "not_after": _time(validity.end)},
            "subject": subject.x509_name(),
            "subject_public_key_info": keys.PublicKeyInfo.load(public_key.spki),
            "extensions": [
                {"extn_id": "basic_constraints", "critical": True, "extn_value": {"ca": authority}},
                {"extn_id": "key_usage", "critical": True, "extn_value": usage},
                {"extn_id": "key_identifier", "critical": False, "extn_value": _key_identifier(public_key)},
                {
                    "extn_id": "authority_key_identifier",
                    "critical": False,
                    "extn_value": {"key_identifier": _key_identifier(issuer_key)},
                },
            ],
        }
    )
    certificate = x509.Certificate(
        {
            "tbs_certificate": body,
            "signature_algorithm": algorithm,
            "signature_value": signing_key.sign(body.dump()),
        }
    )
    der: bytes = certificate.dump()
    return der


def _key_identifier(public_key: PublicKey) -> bytes:
    return sm3(public_key.point)[:20]


def _time(moment: datetime) -> x509.Time:
    """UTCTime until 2049, GeneralizedTime afterwards (RFC 5280, 4.1.2.5)."""
    moment = moment.astimezone(UTC).replace(microsecond=0)
    return x509.Time(name="utc_time" if moment.year < 2050 else "general_time", value=moment)
