"""Whether a package that a worker brings is the one that it was told to make: verified, its manifest, each of its files."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace

from chain.archive import container
from chain.archive.model import ITEMS, MANIFEST, METADATA, README, SEALED_MANIFEST, Metadata, dump
from chain.archive.verification import verify_package
from chain.crypto.sm3 import sm3
from chain.documents.compose import PAGE_DATA_ATTACHMENT
from chain.documents.page import PageData
from chain.errors import ChainError
from chain.ofd.reader import OfdReader
from chain.trust.folder import read_trust
from gateway.archive.errors import ContentsChanged, PackageRefused
from gateway.certificates.verdicts import READERS
from gateway.dependencies import Context
from gateway.store.models import Archive, ArchiveSupplement

_FRAME = frozenset({README, METADATA, MANIFEST, SEALED_MANIFEST})
_Listed = Iterable[tuple[str, str, str]]


def contents_digest(metadata: Mapping[str, Metadata], files: _Listed) -> str:
    """Digest (SHA-256) of what a package has to hold: metadata by item, and item, path and digest of each file.

    What the worker counts (pages, files) is left out.
    """
    described = {key: replace(each, pages=0, files=0).dump().decode() for key, each in metadata.items()}
    return hashlib.sha256(dump({"metadata": described, "files": sorted(files)})).hexdigest()


async def manifest_digest(package: bytes) -> str | None:
    """The SM3 digest of the manifest in any bytes; ``None``: there is none."""
    return await READERS.do(_manifest_digest, package)


async def refuse_unless_sound(context: Context, row: Archive | ArchiveSupplement, package: bytes) -> None:
    """Raises ``PackageRefused`` unless the package verifies and is the one whose manifest was drawn up for ``row``, and
    ``ContentsChanged`` unless it holds just what was read last."""
    if not await READERS.do(_is_sound, context, row, package):
        raise PackageRefused
    if await READERS.do(_contents_of, package) != row.contents_sha256:
        raise ContentsChanged


def _manifest_digest(package: bytes) -> str | None:
    try:
        return sm3(container.read(package)[MANIFEST]).hex()
    except (ChainError, KeyError):
        return None


def _is_sound(context: Context, row: Archive | ArchiveSupplement, package: bytes) -> bool:
    try:
        files = container.read(package)
        sealed = OfdReader(files[SEALED_MANIFEST]).attachments.get(PAGE_DATA_ATTACHMENT)
    except (ChainError, KeyError):
        return False
    drawn = None if row.manifest is None else PageData.from_json(row.manifest).dump()
    if sealed != drawn or sm3(files.get(MANIFEST, b"")).hex() != row.manifest_sm3:
        return False
    trusted = read_trust(context.settings.roots_folder)
    return verify_package(package, trusted.roots, context.now(), evidence=trusted.evidence).passed


def _contents_of(package: bytes) -> str:
    """The digest of what a package that verified holds."""
    chain, prefix = container.read(package), f"{ITEMS}/"
    parts = {"": {name: content for name, content in chain.items() if not name.startswith(prefix)}}
    for name in chain.keys() - parts[""].keys():
        parts[name.removeprefix(prefix).removesuffix(".zip")] = container.read(chain[name])
    metadata = {item: Metadata.parse(files[METADATA]) for item, files in parts.items()}
    listed = (
        (item, path, hashlib.sha256(content).hexdigest())
        for item, files in parts.items()
        for path, content in files.items()
        if path not in _FRAME
    )
    return contents_digest(metadata, listed)
