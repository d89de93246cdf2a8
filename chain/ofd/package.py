"""The ZIP container: written the same for the same content; read by :mod:`chain.ofd.unpacking`."""

import posixpath
from collections.abc import Mapping

from chain.crypto.sm3 import sm3
from chain.ofd.errors import MalformedOfd
from chain.ofd.packing import Packed, container, pack
from chain.ofd.unpacking import DEFAULT_LIMITS, Limits, unpack, unpack_with_streams
from chain.remembering import remembered

__all__ = [
    "DEFAULT_LIMITS",
    "ROOT",
    "Limits",
    "digest_of",
    "pack_all",
    "read_package",
    "read_packed",
    "resolve",
    "write_package",
]

ROOT = "OFD.xml"
_PDF = b"%PDF-"
"""How a reading copy begins, which its holder may well show in the original's place."""


def write_package(files: Mapping[str, bytes], packed: Mapping[str, Packed] | None = None) -> bytes:
    """The archive, OFD.xml first and the rest by name, with fixed times; ``packed`` spares packing anew what is the same."""
    names = sorted(files, key=lambda name: (name != ROOT, name))
    return container(((name, files[name]) for name in names), packed or {})


def pack_all(files: Mapping[str, bytes]) -> dict[str, Packed]:
    """Each file deflated, as :func:`write_package` does it."""
    return {name: pack(content) for name, content in files.items()}


def read_package(data: bytes, limits: Limits = DEFAULT_LIMITS) -> dict[str, bytes]:
    """All files by name; raises :class:`MalformedOfd` or :class:`OfdTooLarge` before anything harmful is
    unpacked.
    """
    if data.startswith(_PDF):
        raise MalformedOfd("这是PDF文件，不是OFD原件。阅读副本不能代替原件，请核验OFD文件。")
    files = unpack(data, limits)
    _require_root(files)
    return files


def read_packed(data: bytes) -> tuple[dict[str, bytes], dict[str, Packed]]:
    """All files as :func:`read_package` has them, and those that are deflated as they stand packed. Raises as it does."""
    files, packed = unpack_with_streams(data)
    _require_root(files)
    return files, packed


def _require_root(files: Mapping[str, bytes]) -> None:
    if ROOT not in files:
        raise MalformedOfd("文件中缺少OFD.xml，不是有效的OFD版式文件。")


@remembered(count=16, smallest=2**16, largest=2**19)
def digest_of(content: bytes) -> bytes:
    """The SM3 digest of a file in a package; of a large one, such as many packages have, taken once."""
    return sm3(content)


def resolve(base_file: str, location: str) -> str:
    """The archive name that ``location`` (an ST_Loc), found in ``base_file``, stands for."""
    joined = (
        location[1:] if location.startswith("/") else posixpath.join(posixpath.dirname(base_file), location)
    )
    return posixpath.normpath(joined)
