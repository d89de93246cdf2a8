"""What a document must not bring along: programs in a PDF, an archive behind a document.

Embedded files are let through: electronic invoices carry their data in one. A PDF's own programs are found in its
objects and in its compressed object streams, however their names are written (ISO 32000-1, 7.3.5 and 7.5.7); what a
PDF's encryption hides is refused with it, because no officer could read it either.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_PROGRAM = re.compile(rb"/(?:JavaScript|Launch|RichMedia|Encrypt)(?![A-Za-z0-9])")
_DICTIONARY = 1024
"""How far before a stream its dictionary is looked for."""

_MOST = 16 * 1024 * 1024
"""How much of one object stream is unpacked, in bytes."""


def holds_program(pdf: bytes) -> bool:
    """Whether a PDF names a script, a program to start, rich media or an encryption in its objects."""
    return any(_PROGRAM.search(_ESCAPED.sub(_plain, part)) for part in _objects(pdf))


def holds_archive(content: bytes) -> bool:
    """Whether the content can be opened as a ZIP archive too, whatever it begins with."""
    return zipfile.is_zipfile(io.BytesIO(content))


def _objects(pdf: bytes) -> Iterator[bytes]:
    """Everything outside streams, then each object stream unpacked."""
    at = 0
    for stream in _STREAM.finditer(pdf):
        yield pdf[at : stream.start()]
        if b"/ObjStm" in pdf[max(at, stream.start() - _DICTIONARY) : stream.start()]:
            yield _inflated(stream[1])
        at = stream.end()
    yield pdf[at:]


def _inflated(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, _MOST)
    except zlib.error:
        return b""


def _plain(escaped: re.Match[bytes]) -> bytes:
    return bytes([int(escaped[1], 16)])
