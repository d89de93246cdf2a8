"""The archived package of a case: a ZIP whose manifest holds the SHA-256 and SM3 digest of every file in it.

The layout is ours, with GB/T 42727-2023 (nested packages for chains) in mind [memory]. The same content gives the same bytes.
"""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from pathlib import PurePosixPath

import orjson

from chain.crypto.sm3 import sm3

MANIFEST = "manifest.json"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_REGULAR_FILE = 0o100644 << 16
_DENSE = frozenset({".ofd", ".pdf", ".png", ".jpg", ".jpeg"})
"""Kinds of files that are compressed in themselves: doing it again costs time and saves nothing."""


def build_package(case_no: str, files: Mapping[str, bytes]) -> bytes:
    """A ZIP of ``files`` (by path) with their manifest in front."""
    listed = [_entry(path, files[path]) for path in sorted(files)]
    manifest = {"case_no": case_no, "digests": ["SHA-256", "SM3"], "files": listed}
    content = {MANIFEST: orjson.dumps(manifest, option=orjson.OPT_INDENT_2), **dict(sorted(files.items()))}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for path, data in content.items():
            info = zipfile.ZipInfo(path, _EARLIEST)
            info.compress_type = _compression(path)
            info.external_attr = _REGULAR_FILE
            package.writestr(info, data)
    return buffer.getvalue()


def _compression(path: str) -> int:
    return zipfile.ZIP_STORED if PurePosixPath(path).suffix in _DENSE else zipfile.ZIP_DEFLATED


def _entry(path: str, data: bytes) -> dict[str, object]:
    digests = {"sha256": hashlib.sha256(data).hexdigest(), "sm3": sm3(data).hex()}
    return {"path": path, "size": len(data), **digests}
