"""Read an OFD, ours or another maker's: metadata, pages, text, attachments, signatures.

Everything comes from outside and is checked: see :mod:`chain.ofd.unpacking` for the container,
:mod:`chain.ofd.xml` for the XML. Raises :class:`MalformedOfd` where the file breaks the rules,
:class:`OfdTooLarge` where reading it would take more than the bounds here allow.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from lxml import etree

from chain.ofd.errors import MalformedOfd, OfdTooLarge
from chain.ofd.model import Box
from chain.ofd.package import DEFAULT_LIMITS, ROOT, Limits, digest_of, read_package, resolve
from chain.ofd.xml import child, marks, parse, tag, text_of

MOST_MARKS_READ = 2_000_000
"""Marks (see :mod:`chain.ofd.xml`) parsed for one reader, a file that is parsed again counted again: a second's work."""
MOST_PAGES = 2_000
_LONGEST_NUMBERS = 1_000
"""Characters: the longest list of numbers, a matrix, has six."""
MOST_STAMPS = 2 * MOST_PAGES
"""Of one signature: a seal on each page and across its edge."""
MOST_SIGNATURES = 64
"""Each costs some four SM2 verifications. A document under the seals of twenty bodies is a rarity; a seal across the
edges of all pages is one signature."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where a seal is shown; of one with a ``clip`` that part alone, counted from the corner of its box."""

    page_ref: str
    box: Box
    clip: Box | None = None

    @property
    def shown(self) -> Box:
        """The part of the page on which it is seen."""
        clip = self.clip
        if clip is None:
            return self.box
        left, top = max(0.0, clip.x), max(0.0, clip.y)
        right = min(self.box.width, clip.x + clip.width)
        bottom = min(self.box.height, clip.y + clip.height)
        return Box(self.box.x + left, self.box.y + top, max(0.0, right - left), max(0.0, bottom - top))


