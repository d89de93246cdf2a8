"""The sealed papers inside a package: each document against its page data, each certificate by itself."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from chain.archive.model import CERTIFICATES, DOCUMENTS
from chain.certificates.verdict import Finding, Result, Verdict
from chain.certificates.verification import verify_ofd
from chain.documents.page import PageData
from chain.documents.verification import verify_document
from chain.errors import ChainError
from chain.trust.evidence import Evidence


def content_findings(
    files: Mapping[str, bytes],
    prefix: str,
    roots: Sequence[bytes],
    now: datetime,
    evidence: Evidence,
) -> Iterator[Finding]:
    """One finding for each paper; ``prefix`` begins their keys."""
    for name in sorted(files):
        folder, _, rest = name.partition("/")
        if folder == DOCUMENTS and name.endswith(".json"):
            number = rest.removesuffix(".json")
            sealed = files.get(f"{DOCUMENTS}/{number}.ofd")
            yield _document(f"{prefix}{number}", files[name], sealed, roots, now, evidence)
        elif folder == DOCUMENTS and f"{name.removesuffix('.ofd')}.json" not in files:
            yield Finding(f"{prefix}{rest}", f"文书{rest}", Result.FAILED, "签章文件没有对应的文书内容。")
        elif folder == CERTIFICATES:
            key = f"{prefix}{rest}"
            verdict = verify_ofd(files[name], roots, now, evidence)
            yield _summed(key, f"电子证照{key}", verdict, "签章和内容有效。")


def _document(
    key: str, raw: bytes, sealed: bytes | None, roots: Sequence[bytes], now: datetime, evidence: Evidence
) -> Finding:
    try:
        data = PageData.parse(raw)
    except ChainError as error:
        return Finding(key, f"文书{key}", Result.FAILED, error.detail)
    name = f"{data.kind.label}{data.number or key}"
    if sealed is not None:
        verdict = verify_document(sealed, data, roots, now, evidence=evidence)
        return _summed(key, name, verdict, "签章有效，内容与登记一致。")
    if data.seal is not None:
        return Finding(key, name, Result.FAILED, "应当加盖印章的文书没有签章文件。")
    return Finding(key, name, Result.PASSED, "由申请人签署，不加盖机关印章。")


def _summed(key: str, name: str, verdict: Verdict, good: str) -> Finding:
    if verdict.passed:
        return Finding(key, name, Result.PASSED, good)
    worst = next(each for each in verdict.findings if each.result is verdict.result)
    return Finding(key, name, verdict.result, f"{worst.name}：{worst.reason}")
