"""The ZIP container: written the same for the same content; read by :mod:`chain.ofd.unpacking`."""

import posixpath
import zipfile
from collections.abc import Mapping
from io import BytesIO

from chain.ofd.errors import MalformedOfd
from chain.ofd.unpacking import DEFAULT_LIMITS, Limits, unpack

__all__ = ["DEFAULT_LIMITS", "ROOT", "Limits", "read_package", "resolve", "write_package"]

ROOT = "OFD.xml"
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)


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
    files = unpack(data, limits)
    if ROOT not in files:
        raise MalformedOfd("文件中缺少OFD.xml，不是有效的OFD版式文件。")
    return files


def resolve(base_file: str, location: str) -> str:
    """The archive name that ``location`` (an ST_Loc), found in ``base_file``, stands for."""
    joined = (
        location[1:] if location.startswith("/") else posixpath.join(posixpath.dirname(base_file), location)
    )
    return posixpath.normpath(joined)
