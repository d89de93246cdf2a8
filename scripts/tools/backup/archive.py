"""Archives: a compressed tar whose first member is the manifest; nothing of it is believed without its digest."""

import gzip
import hashlib
import os
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO

from scripts.tools.backup.errors import ArchiveDamaged
from scripts.tools.backup.manifest import NAME, FileEntry, Manifest, by_path

_CHUNK = 1 << 20

Sink = Callable[[FileEntry], IO[bytes]]


def digest_of(data: Path, path: PurePosixPath) -> FileEntry:
    """Size and digest of one file of the data folder."""
    file = data / path
    with file.open("rb") as stream:
        return FileEntry(str(path), file.stat().st_size, hashlib.file_digest(stream, "sha256").hexdigest())


def write(archive: Path, manifest: Manifest, data: Path) -> None:
    """Write and read back; the archive (mode 0600) has its name only when it is whole and on the disk."""
    partial = archive.with_name(f".{archive.name}.partial")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            with tarfile.open(fileobj=stream, mode="w:gz", compresslevel=1) as tar:
                _add(tar, NAME, BytesIO(content := manifest.to_json()), len(content))
                for entry in manifest.files:
                    with (data / entry.path).open("rb") as file:
                        _add(tar, entry.path, file, entry.size)
            stream.flush()
            os.fsync(stream.fileno())
        check(partial)
        partial.replace(archive)
    finally:
        partial.unlink(missing_ok=True)


def check(archive: Path) -> Manifest:
    """Read every byte; raises :class:`ArchiveDamaged` unless each file is what the manifest says."""
    return _read(archive, lambda _: Path(os.devnull).open("wb"))


def read_manifest(archive: Path) -> Manifest:
    """The manifest alone. Raises :class:`ArchiveDamaged`."""
    with _opened(archive) as tar:
        return _manifest(tar)


def unpack(archive: Path, target: Path) -> Manifest:
    """Write every file below ``target``, checking each on the way. Raises :class:`ArchiveDamaged`."""
    return _read(archive, lambda entry: _new_file(target / entry.path))


def _read(archive: Path, sink_of: Sink) -> Manifest:
    with _opened(archive) as tar:
        manifest = _manifest(tar)
        expected = by_path(manifest.files)
        if any(not _is_safe(path) for path in expected):
            raise ArchiveDamaged
        for member in tar:
            if member.name == NAME:
                continue
            _read_member(tar, member, expected.pop(member.name, None), sink_of)
        if expected:
            raise ArchiveDamaged(f"备份文件不完整，缺少 {len(expected)} 个文件。")
        _read_to_end(tar)
    return manifest


def _read_to_end(tar: tarfile.TarFile) -> None:
    """Only behind the last block stands the checksum that covers the manifest too."""
    while tar.fileobj.read(_CHUNK):
        continue


def _read_member(
    tar: tarfile.TarFile, member: tarfile.TarInfo, entry: FileEntry | None, sink_of: Sink
) -> None:
    source = tar.extractfile(member) if member.isfile() else None
    if entry is None or source is None or member.size != entry.size:
        raise ArchiveDamaged
    digest = hashlib.sha256()
    with source, sink_of(entry) as sink:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            sink.write(chunk)
    if digest.hexdigest() != entry.sha256:
        raise ArchiveDamaged(f"备份文件中的 {entry.path} 与清单的校验值不符，不能使用。")


@contextmanager
def _opened(archive: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(archive, "r:gz") as tar:
            yield tar
    except (FileNotFoundError, tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        # Other errors of the system, a full disk among them, say nothing of the archive.
        raise ArchiveDamaged(f"备份文件 {archive.name} 无法读取或不完整。") from error


def _manifest(tar: tarfile.TarFile) -> Manifest:
    first = tar.next()
    content = tar.extractfile(first) if first is not None and first.name == NAME and first.isfile() else None
    if content is None:
        raise ArchiveDamaged
    with content:
        return Manifest.from_json(content.read())


def _add(tar: tarfile.TarFile, name: str, content: IO[bytes], size: int) -> None:
    # Made by hand: the engine's snapshots share files by hard links, which must not become links in the archive.
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    tar.addfile(member, content)


def _is_safe(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return bool(parts) and not path.startswith("/") and ".." not in parts


def _new_file(path: Path) -> IO[bytes]:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
