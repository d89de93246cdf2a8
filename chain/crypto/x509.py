"""X.509 certificates of SM2 keys (GM/T 0015 profile), made and checked without a command line.

Made here are the certificates of a rehearsal: a root, authorities beneath it, a seal maker, a signer for each body, the
signers of time stamps and of answers on revocation. In production they come from a licensed certification authority;
checking is the same.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from asn1crypto import keys, x509

from chain.crypto.der import CERTIFICATE_LIMITS, UNREADABLE, require_der
from chain.crypto.errors import MalformedCertificate, MalformedDer, MalformedKey
from chain.crypto.sm2 import SIGNATURE_OID, PrivateKey, PublicKey
from chain.crypto.sm3 import sm3
from chain.remembering import remembered


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


class Purpose(StrEnum):
    """What an extended key usage (X.509 name in snake case, or an identifier) sets a signer apart for.

    ``REGISTER``, what an installation's register states, has no registered identifier: it stands under 2.25, where every UUID is
    one (Rec. ITU-T X.667).
    """

    TIME_STAMPING = "time_stamping"
    OCSP_SIGNING = "ocsp_signing"
    REGISTER = f"2.25.{UUID('5b0c7f5e-3f0d-4a57-9d0e-6a1f0b7c2d48').int}"


class Certificate:
    """A parsed certificate of an SM2 key, never changed; raises :class:`MalformedCertificate` when it is not one.

    ``path_length`` is how many authorities may stand beneath this one (``None``: any number), ``extended_usage`` holds
    X.509 names or object identifiers (``None`` where the extension is absent), ``critical`` those of critical extensions,
    ``crl_points`` where its revocation lists are published: addresses as they stand, directory names as DER.
    """

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
            self.serial_number: int = parsed.serial_number
            self._read_extensions(parsed)
        except (*UNREADABLE, MalformedKey, MalformedDer) as error:
            raise MalformedCertificate from error
        self.der = der

    def _read_extensions(self, parsed: x509.Certificate) -> None:
        names = [extension["extn_id"].native for extension in parsed["tbs_certificate"]["extensions"]]
        if len(set(names)) != len(names):
            raise MalformedCertificate
        constraints, usage = parsed.basic_constraints_value, parsed.key_usage_value
        purposes = parsed.extended_key_usage_value
        self.is_authority = bool(constraints and constraints["ca"].native)
        self.path_length: int | None = constraints["path_len_constraint"].native if constraints else None
        self._usage: frozenset[str] | None = frozenset(usage.native) if usage else None
        self.key_identifier: bytes | None = parsed.key_identifier
        self.extended_usage: frozenset[str] | None = frozenset(purposes.native) if purposes else None
        self.critical: frozenset[str] = frozenset(parsed.critical_extensions)
        self.crl_points = frozenset(_crl_points(parsed))

    @property
    def self_issued(self) -> bool:
        """Whether issuer and subject are the same name."""
        return bool(self.subject_der == self.issuer_der)

    def may(self, usage: str) -> bool:
        """Whether its key usage (X.509 name in snake case) allows this; absent, everything is allowed."""
        return self._usage is None or usage in self._usage

    def is_only_for(self, purpose: Purpose) -> bool:
        """Whether it is set apart for this one purpose, critically, as RFC 3161, 2.3 wants of time stamps."""
        return self.extended_usage == frozenset({purpose.value}) and "extended_key_usage" in self.critical

    def issued_by(self, authority: "Certificate") -> bool:
        """Whether ``authority`` is a CA that names and signed this certificate."""
        return authority.is_authority and authority.may("key_cert_sign") and self.signed_by(authority)

    def signed_by(self, other: "Certificate") -> bool:
        """Whether this certificate names ``other`` as its issuer and bears its signature, CA or not."""
        return (
            self.issuer_der == other.subject_der
            and self._algorithm_fits
            and other.public_key.verify_lasting(self._signature, self._body)
        )


@remembered(count=256, largest=2**13)
def read_certificate(der: bytes) -> Certificate:
    """The certificate, parsed once for all that bear it; raises :class:`MalformedCertificate`."""
    return Certificate(der)


def aware(moment: object) -> datetime:
    """A moment that was read from ASN.1; raises ``ValueError`` where it lacks its zone, or is of the year 0."""
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        raise ValueError("a point in time without its zone")
    return moment


def _crl_points(parsed: x509.Certificate) -> Iterator[bytes]:
    for entry in parsed.crl_distribution_points_value or ():
        point = entry["distribution_point"]
        for name in point.chosen if point.name == "full_name" else ():
            if name.name == "uniform_resource_identifier":
                yield name.chosen.contents
            elif name.name == "directory_name":
                yield name.chosen.untag().dump()


def make_root(key: PrivateKey, subject: Subject, validity: Validity) -> bytes:
    """A self-signed root certificate, DER."""
    extensions = _authority_extensions(None)
    return _make(key.public_key, subject, validity, key, subject.x509_name(), extensions)


def make_authority(
    public_key: PublicKey,
    subject: Subject,
    validity: Validity,
    issuer_key: PrivateKey,
    issuer_der: bytes,
    path_length: int | None = 0,
) -> bytes:
    """The certificate of an authority beneath another, DER; ``path_length`` authorities may stand beneath it."""
    issuer = x509.Certificate.load(issuer_der).subject
    return _make(public_key, subject, validity, issuer_key, issuer, _authority_extensions(path_length))


def make_signer(
    public_key: PublicKey,
    subject: Subject,
    validity: Validity,
    root_key: PrivateKey,
    root_der: bytes,
    purpose: Purpose | None = None,
) -> bytes:
    """A certificate for signing only, issued by the root (or an authority beneath it), DER.

    With a ``purpose`` for that alone: RFC 3161, 2.3 wants the extension critical, RFC 6960, 4.2.2.2 need not.
    """
    issuer = x509.Certificate.load(root_der).subject
    extensions: list[dict[str, Any]] = [
        _extension("basic_constraints", {"ca": False}, critical=True),
        _extension("key_usage", {"digital_signature", "non_repudiation"}, critical=True),
    ]
    if purpose is not None:
        extensions.append(_extension("extended_key_usage", [purpose.value], critical=True))
    if purpose is Purpose.OCSP_SIGNING:
        extensions.append(_extension("ocsp_no_check", None))
    return _make(public_key, subject, validity, root_key, issuer, extensions)


def _authority_extensions(path_length: int | None) -> list[dict[str, Any]]:
    constraints: dict[str, Any] = {"ca": True}
    if path_length is not None:
        constraints["path_len_constraint"] = path_length
    return [
        _extension("basic_constraints", constraints, critical=True),
        _extension("key_usage", {"key_cert_sign", "crl_sign"}, critical=True),
    ]


def _extension(name: str, value: object, *, critical: bool = False) -> dict[str, Any]:
    return {"extn_id": name, "critical": critical, "extn_value": value}


def _make(
    public_key: PublicKey,
    subject: Subject,
    validity: Validity,
    signing_key: PrivateKey,
    issuer: x509.Name,
    extensions: list[dict[str, Any]],
) -> bytes:
    algorithm = {"algorithm": SIGNATURE_OID}
    identifiers = [
        _extension("key_identifier", key_identifier(public_key)),
        _extension("authority_key_identifier", {"key_identifier": key_identifier(signing_key.public_key)}),
    ]
    body = x509.TbsCertificate(
        {
            "version": "v3",
            "serial_number": secrets.randbits(127) + 1,
            "signature": algorithm,
            "issuer": issuer,
            "validity": {"not_before": encoded_time(validity.start), "not_after": encoded_time(validity.end)},
            "subject": subject.x509_name(),
            "subject_public_key_info": keys.PublicKeyInfo.load(public_key.spki),
            "extensions": [*extensions, *identifiers],
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


def key_identifier(public_key: PublicKey) -> bytes:
    """The key identifier that certificates made here carry: the first 20 bytes of the point's SM3 digest."""
    return sm3(public_key.point)[:20]


def encoded_time(moment: datetime) -> x509.Time:
    """UTCTime until 2049, GeneralizedTime afterwards (RFC 5280, 4.1.2.5)."""
    moment = moment.astimezone(UTC).replace(microsecond=0)
    return x509.Time(name="utc_time" if moment.year < 2050 else "general_time", value=moment)
