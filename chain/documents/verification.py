"""Hold a sealed file to its page data: seals, trust, and that its pages say what was drafted, nothing else.

Needs no typeface: what stands on the pages is read back and compared, character by character.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from chain.certificates.seal_checks import check_seals
from chain.certificates.verdict import Finding, Result, Verdict
from chain.crypto.x509 import Certificate
from chain.documents.compose import PAGE_DATA_ATTACHMENT
from chain.documents.page import PageData
from chain.documents.words import GETA, SPECIMEN, foot, full_text
from chain.errors import ChainError
from chain.ofd.reader import OfdReader
from chain.ofd.xml import tag


def verify_document(content: bytes, data: PageData, trusted_roots: Sequence[bytes], at: datetime) -> Verdict:
    """The verdict on any bytes that are said to be ``data``, sealed. ``at`` is the present moment, aware.

    Raises :class:`MalformedCertificate` only for a trusted root that cannot be read.
    """
    roots = [Certificate(root) for root in trusted_roots]
    try:
        reader = OfdReader(content)
        findings, seals = check_seals(reader, roots, at)
        findings.extend(_content_findings(reader, data, seals))
    except ChainError as error:
        return Verdict((Finding("structure", "文件结构", Result.FAILED, error.detail),))
    return Verdict(tuple(findings), data.number, reader.metadata.get("ZFJG", ""), tuple(seals))


def _content_findings(reader: OfdReader, data: PageData, seals: Sequence[str]) -> Iterator[Finding]:
    wanted = data.seal.name_for(data.issuer.name) if data.seal and data.issuer else ""
    right_seal = seals == [wanted]
    yield _finding(
        "seal_kind", "印章种类", right_seal, f"加盖的是{wanted}。", "加盖的不是出具机关的规定印章。"
    )
    kept = reader.metadata == data.metadata() and reader.attachments == {PAGE_DATA_ATTACHMENT: data.dump()}
    yield _finding("metadata", "文书数据", kept, "文书数据与登记的一致。", "文书数据与登记的不一致。")
    yield _finding(
        "text", "文书内容", _says(reader, data), "文书内容与登记的一致。", "文书内容与登记的不一致。"
    )


def _says(reader: OfdReader, data: PageData) -> bool:
    """Whether the pages show the text of ``data`` and nothing besides it and the feet."""
    said = []
    for index, page in enumerate(reader.pages):
        root = reader.xml(page.file)
        if any(next(root.iter(tag(kind)), None) is not None for kind in ("PathObject", "ImageObject")):
            return False
        text = "".join("".join(node.text or "" for node in root.iter(tag("TextCode"))).split())
        end = "".join(foot(index, len(reader.pages)).split())
        if data.issuer is not None and data.issuer.fictitious:
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
