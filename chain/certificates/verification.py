"""Verify a sealed certificate from its bytes alone: structure, seals, trust, identifier, metadata.

Revocation of the signers' certificates is looked at where evidence in hand is given, never fetched. Not looked at: revocation
of seals, and the state of the certificate with its issuer: both need the issuer's service (the QR code leads there).
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from chain.certificates.compose import METADATA_ATTACHMENT
from chain.certificates.seal_checks import check_seals
from chain.certificates.verdict import Finding, Result, Verdict
from chain.clock import configured_clock
from chain.crypto.x509 import Certificate
from chain.errors import ChainError
from chain.identifiers import CertificateIdentifier, InvalidIdentifier
from chain.ofd.reader import OfdReader
from chain.trust.evidence import NO_EVIDENCE, Evidence

__all__ = ["Finding", "Result", "Verdict", "verify_ofd"]


def verify_ofd(
    data: bytes,
    trusted_roots: Sequence[bytes],
    at: datetime | None = None,
    evidence: Evidence = NO_EVIDENCE,
) -> Verdict:
    """Verify an OFD certificate against trusted root certificates (DER).

    ``at`` is the present moment (aware; by default the configured clock's): nothing may be signed after it.
    ``evidence`` may bring intermediate certificates, revocation lists and status answers; without it revocation is not asked
    about, and the verdict's notes say so.
    Any bytes are answered with a verdict. Raises :class:`MalformedCertificate` only for a trusted root that
    cannot be read.
    """
    roots = [Certificate(root) for root in trusted_roots]
    try:
        reader = OfdReader(data)
        checked = check_seals(reader, roots, at or configured_clock().now(), evidence)
        findings = (*checked.findings, *_content_findings(reader))
        issuer, identifier = reader.metadata.get("ZZBFJG", ""), reader.metadata.get("ZZBS", "")
    except ChainError as error:
        return Verdict((Finding("structure", "文件结构", Result.FAILED, error.detail),))
    return Verdict(findings, identifier, issuer, checked.seals, checked.notes)


def _content_findings(reader: OfdReader) -> Iterator[Finding]:
    text = reader.metadata.get("ZZBS", "")
    try:
        CertificateIdentifier.parse(text)
    except InvalidIdentifier as error:
        yield Finding("identifier", "证照标识", Result.FAILED, error.detail)
    else:
        yield Finding("identifier", "证照标识", Result.PASSED, "电子证照标识格式和校验位正确。")
    if not text or text not in reader.text():
        yield Finding("metadata", "元数据", Result.FAILED, "元数据中的证照标识与照面不一致。")
    elif _attached_metadata(reader) != reader.metadata:
        yield Finding("metadata", "元数据", Result.FAILED, "文件内两处元数据不一致。")
    else:
        yield Finding("metadata", "元数据", Result.PASSED, "元数据与照面一致。")


def _attached_metadata(reader: OfdReader) -> object:
    try:
        content = json.loads(reader.attachments.get(METADATA_ATTACHMENT, b"{}"))
    except (ValueError, RecursionError):
        return None
    return content.get("metadata") if isinstance(content, dict) else None
