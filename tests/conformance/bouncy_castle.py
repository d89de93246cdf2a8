"""An independent judge of chains, revocation lists, status answers and time stamps: Bouncy Castle 1.68, which comes with ofdrw.

OpenSSL 3.0 cannot be one on SM2, but for a signer directly beneath the root: its commands take the signer's identifier, with
which SM2 signatures are made, for the last certificate alone, not for those between, nor for lists, answers and tokens.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import jpype

from tests.conformance.ofdrw_judge import start_java


@dataclass(frozen=True, slots=True)
class Revoked:
    """From when, and why (the number of RFC 5280, ``None`` where it is not said)."""

    since: datetime
    reason: int | None


def chains(signer: bytes, between: Sequence[bytes], root: bytes, at: datetime) -> bool:
    """Whether a chain leads from the signer to the root that held at that moment (PKIX, RFC 5280)."""
    start_java()
    selector = jpype.JClass("java.security.cert.X509CertSelector")()
    selector.setCertificate(_java_certificate(signer))
    anchor = jpype.JClass("java.security.cert.TrustAnchor")(_java_certificate(root), None)
    parameters = jpype.JClass("java.security.cert.PKIXBuilderParameters")(
        jpype.JClass("java.util.Collections").singleton(anchor), selector
    )
    parameters.setRevocationEnabled(False)
    parameters.setMaxPathLength(-1)
    parameters.setDate(jpype.JClass("java.util.Date")(int(at.timestamp() * 1000)))
    known = jpype.JClass("java.util.ArrayList")()
    for der in (signer, *between):
        known.add(_java_certificate(der))
    collection = jpype.JClass("java.security.cert.CollectionCertStoreParameters")(known)
    store = jpype.JClass("java.security.cert.CertStore").getInstance("Collection", collection)
    parameters.addCertStore(store)
    try:
        jpype.JClass("java.security.cert.CertPathBuilder").getInstance("PKIX", "BC").build(parameters)
    except jpype.JClass("java.security.cert.CertPathBuilderException"):
        return False
    return True


def listed(crl: bytes, issuer: bytes, serial_number: int) -> tuple[bool, Revoked | None]:
    """Whether the list bears the issuer's signature, and what it says of a certificate."""
    start_java()
    holder = jpype.JClass("org.bouncycastle.cert.X509CRLHolder")(crl)
    entry = holder.getRevokedCertificate(_big(serial_number))
    valid = bool(holder.isSignatureValid(_verifier(issuer)))
    if entry is None:
        return valid, None
    extension = entry.getExtension(jpype.JClass("org.bouncycastle.asn1.x509.Extension").reasonCode)
    reason = None
    if extension is not None:
        enumerated = jpype.JClass("org.bouncycastle.asn1.ASN1Enumerated").getInstance(
            extension.getParsedValue()
        )
        reason = int(enumerated.getValue().intValue())
    return valid, Revoked(_moment(entry.getRevocationDate()), reason)


def answered(response: bytes, responder: bytes, issuer: bytes) -> tuple[bool, bool, Revoked | None]:
    """Whether the answer bears the responder's signature, whether it is about the issuer's certificates, what it says."""
    start_java()
    basic = jpype.JClass("org.bouncycastle.cert.ocsp.OCSPResp")(response).getResponseObject()
    single = basic.getResponses()[0]
    digests = jpype.JClass("org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder")()
    about = single.getCertID().matchesIssuer(_certificate(issuer), digests.setProvider("BC").build())
    status = single.getCertStatus()
    revoked = None
    if status is not None:
        revoked = Revoked(_moment(status.getRevocationTime()), int(status.getRevocationReason()))
    return bool(basic.isSignatureValid(_verifier(responder))), bool(about), revoked


def stamped(request: bytes, response: bytes, authority: bytes) -> datetime:
    """When the authority stamped; raises a Java exception where the response does not answer the request, or is not its."""
    start_java()
    asked = jpype.JClass("org.bouncycastle.tsp.TimeStampRequest")(request)
    answer = jpype.JClass("org.bouncycastle.tsp.TimeStampResponse")(response)
    answer.validate(asked)
    token = answer.getTimeStampToken()
    builder = jpype.JClass("org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder")()
    token.validate(builder.setProvider("BC").build(_certificate(authority)))
    return _moment(token.getTimeStampInfo().getGenTime())


def _verifier(certificate: bytes) -> Any:
    builder = jpype.JClass("org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder")()
    return builder.setProvider("BC").build(_certificate(certificate))


def _java_certificate(der: bytes) -> Any:
    factory = jpype.JClass("java.security.cert.CertificateFactory").getInstance("X.509", "BC")
    return factory.generateCertificate(jpype.JClass("java.io.ByteArrayInputStream")(der))


def _certificate(der: bytes) -> Any:
    return jpype.JClass("org.bouncycastle.cert.X509CertificateHolder")(der)


def _big(number: int) -> Any:
    return jpype.JClass("java.math.BigInteger")(str(number))


def _moment(date: Any) -> datetime:
    return datetime.fromtimestamp(int(date.getTime()) / 1000, UTC)
