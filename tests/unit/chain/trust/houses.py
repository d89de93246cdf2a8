"""A root, an authority beneath it, and those whom the authority certifies: made for each test module anew."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from asn1crypto import x509 as asn1

from chain.crypto import x509
from chain.crypto.sm2 import PrivateKey
from chain.crypto.x509 import Certificate, Purpose, Subject, Validity, make_authority, make_root, make_signer
from chain.seal.signer import KeySigner
from chain.trust.crl import make_revocation_list
from chain.trust.ocsp import Status, make_ocsp_response
from chain.trust.statements import Revocation
from chain.trust.timestamping import RequestingTimestamper, TimestampAuthority

NOW = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
YEARS = Validity(NOW - 30 * DAY, NOW + 3650 * DAY)

ORGANISATION = "演练认证机构"


@dataclass(frozen=True)
class Stopped:
    """A clock that stands."""

    at: datetime = NOW

    def now(self) -> datetime:
        """Always the same."""
        return self.at


class Authority:
    """Somebody who issues certificates, lists and answers."""

    def __init__(self, key: PrivateKey, der: bytes, name: str) -> None:
        self.key, self.der, self.name = key, der, name
        self.certificate = Certificate(der)
        self.signer = KeySigner(key, der)

    @classmethod
    def root(cls, name: str = "演练根证书", validity: Validity = YEARS) -> "Authority":
        """One that certifies itself."""
        key = PrivateKey.generate()
        return cls(key, make_root(key, Subject(name, ORGANISATION), validity), name)

    def authority(
        self, name: str = "演练中间证书", validity: Validity = YEARS, path_length: int | None = 0
    ) -> "Authority":
        """One beneath this one, with a new key."""
        return self.vouch_for(PrivateKey.generate(), name, validity, path_length)

    def vouch_for(
        self, key: PrivateKey, name: str, validity: Validity = YEARS, path_length: int | None = 0
    ) -> "Authority":
        """The certificate of an authority for a key that it has already."""
        subject = Subject(name, ORGANISATION)
        der = make_authority(key.public_key, subject, validity, self.key, self.der, path_length)
        return Authority(key, der, name)

    def certify(
        self, name: str = "演练单位", validity: Validity = YEARS, purpose: Purpose | None = None
    ) -> KeySigner:
        """Somebody who signs."""
        key = PrivateKey.generate()
        der = make_signer(key.public_key, Subject(name, name), validity, self.key, self.der, purpose)
        return KeySigner(key, der)

    def issue(self, *extensions: dict[str, Any], name: str = "演练单位") -> "Authority":
        """A certificate with exactly these extensions besides the key identifiers."""
        key = PrivateKey.generate()
        issuer = asn1.Certificate.load(self.der).subject
        subject = Subject(name, ORGANISATION)
        der = x509._make(key.public_key, subject, YEARS, self.key, issuer, list(extensions))
        return Authority(key, der, name)

    def crl(
        self,
        revoked: dict[Certificate, Revocation] | None = None,
        issued: datetime = NOW,
        lasts: timedelta = DAY,
    ) -> bytes:
        """Its list of revoked certificates."""
        entries = {certificate.serial_number: why for certificate, why in (revoked or {}).items()}
        return make_revocation_list(self.signer, entries, issued, issued + lasts, 7)

    def ocsp(
        self,
        certificate: Certificate,
        revocation: Revocation | None = None,
        issued: datetime = NOW,
        responder: KeySigner | None = None,
    ) -> bytes:
        """An answer on one certificate, by the authority itself or by somebody else."""
        return make_ocsp_response(
            responder or self.signer,
            self.certificate,
            [Status(certificate, revocation)],
            issued,
            issued + DAY,
        )

    def timestamper(
        self, at: datetime = NOW, validity: Validity = YEARS, purpose: Purpose | None = Purpose.TIME_STAMPING
    ) -> RequestingTimestamper:
        """Whoever stamps at that time, certified by this authority."""
        signer = self.certify("演练时间戳服务", validity, purpose)
        return RequestingTimestamper(TimestampAuthority(signer, Stopped(at)).answer)


def extension(name: str, value: object, *, critical: bool = True) -> dict[str, Any]:
    """An extension as asn1crypto takes it."""
    return {"extn_id": name, "critical": critical, "extn_value": value}
