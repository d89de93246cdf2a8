"""Write a package: content in, first the manifest to be sealed, then the package around the sealed manifest."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from chain.archive import container
from chain.archive.model import (
    ITEMS,
    MANIFEST,
    METADATA,
    README,
    SEALED_MANIFEST,
    UNCOUNTED,
    Manifest,
    Metadata,
    Supplement,
)
from chain.crypto.sm3 import sm3
from chain.errors import ChainError
from chain.ofd.reader import OfdReader

CountPages = Callable[[bytes], int | None]
"""Counts the pages of a PDF; ``None``: they could not be counted."""
_PICTURES = (".png", ".jpg", ".jpeg")
_README = """归档信息包（{title}，办件编号{case_no}）

manifest.json 列出包内的全部文件及其大小、页数和摘要（SHA-256、SM3），页数无法统计的写明unknown；
manifest.ofd 是加盖{responsible}公章的归档清单，写有manifest.json的SM3摘要；
metadata.json 是元数据{supplement}；items/ 下每个事项一个分包，结构相同；
documents/ 是文书（.ofd为签章文件，.json为其内容），certificates/ 是电子证照，materials/ 是申请材料。

核验：scripts/verify-archive 本文件 --root 根证书，或者 python -m chain.archive 本文件 --root 根证书。
本包任一字节被改动、文件增减，均不能通过核验；请勿解开后重新打包。
"""


@dataclass(frozen=True, slots=True)
class Content:
    """What goes into one package: metadata (``pages`` and ``files`` are counted here) and files by name."""

    metadata: Metadata
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Unsealed:
    """A chain's package but for its sealed manifest; ``files`` counts all files, those of the items' packages too, and
    ``uncounted`` those whose pages could not be counted.
    """

    metadata: Metadata
    contents: Mapping[str, bytes] = field(repr=False)
    manifest: bytes = field(repr=False)
    files: int
    uncounted: int

    @property
    def digest(self) -> str:
        """The SM3 digest of the manifest in hexadecimal, as it has to stand in the sealed manifest."""
        return sm3(self.manifest).hex()


def lay_together(chain: Content, items: Mapping[str, Content], count_pdf: CountPages) -> Unsealed:
    """The chain's package with a package for each item (by key). Raises :class:`chain.archive.errors.MalformedPackage`
    for a file name that cannot stand in a package."""
    counted = {item: pages_of(content.files, count_pdf) for item, content in items.items()}
    packed = {f"{ITEMS}/{item}.zip": _item_package(items[item], pages) for item, pages in counted.items()}
    explained = {README: _README.format(**_named(chain.metadata)).encode()}
    pages = pages_of(chain.files, count_pdf)
    everywhere = [*pages.values(), *(each for own in counted.values() for each in own.values())]
    files = _completed(chain.metadata, {**chain.files, **packed, **explained}, everywhere)
    manifest = Manifest.of(chain.metadata.case_no, "", files, pages).dump()
    count = len(files) + sum(len(content.files) + 1 for content in items.values())
    return Unsealed(Metadata.parse(files[METADATA]), files, manifest, count, everywhere.count(UNCOUNTED))


def _item_package(content: Content, pages: Mapping[str, int | str]) -> bytes:
    """The package of one item, which stands in its chain's."""
    files = _completed(content.metadata, content.files, pages.values())
    manifest = Manifest.of(content.metadata.case_no, content.metadata.item, files, pages).dump()
    return container.write({**files, MANIFEST: manifest})


def close(unsealed: Unsealed, sealed_manifest: bytes) -> bytes:
    """The whole package, with the sealed manifest (OFD) in it."""
    return container.write(
        {**unsealed.contents, MANIFEST: unsealed.manifest, SEALED_MANIFEST: sealed_manifest}
    )


def pages_of(files: Mapping[str, bytes], count_pdf: CountPages) -> dict[str, int | str]:
    """The pages of each sealed file and PDF, and one for each picture; ``UNCOUNTED`` where they cannot be counted."""
    found = {}
    for name, content in files.items():
        if name.endswith((".ofd", ".pdf", *_PICTURES)):
            pages = _pages(name, content, count_pdf)
            found[name] = UNCOUNTED if pages is None else pages
    return found


def _pages(name: str, content: bytes, count_pdf: CountPages) -> int | None:
    if name.endswith(_PICTURES):
        return 1
    if name.endswith(".pdf"):
        return count_pdf(content)
    try:
        return len(OfdReader(content).pages)
    except ChainError:
        return None


def _completed(
    metadata: Metadata, files: Mapping[str, bytes], pages: Iterable[int | str]
) -> dict[str, bytes]:
    known = sum(each for each in pages if isinstance(each, int))
    counted = replace(metadata, pages=known, files=len(files) + 1)
    return {**files, METADATA: counted.dump()}


def _named(metadata: Metadata) -> dict[str, str]:
    return {
        "title": metadata.title,
        "case_no": metadata.case_no,
        "responsible": metadata.responsible,
        "supplement": _supplementing(metadata.supplement),
    }


def _supplementing(own: Supplement | None) -> str:
    if own is None:
        return ""
    named = f"，本包是档号{own.archive_no}（清单SM3摘要{own.manifest_sm3}）的第{own.number}次补充归档"
    return f"{named}，只有归档以后形成的文件，与该档案包一并核验可以核对二者相符"
