"""Write a package: content in, first the manifest to be sealed, then the package around the sealed manifest."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from chain.archive import container
from chain.archive.model import (
    ITEMS,
    MANIFEST,
    METADATA,
    README,
    SEALED_MANIFEST,
    Manifest,
    Metadata,
)
from chain.crypto.sm3 import sm3
from chain.errors import ChainError
from chain.ofd.reader import OfdReader

_PICTURES = (".png", ".jpg", ".jpeg")
_README = """归档信息包（{title}，办件编号{case_no}）

manifest.json 列出包内的全部文件及其大小和摘要（SHA-256、SM3）；
manifest.ofd 是加盖{responsible}公章的归档清单，写有manifest.json的SM3摘要；
metadata.json 是元数据；items/ 下每个事项一个分包，结构相同；
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
    """A chain's package but for its sealed manifest; ``files`` counts all files, those of the items' packages too."""

    metadata: Metadata
    contents: Mapping[str, bytes] = field(repr=False)
    manifest: bytes = field(repr=False)
    files: int

    @property
    def digest(self) -> str:
        """The SM3 digest of the manifest in hexadecimal, as it has to stand in the sealed manifest."""
        return sm3(self.manifest).hex()


def lay_together(chain: Content, items: Mapping[str, Content]) -> Unsealed:
    """The chain's package with a package for each item (by key). Raises :class:`chain.archive.errors.MalformedPackage`
    for a file name that cannot stand in a package."""
    packed = {f"{ITEMS}/{item}.zip": item_package(content) for item, content in items.items()}
    explained = {README: _README.format(**_named(chain.metadata)).encode()}
    own = {**chain.files, **packed, **explained}
    pages = pages_of(chain.files) + sum(pages_of(content.files) for content in items.values())
    files = _completed(chain.metadata, own, pages)
    manifest = Manifest.of(chain.metadata.case_no, "", files).dump()
    count = len(files) + sum(len(content.files) + 1 for content in items.values())
    return Unsealed(Metadata.parse(files[METADATA]), files, manifest, count)


def item_package(content: Content) -> bytes:
    """The package of one item, which stands in its chain's."""
    files = _completed(content.metadata, content.files, pages_of(content.files))
    manifest = Manifest.of(content.metadata.case_no, content.metadata.item, files).dump()
    return container.write({**files, MANIFEST: manifest})


def close(unsealed: Unsealed, sealed_manifest: bytes) -> bytes:
    """The whole package, with the sealed manifest (OFD) in it."""
    return container.write(
        {**unsealed.contents, MANIFEST: unsealed.manifest, SEALED_MANIFEST: sealed_manifest}
    )


def pages_of(files: Mapping[str, bytes]) -> int:
    """Pages of the sealed files, and one for each picture; other files have none that we could count."""
    return sum(_pages(name, content) for name, content in files.items())


def _pages(name: str, content: bytes) -> int:
    if name.endswith(_PICTURES):
        return 1
    if not name.endswith(".ofd"):
        return 0
    try:
        return len(OfdReader(content).pages)
    except ChainError:
        return 0


def _completed(metadata: Metadata, files: Mapping[str, bytes], pages: int) -> dict[str, bytes]:
    counted = replace(metadata, pages=pages, files=len(files) + 1)
    return {**files, METADATA: counted.dump()}


def _named(metadata: Metadata) -> dict[str, str]:
    return {
        "title": metadata.title,
        "case_no": metadata.case_no,
        "responsible": metadata.responsible,
    }