@dataclass(frozen=True, slots=True)
class SignatureEntry:
    """One signature as the package describes it; ``references`` maps a file to its stated digest (base64).

    ``kind`` is ``Seal``, or ``Sign`` for a signature without a seal; ``seal_file`` is ``None`` where the seal stands in the
    signature alone; ``signed_at`` is what the description says, as it is written.
    """

    file: str
    kind: str
    method: str
    digest_method: str
    references: tuple[tuple[str, str], ...]
    seal_file: str | None
    value_file: str
    signed_at: str
    stamps: tuple[Stamp, ...]


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page: its ID and the file with its content."""

    page_id: str
    file: str


class OfdReader:
    """An opened OFD with one document."""

    def __init__(self, data: bytes, limits: Limits = DEFAULT_LIMITS) -> None:
        self.files = read_package(data, limits)
        self._marks = 0
        self._digests: dict[str, bytes] = {}
        self._root = self.xml(ROOT, "OFD")
        bodies = self._root.findall(tag("DocBody"))
        if len(bodies) != 1:
            raise MalformedOfd("OFD文件应当且只应当包含一个文档。")
        self._body = bodies[0]

    def xml(self, name: str, root: str | None = None) -> etree._Element:
        """The parsed XML of a file in the package, its root element called ``root``."""
        if name not in self.files:
            raise MalformedOfd("OFD文件引用的内部文件不存在。")
        self._marks += marks(self.files[name])
        if self._marks > MOST_MARKS_READ:
            raise OfdTooLarge
        element = parse(self.files[name])
        if root is not None and element.tag != tag(root):
            raise MalformedOfd("OFD文件引用的内部文件不是所应当的内容。")
        return element

    def digest(self, name: str) -> bytes:
        """The SM3 digest of a file in the package, taken once, however many signatures refer to it."""
        if name not in self._digests:
            self._digests[name] = digest_of(self.files[name])
        return self._digests[name]

    @cached_property
    def document_file(self) -> str:
        """The name of Document.xml."""
        return resolve(ROOT, text_of(self._body, "DocRoot"))

    @cached_property
    def document(self) -> etree._Element:
        """The root element of Document.xml."""
        return self.xml(self.document_file, "Document")

    @cached_property
    def title(self) -> str:
        """The document's title, empty where there is none."""
        return text_of(self._body, "DocInfo", "Title")

    @cached_property
    def metadata(self) -> dict[str, str]:
        """CustomDatas by name; a name that stands twice is refused."""
        entries = self._body.findall("/".join(map(tag, ("DocInfo", "CustomDatas", "CustomData"))))
        pairs = [(entry.get("Name", ""), entry.text or "") for entry in entries]
        if len(dict(pairs)) != len(pairs):
            raise MalformedOfd("OFD文件的元数据有重名项。")
        return dict(pairs)

    @cached_property
    def pages(self) -> tuple[PageEntry, ...]:
        """The pages in their order."""
        entries = self.document.findall("/".join(map(tag, ("Pages", "Page"))))
        if len(entries) > MOST_PAGES:
            raise OfdTooLarge
        return tuple(
            PageEntry(entry.get("ID", ""), resolve(self.document_file, entry.get("BaseLoc", "")))
            for entry in entries
        )

    def text(self) -> str:
        """All text on the pages, a line for each piece."""
        return _text_on(self.xml(page.file) for page in self.pages)

    def background_text(self) -> str:
        """All text on the template pages that pages use; a frame is as large as many pages, so it is read for this alone."""
        pages = (self.xml(page.file) for page in self.pages)
        used = {use.get("TemplateID") for page in pages for use in page.findall(tag("Template"))}
        return _text_on(self.xml(file) for number, file in self.template_files.items() if number in used)

    @cached_property
    def template_files(self) -> dict[str, str]:
        """The files of the template pages by their IDs."""
        entries = self.document.findall("/".join(map(tag, ("CommonData", "TemplatePage"))))
        found = {entry.get("ID", ""): entry.get("BaseLoc", "") for entry in entries}
        return {name: resolve(self.document_file, location) for name, location in found.items() if location}

    @cached_property
    def attachments(self) -> dict[str, bytes]:
        """Attachments by name, where no two have one: see :meth:`attachment`."""
        found = dict(self._attachments)
        if len(found) != len(self._attachments):
            raise MalformedOfd("OFD文件的附件有重名项。")
        return found

    def attachment(self, name: str) -> bytes | None:
        """The attachment of that name, ``None`` where there is none; others may share a name, which is there to be shown."""
        found = [content for each, content in self._attachments if each == name]
        if len(found) > 1:
            raise MalformedOfd("OFD文件的附件有重名项。")
        return found[0] if found else None

    @cached_property
    def _attachments(self) -> list[tuple[str, bytes]]:
        location = text_of(self.document, "Attachments")
        if not location:
            return []
        list_file = resolve(self.document_file, location)
        found = []
        for entry in self.xml(list_file).findall(tag("Attachment")):
            file = resolve(list_file, text_of(entry, "FileLoc"))
            if file not in self.files:
                raise MalformedOfd("OFD文件的附件不存在。")
            found.append((entry.get("Name", ""), self.files[file]))
        return found

    @cached_property
    def signature_list_file(self) -> str | None:
        """The name of Signatures.xml, or ``None`` in an unsigned file."""
        location = text_of(self._body, "Signatures")
        return resolve(ROOT, location) if location else None

    @cached_property
    def signatures(self) -> tuple[SignatureEntry, ...]:
        """The signatures in the order in which they were added."""
        if self.signature_list_file is None:
            return ()
        entries = self.xml(self.signature_list_file, "Signatures").findall(tag("Signature"))
        if len(entries) > MOST_SIGNATURES:
            raise OfdTooLarge(f"文件内的签名超过{MOST_SIGNATURES}个，无法处理。")
        found = tuple(self._signature(self.signature_list_file, entry) for entry in entries)
        if len({each.file for each in found}) + len({each.value_file for each in found}) != 2 * len(found):
            raise MalformedOfd("OFD文件的签名列表中有重复的签名。")
        return found

    def _signature(self, list_file: str, entry: etree._Element) -> SignatureEntry:
        file = resolve(list_file, entry.get("BaseLoc", ""))
        root = self.xml(file, "Signature")
        info = child(root, "SignedInfo")
        references = child(root, "SignedInfo", "References")
        if info is None or references is None:
            raise MalformedOfd("签名描述文件不完整。")
        # One more than there are files: then one of these stands twice or names none, and the rest changes nothing.
        named = islice(references.iterfind(tag("Reference")), len(self.files) + 1)
        stamps = info.findall(tag("StampAnnot"))
        if len(stamps) > MOST_STAMPS:
            raise OfdTooLarge
        seal = text_of(info, "Seal", "BaseLoc")
        return SignatureEntry(
            file=file,
            kind=entry.get("Type", "Seal"),
            method=text_of(info, "SignatureMethod"),
            digest_method=references.get("CheckMethod", ""),
            references=tuple(
                (resolve(file, node.get("FileRef", "")), text_of(node, "CheckValue")) for node in named
            ),
            seal_file=resolve(file, seal) if seal else None,
            value_file=resolve(file, text_of(root, "SignedValue")),
            signed_at=text_of(info, "SignatureDateTime"),
            stamps=tuple(_stamp(node) for node in stamps),
        )


def _text_on(pages: Iterable[etree._Element]) -> str:
    return "\n".join(node.text or "" for page in pages for node in page.iter(tag("TextCode")))


def _stamp(node: etree._Element) -> Stamp:
    clip = node.get("Clip")
    return Stamp(
        node.get("PageRef", ""),
        read_box(node.get("Boundary", "")),
        None if clip is None else read_box(clip),
    )


def read_numbers(text: str) -> list[float]:
    """A few numbers divided by white space; raises :class:`MalformedOfd`."""
    try:
        values = [float(part) for part in text[:_LONGEST_NUMBERS].split()]
    except ValueError as error:
        raise MalformedOfd("OFD文件内的数值无法解析。") from error
    if not all(abs(value) < 1e6 for value in values):
        raise MalformedOfd("OFD文件内的数值超出范围。")
    return values


def read_box(text: str) -> Box:
    """An ST_Box: four numbers, width and height not negative."""
    values = read_numbers(text)
    if len(values) != 4 or values[2] < 0 or values[3] < 0:
        raise MalformedOfd("OFD文件内的区域无法解析。")
    return Box(*values)
