"""Verify a sealed certificate from its bytes alone: structure, seals, trust, identifier, metadata.

Revocation of the signers' certificates is looked at where evidence in hand is given, never fetched. Not looked at: revocation
of seals (the notes say so), and the state of the certificate with its issuer, which is no property of the file: the QR code
leads to it, and a signed status list tells it (:mod:`chain.certificates.status_list`).
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from chain.certificates.annotation import CAUSE, UNTIL
from chain.certificates.data import chinese_date
from chain.certificates.metadata_files import METADATA_JSON, METADATA_XML, read_xml
from chain.certificates.seal_checks import check_seals
from chain.certificates.verdict import Finding, Result, Verdict
from chain.clock import BEIJING, configured_clock
from chain.crypto.x509 import read_certificate
from chain.errors import ChainError
from chain.identifiers import CERTIFICATE_ROOT, CertificateIdentifier, InvalidIdentifier
from chain.json_objects import json_object
from chain.ofd.reader import OfdReader
from chain.trust.evidence import NO_EVIDENCE, Evidence

__all__ = ["Finding", "Result", "Verdict", "verify_ofd"]

SEAL_NOT_ASKED = "印章状态：没有核验印章本身是否已被暂停或者注销。"
COPY = "copy"
"""Key of the finding on the time of an annotated copy."""
_LARGEST_METADATA = 2**20
"""Bytes of the attached metadata; ours are some two thousand."""
_IDENTIFIER = re.compile(r"[0-9A-Z]{21}\.[0-9A-Z]{6,18}\.[0-9A-Z]{1,32}\.[0-9]{3}\.[0-9A-Z]")
"""What a certificate's identifier looks like, without its root."""
_KIND_OF_SEAL = re.compile(
    r"[（(]?(?:公章|电子公章|电子印章|(?:电子证照|证照|行政审批|行政许可|行政|业务|不动产登记)?专用章)?[）)]?(?:[（(]\d{1,3}[）)])?"
)
"""What may follow a body's name in the name of a seal of its own; anything else may belong to the name of another body."""


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
    roots = [read_certificate(root) for root in trusted_roots]
    try:
        reader = OfdReader(data)
        now = at or configured_clock().now()
        checked = check_seals(reader, roots, now, evidence)
        findings = (
            *checked.findings,
            *_content_findings(reader, checked.seals),
            *_copy_findings(reader, now),
        )
        issuer, identifier = reader.metadata.get("ZZBFJG", ""), reader.metadata.get("ZZBS", "")
    except ChainError as error:
        return Verdict((Finding("structure", "文件结构", Result.FAILED, error.detail),))
    notes = (*_copy_notes(reader), *checked.notes, *((SEAL_NOT_ASKED,) if any(checked.seals) else ()))
    return Verdict(findings, identifier, issuer, checked.seals, notes, reader.metadata)


def _content_findings(reader: OfdReader, seals: Sequence[str]) -> Iterator[Finding]:
    text = reader.metadata.get("ZZBS", "")
    if not text and reader.attachment(METADATA_JSON) is None:
        reason = "文件不含电子证照的元数据：只核验了签章，未核验证照内容。"
        yield Finding("identifier", "证照标识", Result.INDETERMINATE, reason)
        return
    try:
        CertificateIdentifier.parse(text)
    except InvalidIdentifier as error:
        yield Finding("identifier", "证照标识", Result.FAILED, error.detail)
    else:
        yield Finding("identifier", "证照标识", Result.PASSED, "电子证照标识格式和校验位正确。")
    yield _metadata(reader, text.removeprefix(f"{CERTIFICATE_ROOT}."))
    if seals:
        yield _issuers_seal(reader.metadata.get("ZZBFJG", ""), seals)


def _metadata(reader: OfdReader, identifier: str) -> Finding:
    """Whether the metadata are the same everywhere, and name the certificate (without the root) that the face names.

    Makers break lines on the face, and set a text in pieces; whether the identifier is printed there at all is their choice.
    """
    key, name = "metadata", "元数据"
    face = _without_space(reader.text())
    if identifier not in face:
        face += _without_space(reader.background_text())
    named = bool(identifier) and identifier in face
    if not named and (not identifier or _IDENTIFIER.search(face)):
        return Finding(key, name, Result.FAILED, "元数据中的证照标识与照面不一致。")
    if not _attached_alike(reader):
        return Finding(key, name, Result.FAILED, "文件内各处元数据不一致。")
    if not named:
        return Finding(key, name, Result.INDETERMINATE, "照面没有可以识别的证照标识，无法与元数据核对。")
    return Finding(key, name, Result.PASSED, "元数据与照面一致。")


def _without_space(text: str) -> str:
    return "".join(text.split())


def _copy_findings(reader: OfdReader, now: datetime) -> Iterator[Finding]:
    """An annotated copy (加注件) counts up to its last day; while it does, the notes tell for what."""
    text = reader.metadata.get(UNTIL)
    if text is None:
        return
    try:
        until = date.fromisoformat(text)
    except ValueError:
        reason = "加注件没有载明可以识别的有效期限。"
        yield Finding(COPY, "加注件期限", Result.INDETERMINATE, reason)
        return
    if now.astimezone(BEIJING).date() > until:
        reason = f"本文件是证照加注件，使用期限至{chinese_date(until)}，已经届满。"
        yield Finding(COPY, "加注件期限", Result.FAILED, reason)


def _copy_notes(reader: OfdReader) -> Iterator[str]:
    if UNTIL in reader.metadata:
        cause = reader.metadata.get(CAUSE, "") or "载明的用途"
        yield f"用途：本文件是证照加注件，仅{cause}，期限至{reader.metadata[UNTIL]}。"


def _issuers_seal(issuer: str, seals: Sequence[str]) -> Finding:
    """Whether one of the seals is the issuing body's: a sound seal of another body makes no certificate of it."""
    key, name = "issuer_seal", "颁发机构印章"
    if not issuer:
        return Finding(key, name, Result.INDETERMINATE, "元数据未载明颁发机构，无法核对印章。")
    theirs = [seal.removeprefix(issuer) for seal in seals if seal.startswith(issuer)]
    if not theirs:
        return Finding(key, name, Result.FAILED, "文件没有加盖证照所载颁发机构的印章。")
    if not any(_KIND_OF_SEAL.fullmatch(kind) for kind in theirs):
        reason = "印章名称以颁发机构名称开头，但无法确认是该机构的印章，还是名称相近的其他机构的印章。"
        return Finding(key, name, Result.INDETERMINATE, reason)
    return Finding(key, name, Result.PASSED, "加盖的是证照所载颁发机构的印章。")


def _attached_alike(reader: OfdReader) -> bool:
    """Whether every attachment of metadata says what the file's own metadata say; other makers attach none."""
    as_json, as_xml = (reader.attachment(name) for name in (METADATA_JSON, METADATA_XML))
    return (as_json is None or _read_json(as_json) == reader.metadata) and (
        as_xml is None or _read_xml(as_xml) == reader.metadata
    )


def _read_json(attached: bytes) -> object:
    content = json_object(attached, _LARGEST_METADATA)
    return None if content is None else content.get("metadata")


def _read_xml(attached: bytes) -> object:
    return read_xml(attached) if len(attached) <= _LARGEST_METADATA else None
