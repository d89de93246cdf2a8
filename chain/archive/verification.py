"""Verify a package from its bytes and a trusted root alone: form, manifest, digests, seals; years later as on the first day.

What is inside is opened only once the sealed manifest vouches for it: bytes of a stranger are refused before that.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from chain.archive import container
from chain.archive.belonging import Claim, belonging_of
from chain.archive.contents import content_findings
from chain.archive.errors import MalformedPackage
from chain.archive.model import ITEMS, MANIFEST, METADATA, SEALED_MANIFEST, FileEntry, Manifest, Metadata
from chain.certificates.verdict import Finding, Result, Verdict
from chain.clock import configured_clock
from chain.crypto.sm3 import sm3
from chain.documents.compose import PAGE_DATA_ATTACHMENT
from chain.documents.kinds import DocumentKind, SealKind
from chain.documents.page import PageData
from chain.documents.verification import verify_document
from chain.documents.words import full_text
from chain.errors import ChainError
from chain.ofd.reader import OfdReader
from chain.trust.evidence import NO_EVIDENCE, Evidence

_LARGEST_SEALED_MANIFEST = 4 * 2**20


def verify_package(
    data: bytes,
    trusted_roots: Sequence[bytes],
    at: datetime | None = None,
    beside: Collection[Claim] = (),
    *,
    evidence: Evidence = NO_EVIDENCE,
) -> Verdict:
    """The verdict on any bytes; ``identifier`` is the archive number, ``issuer`` the body that filed it.

    ``trusted_roots`` are root certificates (DER); ``at`` is the present moment (aware; by default the configured clock's);
    ``beside`` is what the packages say that are verified together with this one; ``evidence`` is as for
    :func:`chain.certificates.verification.verify_ofd`.
    Raises :class:`chain.crypto.errors.MalformedCertificate` only for a trusted root that cannot be read.
    """
    now = at or configured_clock().now()
    try:
        files = container.read(data)
        metadata = _metadata(files)
    except ChainError as error:
        return Verdict((Finding("structure", "档案包结构", Result.FAILED, error.detail),))
    found = [Finding("structure", "档案包结构", Result.PASSED, "档案包自写成之后没有一个字节被改动。")]
    found.extend(_listing(files, metadata))
    sealed, seals, notes = _sealed_manifest(files, metadata, trusted_roots, now, evidence)
    found.extend(sealed)
    if all(finding.passed for finding in found):
        found.extend(_inside(files, metadata, trusted_roots, now, evidence))
    else:
        reason = "归档清单未通过核验，包内的文书、证照未逐一核验。"
        found.append(Finding("contents", "包内文书和证照", Result.INDETERMINATE, reason))
    belonging, apart = belonging_of(metadata, beside)
    return Verdict((*found, *belonging), metadata.archive_no, metadata.responsible, seals, (*apart, *notes))


def _metadata(files: dict[str, bytes]) -> Metadata:
    for name in (METADATA, MANIFEST, SEALED_MANIFEST):
        if name not in files:
            raise MalformedPackage(f"档案包中缺少{name}。")
    return Metadata.parse(files[METADATA])


def _listing(files: dict[str, bytes], metadata: Metadata) -> Iterator[Finding]:
    """Nothing missing, nothing added, every digest right."""
    try:
        manifest = Manifest.parse(files[MANIFEST])
    except MalformedPackage as error:
        yield Finding("listing", "归档清单", Result.FAILED, error.detail)
        return
    listed = {entry.path for entry in manifest.files}
    there = files.keys() - {MANIFEST, SEALED_MANIFEST}
    same_case = (manifest.case_no, manifest.item) == (metadata.case_no, metadata.item)
    if listed != there or len(listed) != len(manifest.files) or not same_case:
        missing, added = sorted(listed - there), sorted(there - listed)
        reason = "归档清单与包内文件不一致" + _names("，缺少", missing) + _names("，多出", added) + "。"
        yield Finding("listing", "归档清单", Result.FAILED, reason)
        return
    reason = f"归档清单所列{len(listed)}个文件齐全，没有多出的文件。"
    yield Finding("listing", "归档清单", Result.PASSED, reason)
    changed = [
        entry.path
        for entry in manifest.files
        if FileEntry.of(entry.path, files[entry.path], entry.pages) != entry
    ]
    if changed:
        yield Finding("digests", "文件摘要", Result.FAILED, f"文件内容与摘要不符{_names('：', changed)}。")
    else:
        yield Finding("digests", "文件摘要", Result.PASSED, "每个文件的SHA-256和SM3摘要均与清单一致。")


def _sealed_manifest(
    files: dict[str, bytes], metadata: Metadata, roots: Sequence[bytes], now: datetime, evidence: Evidence
) -> tuple[list[Finding], tuple[str, ...], tuple[str, ...]]:
    """The seal of the body that leads the case, over a paper that names this very manifest."""
    content = files[SEALED_MANIFEST]
    try:
        if len(content) > _LARGEST_SEALED_MANIFEST:
            raise MalformedPackage("归档清单的签章文件过大。")
        data = PageData.parse(OfdReader(content).attachments.get(PAGE_DATA_ATTACHMENT, b""))
    except ChainError as error:
        return [Finding("sealed_manifest", "归档清单签章", Result.FAILED, error.detail)], (), ()
    verdict = verify_document(content, data, roots, now, evidence=evidence)
    found = [
        Finding(f"manifest_{each.key}", f"归档清单{each.name}", each.result, each.reason)
        for each in verdict.findings
    ]
    found.append(_named_right(data, metadata))
    named = sm3(files[MANIFEST]).hex() in full_text(data)
    good, bad = "签章的归档清单写有本包清单的SM3摘要。", "签章的归档清单不是对本包作出的。"
    result = Result.PASSED if named else Result.FAILED
    found.append(Finding("manifest_digest", "清单摘要", result, good if named else bad))
    return found, verdict.seals, verdict.notes


def _named_right(data: PageData, metadata: Metadata) -> Finding:
    issuer = data.issuer
    right = (
        data.kind is DocumentKind.ARCHIVE_MANIFEST
        and data.seal is SealKind.OFFICIAL
        and data.case_no == metadata.case_no
        and issuer is not None
        and (issuer.name, issuer.code) == (metadata.responsible, metadata.responsible_code)
    )
    good, bad = "归档清单由牵头机关加盖公章。", "归档清单不是本办件牵头机关加盖公章的。"
    result = Result.PASSED if right else Result.FAILED
    return Finding("manifest_issuer", "归档机关", result, good if right else bad)


def _inside(
    files: dict[str, bytes], metadata: Metadata, roots: Sequence[bytes], now: datetime, evidence: Evidence
) -> Iterator[Finding]:
    """The items' packages, and the sealed papers of the chain and of each item."""
    yield from content_findings(files, "", roots, now, evidence)
    prefix = f"{ITEMS}/"
    for name in sorted(name for name in files if name.startswith(prefix)):
        item = name.removeprefix(prefix).removesuffix(".zip")
        try:
            inner = container.read(files[name])
            problems = [each for each in _item_listing(inner, metadata, item) if not each.passed]
        except ChainError as error:
            yield Finding(f"item.{item}", f"分包{item}", Result.FAILED, error.detail)
            continue
        if problems:
            yield Finding(f"item.{item}", f"分包{item}", Result.FAILED, problems[0].reason)
            continue
        yield Finding(f"item.{item}", f"分包{item}", Result.PASSED, "分包的文件与其清单一致。")
        yield from content_findings(inner, f"{item}.", roots, now, evidence)


def _item_listing(files: dict[str, bytes], chain: Metadata, item: str) -> Iterator[Finding]:
    for name in (METADATA, MANIFEST):
        if name not in files:
            raise MalformedPackage(f"分包中缺少{name}。")
    own = Metadata.parse(files[METADATA])
    if (own.case_no, own.item) != (chain.case_no, item):
        raise MalformedPackage("分包不属于本办件的这个事项。")
    yield from _listing(files, own)


def _names(lead: str, names: Sequence[str]) -> str:
    return f"{lead}{'、'.join(names[:5])}{'等' if len(names) > 5 else ''}" if names else ""
