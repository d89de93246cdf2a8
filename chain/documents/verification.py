"""Hold a sealed file to its page data: seals, trust, and that its pages say what was drafted, nothing else.

Needs no typeface: what stands on the pages is read back and compared, character by character.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from chain.certificates.seal_checks import check_seals
from chain.certificates.typesetting import GETA
from chain.certificates.verdict import Finding, Result, Verdict
from chain.crypto.x509 import read_certificate
from chain.documents.compose import PAGE_DATA_ATTACHMENT
from chain.documents.page import LARGEST_PAGE_DATA, PageData
from chain.documents.plainness import shows_text_alone
from chain.documents.words import SPECIMEN, foot, full_text
from chain.errors import ChainError
from chain.json_objects import json_object
from chain.ofd.reader import OfdReader
from chain.ofd.xml import tag
from chain.trust.evidence import NO_EVIDENCE, Evidence

REGISTERED = "登记的"


def verify_document(
    content: bytes,
    data: PageData,
    trusted_roots: Sequence[bytes],
    at: datetime,
    *,
    against: str = REGISTERED,
    evidence: Evidence = NO_EVIDENCE,
    sealed: int | None = None,
) -> Verdict:
    """The verdict on any bytes that are said to be ``data``, sealed by all who issue it. ``at`` is the present moment, aware.

    ``sealed`` asks for the seals of so many of the issuers, the first ones, while the others are still to come;
    ``against`` says in the reasons where ``data`` comes from; ``evidence`` is as for
    :func:`chain.certificates.verification.verify_ofd`. Raises :class:`MalformedCertificate` only for a trusted
    root that cannot be read.
    """
    roots = [read_certificate(root) for root in trusted_roots]
    try:
        reader = OfdReader(content)
        checked = check_seals(reader, roots, at, evidence)
        findings = (
            *checked.findings,
            _right_seals(data.seal_names[:sealed], checked.seals),
            *_content_findings(reader, data, against),
        )
    except ChainError as error:
        return Verdict((Finding("structure", "文件结构", Result.FAILED, error.detail),))
    issuer = reader.metadata.get("ZFJG", "")
    return Verdict(findings, data.number, issuer, checked.seals, checked.notes)


def carried_data(content: bytes) -> PageData | None:
    """The page data that a file carries; ``None`` for any bytes that are no document of this kind."""
    try:
        raw = OfdReader(content).attachments.get(PAGE_DATA_ATTACHMENT)
        values = None if raw is None else json_object(raw, LARGEST_PAGE_DATA)
        data = None if values is None else PageData.from_json(values)
    except (ChainError, ValueError, RecursionError):
        return None
    return data if data is not None and _is_text(data) else None


def _is_text(data: PageData) -> bool:
    """Whether every list holds texts only: a stranger's file may hold anything."""
    lines = [line for part in data.parts for line in part.lines]
    issuers = [text for issuer in data.issuers for text in (issuer.name, issuer.code)]
    return all(isinstance(text, str) for text in (*lines, *data.basis, *data.signers, *issuers))


def says(content: bytes, data: PageData) -> bool:
    """Whether any bytes are a file that says ``data`` and nothing else, whoever sealed it."""
    try:
        return all(finding.passed for finding in _content_findings(OfdReader(content), data, REGISTERED))
    except ChainError:
        return False


def _right_seals(wanted: Sequence[str], seals: Sequence[str]) -> Finding:
    """Each issuer's, once, in their order."""
    good = f"加盖的是{'、'.join(wanted)}。"
    if len(wanted) > 1:
        bad = f"应当依次加盖{'、'.join(wanted)}，加盖的印章不符或者没有盖齐。"
    else:
        bad = "加盖的不是出具机关的规定印章。"
    return _finding("seal_kind", "印章种类", bool(wanted) and tuple(seals) == tuple(wanted), good, bad)


def _content_findings(reader: OfdReader, data: PageData, against: str) -> Iterator[Finding]:
    kept = reader.metadata == data.metadata() and reader.attachments == {PAGE_DATA_ATTACHMENT: data.dump()}
    for key, name, holds in (("metadata", "文书数据", kept), ("text", "文书内容", _says(reader, data))):
        yield _finding(key, name, holds, f"{name}与{against}一致。", f"{name}与{against}不一致。")


def _says(reader: OfdReader, data: PageData) -> bool:
    """Whether the pages show the text of ``data`` and nothing besides it and the feet."""
    if not shows_text_alone(reader):
        return False
    said = []
    for index, page in enumerate(reader.pages):
        root = reader.xml(page.file)
        text = "".join("".join(node.text or "" for node in root.iter(tag("TextCode"))).split())
        end = "".join(foot(index, len(reader.pages)).split())
        if any(issuer.fictitious for issuer in data.issuers):
            end += SPECIMEN
        if not text.endswith(end):
            return False
        said.append(text.removesuffix(end))
    return _same("".join(said), full_text(data))


def _same(said: str, wanted: str) -> bool:
    return len(said) == len(wanted) and all(
        shown in (char, GETA) for shown, char in zip(said, wanted, strict=True)
    )


def _finding(key: str, name: str, holds: bool, good: str, bad: str) -> Finding:
    return Finding(key, name, Result.PASSED if holds else Result.FAILED, good if holds else bad)
