"""Whether what is kept as files is still what was handed in or sealed, byte for byte."""

import hashlib
from collections.abc import Iterator

from chain.errors import ChainError
from gateway.archive.facts import FileFacts
from gateway.dependencies import Context


async def damaged(context: Context, facts: FileFacts) -> frozenset[str]:
    """Names of materials, documents and certificates whose bytes are gone or do not have the digest on record."""
    return frozenset([name for name, ref, sha256 in _kept(facts) if not await _intact(context, ref, sha256)])


def _kept(facts: FileFacts) -> Iterator[tuple[str, str, str]]:
    names = {each.material: each.name for each in facts.materials}
    for attached, file in facts.files:
        yield f"申请材料“{names.get(attached.material, attached.material)}”", file.blob_ref, file.sha256
    for document in facts.documents:
        if document.blob_ref is not None:
            yield f"文书{document.number or document.document_no}", document.blob_ref, document.sha256 or ""
    for certificate in facts.versions:
        if certificate.sealed_ref is not None:
            yield f"电子证照“{certificate.name}”", certificate.sealed_ref, certificate.sealed_sha256 or ""


async def _intact(context: Context, ref: str, sha256: str) -> bool:
    try:
        return hashlib.sha256(await context.blobs.get(ref)).hexdigest() == sha256
    except ChainError:
        return False
