"""The ZIP container: written the same for the same content, read with limits that hold against hostile
files.
"""

import posixpath
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from chain.ofd.errors import MalformedOfd, OfdTooLarge

ROOT = "OFD.xml"
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on a file from outside: bytes of the archive, number of its parts, unpacked bytes of one and of
    all.
    """

    archive: int = 32 * 2**20
    entries: int = 2000
    entry: int = 32 * 2**20
    total: int = 96 * 2**20


DEFAULT_LIMITS = Limits()


def write_package(files: Mapping[str, bytes]) -> bytes:
    """The archive, OFD.xml first and the rest by name, with fixed times."""
    output = BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files, key=lambda name: (name != ROOT, name)):
            entry = zipfile.ZipInfo(name, _FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return output.getvalue()


def read_package(data: bytes, limits: Limits = DEFAULT_LIMITS) -> dict[str, bytes]:
    """All files by name; raises :class:`MalformedOfd` or :class:`OfdTooLarge` before anything harmful is
    unpacked.
    """
    if len(data) > limits.archive:
        raise OfdTooLarge
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _check_entries(entries, limits)
            files = {entry.filename: _read(archive, entry) for entry in entries}
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        ValueError,
        NotImplementedError,
        OverflowError,
    ) as error:
        raise MalformedOfd from error
    if ROOT not in files:
        raise MalformedOfd("文件中缺少OFD.xml，不是有效的OFD版式文件。")
    return files


def _check_entries(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.entries or sum(entry.file_size for entry in entries) > limits.total:
        raise OfdTooLarge
    seen: set[str] = set()
    for entry in entries:
        _check_name(entry)
        if entry.filename.casefold() in seen:
            raise MalformedOfd("OFD文件内有重名文件。")
        seen.add(entry.filename.casefold())
        if entry.file_size > limits.entry:
            raise OfdTooLarge
        if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _METHODS:
            raise MalformedOfd("OFD文件经过加密或采用了不支持的压缩方式。")


def _check_name(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    plain = name == entry.orig_filename and "\\" not in name and ":" not in name and name.isprintable()
    if not plain or posixpath.normpath(name) != name or name.startswith(("/", "..")):
        raise MalformedOfd("OFD文件内有不合规的文件路径。")


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Never more than the directory announced, whatever the compressed stream holds."""
    with archive.open(entry) as stream:
        content = stream.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise MalformedOfd
    return content


def resolve(base_file: str, location: str) -> str:
    """The archive name that ``location`` (an ST_Loc), found in ``base_file``, stands for."""
    joined = (
        location[1:] if location.startswith("/") else posixpath.join(posixpath.dirname(base_file), location)
    )
    return posixpath.normpath(joined)
