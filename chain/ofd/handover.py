"""From composing to sealing: a package that was written here a moment ago need not be unpacked to be sealed.

Composing and sealing are two jobs, which most often the same process does one after the other; the bytes travel between them.
What they say is a pure function of them, so that it can be kept from the one to the other; another process, or this one after
it was started again, unpacks them.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from chain.ofd.package import pack_all, read_packed, write_package
from chain.ofd.packing import Packed

_MOST, _LARGEST = 16, 2**20
"""Packages that wait for their seal, and bytes in each, unpacked: of more, or of larger ones, none is kept."""


@dataclass(frozen=True, slots=True)
class Package:
    """Files by name, and how those that are deflated stand in the archive."""

    files: Mapping[str, bytes]
    packed: Mapping[str, Packed]


_written: OrderedDict[bytes, Package] = OrderedDict()
_lock = Lock()


def written(files: Mapping[str, bytes]) -> bytes:
    """The archive of these files (:func:`chain.ofd.package.write_package`), kept in mind for :func:`opened`."""
    packed = pack_all(files)
    data = write_package(files, packed)
    if sum(map(len, files.values())) <= _LARGEST:
        with _lock:
            _written[data] = Package(files, packed)
            if len(_written) > _MOST:
                _written.popitem(last=False)
    return data


def opened(data: bytes) -> Package:
    """What is in an archive; one that was written here is then no longer kept in mind, and unpacked when it is asked for
    again. Raises :class:`MalformedOfd` or :class:`OfdTooLarge`.
    """
    with _lock:
        known = _written.pop(data, None)
    return known or Package(*read_packed(data))
