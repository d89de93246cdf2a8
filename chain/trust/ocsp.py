"""Answers on the status of certificates (OCSP, RFC 6960; signed with SM2 and SM3), as evidence in hand.

The responder is the issuer itself, or a signer whom the issuer set apart for this. What it answers is believed by its
signature; the responder's name in the answer adds nothing to that and is not looked at. Nonces belong to whoever asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from asn1crypto import core, ocsp, x509

from chain.crypto.der import UNREADABLE
from chain.crypto.errors import MalformedCertificate
from chain.crypto.sm2 import SIGNATURE_OID
from chain.crypto.sm3 import OID as SM3_OID
from chain.crypto.x509 import Certificate, Purpose, aware, read_certificate
from chain.seal.signer import Signer
from chain.trust.der import NAMING, load
from chain.trust.errors import MalformedOcspResponse
from chain.trust.statements import Reason, Revocation, Statement

SOURCE = "证书状态应答"
_MOST_ANSWERS = 64
_MOST_CERTIFICATES = 8
_UNDERSTOOD = {"basic_constraints", "key_usage", "extended_key_usage"}


class OcspResponse:
    """A parsed answer; raises :class:`MalformedOcspResponse`, also for one that is no success."""

    def __init__(self, der: bytes) -> None:
        response = load(ocsp.OCSPResponse, der, MalformedOcspResponse)
        try:
            if response["response_status"].native != "successful":
                raise MalformedOcspResponse
            basic = load(
                ocsp.BasicOCSPResponse, response["response_bytes"]["response"].contents, MalformedOcspResponse
            )
            body = basic["tbs_response_data"]
            self._body, self._signature = body.dump(), basic["signature"].native
            self._algorithm_fits = basic["signature_algorithm"]["algorithm"].dotted == SIGNATURE_OID
            self.produced = aware(body["produced_at"].native)
            self._answers = [_Answer.read(each) for each in body["responses"]]
            certificates = [each.dump() for each in basic["certs"] or ()]
            if _has_critical(body["response_extensions"]):
                raise MalformedOcspResponse
        except UNREADABLE as error:
            raise MalformedOcspResponse from error
        if len(self._answers) > _MOST_ANSWERS or len(certificates) > _MOST_CERTIFICATES:
            raise MalformedOcspResponse
        self._certificates = certificates

    def responder_for(self, issuer: Certificate) -> Certificate | None:
        """Who signed this and may speak for ``issuer``; ``None`` where nobody is found."""
        if not self._algorithm_fits:
            return None
        for candidate in (issuer, *self._delegates(issuer)):
            if candidate.public_key.verify(self._signature, self._body):
                return candidate
        return None

    def _delegates(self, issuer: Certificate) -> list[Certificate]:
        found = []
        for der in self._certificates:
            try:
                certificate = read_certificate(der)
            except MalformedCertificate:
                continue
            if _may_answer(certificate, self.produced) and certificate.issued_by(issuer):
                found.append(certificate)
        return found

    def statement_on(self, certificate: Certificate, issuer: Certificate) -> Statement | None:
        """What it says of a certificate of ``issuer``; ``None`` where it says nothing, or nobody authorised does."""
        answer = next((each for each in self._answers if each.is_about(certificate, issuer)), None)
        if answer is None or not answer.known:
            return None
        if not certificate.issued_by(issuer) or self.responder_for(issuer) is None:
            return None
        return Statement(SOURCE, answer.this_update, answer.next_update, answer.revocation)


def _may_answer(certificate: Certificate, at: datetime) -> bool:
    return (
        certificate.extended_usage is not None
        and Purpose.OCSP_SIGNING.value in certificate.extended_usage
        and certificate.may("digital_signature")
        and certificate.validity.covers(at)
        and not certificate.critical - _UNDERSTOOD
    )


def _has_critical(extensions: core.Asn1Value) -> bool:
    return any(extension["critical"].native for extension in extensions)


@dataclass(frozen=True, slots=True)
class _Answer:
    """One SingleResponse; ``known`` is false for the status "unknown"."""

    algorithm: str
    issuer_name: bytes
    issuer_key: bytes
    serial_number: int
    this_update: datetime
    next_update: datetime | None
    revocation: Revocation | None
    known: bool

    @classmethod
    def read(cls, answer: ocsp.SingleResponse) -> "_Answer":
        named, status, following = answer["cert_id"], answer["cert_status"], answer["next_update"].native
        return cls(
            named["hash_algorithm"]["algorithm"].dotted,
            named["issuer_name_hash"].native,
            named["issuer_key_hash"].native,
            named["serial_number"].native,
            aware(answer["this_update"].native),
            None if following is None else aware(following),
            _revocation(status.chosen) if status.name == "revoked" else None,
            status.name != "unknown" and not _has_critical(answer["single_extensions"]),
        )

    def is_about(self, certificate: Certificate, issuer: Certificate) -> bool:
        digest = NAMING.get(self.algorithm)
        return (
            digest is not None
            and self.serial_number == certificate.serial_number
            and self.issuer_name == digest(issuer.subject_der)
            and self.issuer_key == digest(issuer.public_key.point)
        )


def _revocation(info: ocsp.RevokedInfo) -> Revocation:
    stated = info["revocation_reason"].native
    reason = Reason(stated) if stated in set(Reason) else Reason.UNSPECIFIED
    return Revocation(aware(info["revocation_time"].native), reason)


@dataclass(frozen=True, slots=True)
class Status:
    """What a responder has to say of one certificate: good where ``revocation`` is ``None``."""

    certificate: Certificate
    revocation: Revocation | None = None


def make_ocsp_response(
    responder: Signer,
    issuer: Certificate,
    statuses: Sequence[Status],
    this_update: datetime,
    next_update: datetime,
    algorithm: str = SM3_OID,
) -> bytes:
    """An answer, DER, on certificates of ``issuer``, produced at ``this_update``; ``algorithm`` is the digest of CertID."""
    body = ocsp.ResponseData(
        {
            "responder_id": ocsp.ResponderId(
                name="by_name", value=x509.Name.load(read_certificate(responder.certificate).subject_der)
            ),
            "produced_at": _seconds(this_update),
            "responses": [_single(issuer, each, this_update, next_update, algorithm) for each in statuses],
        }
    )
    basic = ocsp.BasicOCSPResponse(
        {
            "tbs_response_data": body,
            "signature_algorithm": {"algorithm": SIGNATURE_OID},
            "signature": responder.sign(body.dump()),
            "certs": [x509.Certificate.load(responder.certificate)],
        }
    )
    response = ocsp.OCSPResponse(
        {
            "response_status": "successful",
            "response_bytes": {"response_type": "basic_ocsp_response", "response": basic},
        }
    )
    der: bytes = response.dump()
    return der


def _single(
    issuer: Certificate, status: Status, this_update: datetime, next_update: datetime, algorithm: str
) -> dict[str, object]:
    digest = NAMING[algorithm]
    return {
        "cert_id": {
            "hash_algorithm": {"algorithm": algorithm},
            "issuer_name_hash": digest(issuer.subject_der),
            "issuer_key_hash": digest(issuer.public_key.point),
            "serial_number": status.certificate.serial_number,
        },
        "cert_status": _cert_status(status.revocation),
        "this_update": _seconds(this_update),
        "next_update": _seconds(next_update),
    }


def _cert_status(revocation: Revocation | None) -> ocsp.CertStatus:
    if revocation is None:
        return ocsp.CertStatus(name="good", value=ocsp.StatusGood())
    info = {"revocation_time": _seconds(revocation.since), "revocation_reason": revocation.reason.value}
    return ocsp.CertStatus(name="revoked", value=ocsp.RevokedInfo(info))


def _seconds(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
