"""What a package says of itself: metadata, and the manifest of its files with their digests.

After GB/T 42727-2023 and DA/T 85-2019 (归档 of electronic files of government services), both from memory: that a package
holds an explanation, metadata, the documents of a case and a list with digests; that a chain's package is nested, with one
package for each item; the names of the metadata. Ours: English keys, file names, JSON.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Self

from chain.archive.container import is_name
from chain.archive.errors import MalformedPackage
from chain.crypto.sm3 import sm3
from chain.json_objects import json_object

README = "README.txt"
METADATA = "metadata.json"
MANIFEST = "manifest.json"
SEALED_MANIFEST = "manifest.ofd"
ITEMS = "items"
"""Folder of the items' packages: ``items/<item>.zip``."""
DOCUMENTS = "documents"
"""Folder of documents: ``<document_no>.json`` is the page data, ``<document_no>.ofd`` the sealed file."""
CERTIFICATES = "certificates"
MATERIALS = "materials"
FORMAT = "yilian-archive-1"
_LARGEST_DATA = 4 * 2**20
"""Bytes. A manifest of 2000 files has 0.8 MB."""
UNCOUNTED = "unknown"
"""Stands for the pages of a file that has some which could not be counted."""


class Retention(StrEnum):
    """How long a file is kept (保管期限); codes after DA/T 22-2015 [memory]."""

    TEN_YEARS = "10年"
    THIRTY_YEARS = "30年"
    PERMANENT = "永久"

    @property
    def code(self) -> str:
        """As it stands in an archive number."""
        return {"10年": "D10", "30年": "D30", "永久": "Y"}[self.value]

    @property
    def years(self) -> int | None:
        """``None``: for good."""
        return {"10年": 10, "30年": 30, "永久": None}[self.value]

    def until(self, archived: date) -> date | None:
        """The last day of keeping: counted from the first day of the year after ``archived`` [memory]."""
        return None if self.years is None else date(archived.year + self.years, 12, 31)


class Access(StrEnum):
    """Who may use a file (开放标识)."""

    CONTROLLED = "控制"
    OPEN = "开放"


@dataclass(frozen=True, slots=True)
class Supplement:
    """What a supplement (补充归档) says of itself: its ``number`` (from 1), and the package that it supplements, by archive
    number and the SM3 digest of its manifest in hexadecimal.
    """

    number: int
    archive_no: str
    manifest_sm3: str

    @classmethod
    def parse(cls, values: Any) -> Self:
        """Raises ``KeyError``, ``TypeError``, ``ValueError`` for anything else than such values."""
        number, archive_no, digest = values["number"], values["archive_no"], values["manifest_sm3"]
        if not (isinstance(number, int) and number > 0 and isinstance(archive_no, str)):
            raise ValueError(number)
        return cls(number, archive_no, str(digest))


@dataclass(frozen=True, slots=True)
class Metadata:
    """Metadata of a package: of the chain, or of one item (``item`` is its key then, else empty).

    ``supplement`` stands, and is written, in the chain's metadata of a supplement only.

    ``pages`` counts the pages of sealed files and PDFs and one for each picture, as far as they could be counted (the
    manifest says it of each file); ``files`` the files besides the manifest.
    """

    archive_no: str
    fonds: str
    year: int
    retention: Retention
    access: Access
    title: str
    case_no: str
    item: str
    code: str
    responsible: str
    responsible_code: str
    began: date
    ended: date
    pages: int
    files: int
    supplement: Supplement | None = None

    def dump(self) -> bytes:
        """The same bytes for the same metadata."""
        return dump({key: value for key, value in asdict(self).items() if value is not None})

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        """Raises :class:`MalformedPackage`."""
        values = load(raw)
        try:
            found = cls(
                **{
                    **values,
                    "retention": Retention(values["retention"]),
                    "access": Access(values["access"]),
                    "began": date.fromisoformat(values["began"]),
                    "ended": date.fromisoformat(values["ended"]),
                    "supplement": Supplement.parse(values["supplement"]) if "supplement" in values else None,
                }
            )
        except (KeyError, TypeError, ValueError) as error:
            raise MalformedPackage("元数据不完整或者格式不正确。") from error
        if found.dump() != raw:
            raise MalformedPackage("元数据不完整或者格式不正确。")
        return found


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file as the manifest lists it: size in bytes, digests in hexadecimal, its pages.

    ``pages``: :data:`UNCOUNTED` where they could not be counted; ``None``, and not written, for a file without pages.
    """

    path: str
    size: int
    sha256: str
    sm3: str
    pages: int | str | None = None

    @classmethod
    def of(cls, path: str, content: bytes, pages: int | str | None = None) -> Self:
        """The entry of a file."""
        return cls(path, len(content), hashlib.sha256(content).hexdigest(), sm3(content).hex(), pages)

    def written(self) -> dict[str, Any]:
        """As it stands in the manifest."""
        return {key: value for key, value in asdict(self).items() if value is not None}


@dataclass(frozen=True, slots=True)
class Manifest:
    """Every file of a package but the manifest itself and its sealed form."""

    case_no: str
    item: str
    files: tuple[FileEntry, ...]

    @classmethod
    def of(
        cls,
        case_no: str,
        item: str,
        files: Mapping[str, bytes],
        pages: Mapping[str, int | str] = MappingProxyType({}),
    ) -> Self:
        """The manifest of ``files``, with the ``pages`` of those that have some."""
        entries = (FileEntry.of(path, files[path], pages.get(path)) for path in sorted(files))
        return cls(case_no, item, tuple(entries))

    def dump(self) -> bytes:
        """The same bytes for the same files."""
        own = {"case_no": self.case_no, "item": self.item, "files": [each.written() for each in self.files]}
        return dump({"format": FORMAT, "digests": ["SHA-256", "SM3"], **own})

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        """Raises :class:`MalformedPackage`, also for a manifest that is not written as ours are."""
        values = load(raw)
        try:
            entries = tuple(FileEntry(**entry) for entry in values["files"])
            found = cls(values["case_no"], values["item"], entries)
            same = found.dump() == raw and all(is_name(entry.path) for entry in entries)
        except (KeyError, TypeError, ValueError) as error:
            raise MalformedPackage("归档清单格式不正确。") from error
        if not same:
            raise MalformedPackage("归档清单格式不正确。")
        return found


def dump(values: Any) -> bytes:
    """JSON as every file of a package is written: the same bytes for the same values."""
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, indent=1, default=_written)
    return text.encode()


def load(raw: bytes) -> dict[str, Any]:
    """A JSON object. Raises :class:`MalformedPackage`."""
    values = json_object(raw, _LARGEST_DATA)
    if values is None:
        raise MalformedPackage("包内的数据文件格式不正确。")
    return values


def _written(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError
