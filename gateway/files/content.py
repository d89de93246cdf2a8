"""What an uploaded file really is: told by its content, never by its name or what the sender says.

Accepted are PDF, PNG and JPEG. Everything else is refused, archives and documents that can hold programs among them.
"""

import io
import unicodedata
from dataclasses import dataclass

from PIL import Image

from chain.errors import BadInput, UnsupportedContent
from gateway.files.active import holds_archive, holds_program

MAX_PIXELS = 50_000_000
"""The largest image that is decoded: 50 megapixels, 150 MB in memory; a page scanned at 600 dpi has 35."""

_TAIL = 2048
_LONGEST_NAME = 120
_SUFFIXES = {"application/pdf": (".pdf",), "image/png": (".png",), "image/jpeg": (".jpg", ".jpeg")}
ACCEPTED = tuple(_SUFFIXES)

REMOVED = ""
"""Name and reference of a file whose content was removed after archiving."""


class FileTypeNotAccepted(UnsupportedContent):
    """The content is none of the accepted types, whatever the name says."""

    message = "文件类型不支持，请上传 PDF、PNG 或 JPEG 文件（以文件内容为准，修改扩展名无效）。"


class FileDamaged(BadInput):
    """The content begins like an accepted type and does not hold together."""

    message = "文件已损坏或不完整，无法打开，请重新生成后上传。"


class FileActive(BadInput):
    """A document that brings a program or an archive along, or is locked."""

    message = "文件含有脚本、程序、压缩包或已加密，不能接收，请取消加密并用“打印为 PDF”重新生成后上传。"


class FileEmpty(BadInput):
    """Nothing in the file."""

    message = "文件内容为空，请检查后重新上传。"


class ImageTooLarge(BadInput):
    """More pixels than are decoded here."""

    message = "图片像素过大（超过 5000 万像素），请降低分辨率后重新上传。"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: the media type and a name fit for it."""

    media_type: str
    name: str


def check(content: bytes, name: str) -> Checked:
    """Check a file.

    Raises ``FileEmpty``, ``FileTypeNotAccepted``, ``FileActive``, ``FileDamaged``, ``ImageTooLarge``.
    """
    if not content:
        raise FileEmpty
    media_type = _type_of(content)
    if holds_archive(content):
        raise FileActive
    if media_type == "application/pdf":
        _check_pdf(content)
    else:
        _check_image(content, media_type)
    return Checked(media_type, safe_name(name, media_type))


def _type_of(content: bytes) -> str:
    if content.startswith((b"%PDF-1.", b"%PDF-2.")):
        return "application/pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    raise FileTypeNotAccepted


def _check_pdf(content: bytes) -> None:
    tail = content[-_TAIL:]
    if b"%%EOF" not in tail or b"startxref" not in tail:
        raise FileDamaged
    if holds_program(content):
        raise FileActive


def _check_image(content: bytes, media_type: str) -> None:
    kind = media_type.removeprefix("image/").upper()
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ImageTooLarge
            image.load()
    except (ImageTooLarge, MemoryError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageTooLarge from error
    except Exception as error:  # decoders raise errors of many kinds on damaged input
        raise FileDamaged from error


def safe_name(name: str, media_type: str) -> str:
    """A name to show and to save under: no folders, no control or direction characters, the type's own suffix."""
    base = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    kept = "".join(char for char in base if unicodedata.category(char)[0] != "C").strip(" .")
    stem, dot, suffix = kept.rpartition(".")
    suffixes = _SUFFIXES[media_type]
    if dot and f".{suffix.lower()}" in suffixes:
        kept, ending = stem.strip(" ."), f".{suffix.lower()}"
    else:
        ending = suffixes[0]
    return f"{kept[:_LONGEST_NAME].strip(' .') or '附件'}{ending}"
