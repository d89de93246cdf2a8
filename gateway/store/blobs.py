"""Files where they rest: one encrypted file a content, named by a keyed digest, written once."""

import asyncio
import os
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from gateway.store.encryption import Cipher
from gateway.store.errors import FileMissing


class BlobStore:
    """A folder of encrypted contents. The same content has the same reference; nothing is overwritten."""

    def __init__(self, folder: Path, cipher: Cipher) -> None:
        self._folder = folder
        self._cipher = cipher

    async def put(self, content: bytes) -> str:
        """Keep ``content``, safe on the disk when this returns, and return its reference (64 characters)."""
        return await asyncio.to_thread(self._put, content)

    async def get(self, ref: str) -> bytes:
        """The content of a reference. Raises ``FileMissing``, ``DataDamaged``."""
        return await asyncio.to_thread(self._get, ref)

    def remove(self, ref: str) -> None:
        """Remove a content that nothing refers to any more; removing it again changes nothing."""
        self._path(ref).unlink(missing_ok=True)

    def _put(self, content: bytes) -> str:
        ref = self._cipher.fingerprint(content)
        target = self._path(ref)
        if target.exists():
            return ref
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = target.with_name(f".{uuid4().hex}.tmp")
        try:
            with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
                stream.write(self._cipher.encrypt(content, f"blob/{ref}"))
                stream.flush()
                os.fsync(stream.fileno())
            temporary.replace(target)
        except BaseException:
            with suppress(FileNotFoundError):
                temporary.unlink()
            raise
        for folder in (target.parent, self._folder):
            _sync_folder(folder)
        return ref

    def _get(self, ref: str) -> bytes:
        try:
            stored = self._path(ref).read_bytes()
        except OSError as error:
            raise FileMissing from error
        return self._cipher.decrypt(stored, f"blob/{ref}")

    def _path(self, ref: str) -> Path:
        if len(ref) != 64 or not set(ref) <= set("0123456789abcdef"):
            raise FileMissing
        return self._folder / ref[:2] / ref[2:]


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
