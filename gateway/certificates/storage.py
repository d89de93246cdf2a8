"""The files of a certificate: the first original and the first sealed one stay; a repetition gets what is kept."""

import asyncio
import hashlib

from lxml import etree
from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.certificates.data import CertificateData
from chain.errors import ChainError
from chain.identifiers import CertificateIdentifier
from chain.ofd.package import ROOT
from chain.ofd.reader import OfdReader
from chain.ofd.xml import child, parse
from gateway.certificates.errors import CertificateNotFound, OriginalMissing, OriginalRefused, SealedRefused
from gateway.certificates.verdicts import passes
from gateway.dependencies import Context
from gateway.store.models import Certificate

MAX_OFD_BYTES = 8 * 1024 * 1024
_NAMED = select(Certificate).where(Certificate.identifier == bindparam("identifier"))
_SUCCESSOR = select(Certificate).where(
    Certificate.supersedes == bindparam("identifier"), Certificate.state == "sealed"
)
_NAMED_LOCKED = _NAMED.with_for_update()


async def certificate_of(session: AsyncSession, identifier: str, *, lock: bool = False) -> Certificate:
    """The certificate of an identifier, with or without its root. Raises ``CertificateNotFound``."""
    try:
        name = str(CertificateIdentifier.parse(identifier))
    except ChainError:
        raise CertificateNotFound from None
    found = await session.scalar(_NAMED_LOCKED if lock else _NAMED, {"identifier": name})
    if found is None:
        raise CertificateNotFound
    return found


async def successor_of(session: AsyncSession, certificate: Certificate) -> Certificate | None:
    """The sealed version that took the place of ``certificate``."""
    found: Certificate | None = await session.scalar(_SUCCESSOR, {"identifier": certificate.identifier})
    return found


async def check_original(certificate: Certificate, content: bytes) -> None:
    """Raises ``OriginalRefused`` unless the file is the unsealed certificate that was allocated."""
    wanted = CertificateData.from_json(certificate.data).metadata()
    reader = await asyncio.to_thread(_opened, content, OriginalRefused)
    if reader.metadata != wanted or reader.signature_list_file is not None:
        raise OriginalRefused


async def check_sealed(context: Context, certificate: Certificate, content: bytes) -> None:
    """Raises ``OriginalMissing``, or ``SealedRefused`` unless it is the original under its body's sound seal."""
    if certificate.original_ref is None:
        raise OriginalMissing
    original = await context.blobs.get(certificate.original_ref)
    same = await asyncio.to_thread(_same_content, original, content)
    if not same or not await passes(context, certificate, content):
        raise SealedRefused


def keep_original(certificate: Certificate, content: bytes, ref: str, context: Context) -> None:
    """Record the original unless one is there."""
    if certificate.original_ref is None:
        certificate.original_ref, certificate.original_sha256 = ref, hashlib.sha256(content).hexdigest()
        certificate.composed_at, certificate.state = context.now(), "composed"


def keep_sealed(certificate: Certificate, content: bytes, ref: str, context: Context) -> None:
    """Record the sealed file unless one is there."""
    if certificate.sealed_ref is None:
        certificate.sealed_ref, certificate.sealed_sha256 = ref, hashlib.sha256(content).hexdigest()
        certificate.sealed_at, certificate.state = context.now(), "sealed"


def _opened(content: bytes, refused: type[ChainError]) -> OfdReader:
    try:
        reader = OfdReader(content)
        _ = reader.metadata, reader.signature_list_file
    except ChainError:
        raise refused from None
    return reader


def _same_content(original: bytes, sealed: bytes) -> bool:
    """Whether the sealed file is every file of the original unchanged, and signatures besides."""
    before, after = _opened(original, SealedRefused), _opened(sealed, SealedRefused)
    if after.signature_list_file is None:
        return False
    folder = after.signature_list_file.rpartition("/")[0] + "/"
    added = after.files.keys() - before.files.keys()
    changed = [
        name for name, content in before.files.items() if name != ROOT and after.files.get(name) != content
    ]
    return (
        not changed
        and all(name.startswith(folder) for name in added)
        and _without_signatures(before.files[ROOT]) == _without_signatures(after.files[ROOT])
    )


def _without_signatures(root_file: bytes) -> bytes:
    root = parse(root_file)
    body = child(root, "DocBody")
    announced = child(root, "DocBody", "Signatures")
    if body is not None and announced is not None:
        body.remove(announced)
    return etree.tostring(root, method="c14n")
