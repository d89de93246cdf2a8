"""Write a document as an OFD package (the part of GB/T 33190-2016 that certificates need)."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import count

from lxml import etree

from chain.ofd.handover import written
from chain.ofd.model import Attachment, Colour, Document, Item, Page, Picture, Shape, Text
from chain.ofd.package import ROOT
from chain.ofd.typeface import Typeface
from chain.ofd.xml import add, element, number, serialise

CREATOR = "一链办理"
CREATOR_VERSION = "1"
_BACKGROUND_IDS = 1_000_000
"""From here on, apart from those of the pages: a background is then the same in every document."""
_ASCENT = 0.88
_DESCENT = 0.32


def write_ofd(document: Document) -> bytes:
    """The OFD file; byte for byte the same for the same document."""
    return written(_Writer(document).files())


class _Writer:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._ids = count(1)
        self._files: dict[str, bytes] = {}
        self._fonts: dict[Typeface, str] = {}
        self._media: list[etree._Element] = []
        self._backgrounds: dict[tuple[Shape, ...], str] = {}

    def files(self) -> dict[str, bytes]:
        pages = [self._page(index, page) for index, page in enumerate(self._document.pages)]
        self._write("Doc_0/PublicRes.xml", self._public_resources())
        self._write("Doc_0/DocumentRes.xml", self._document_resources())
        root = element("Document", self._common(), element("Pages", *pages))
        if self._document.attachments:
            root.append(element("Attachments", text="Attachs/Attachments.xml"))
            self._write("Doc_0/Attachs/Attachments.xml", self._attachments())
        self._write("Doc_0/Document.xml", root)
        self._write(ROOT, self._root())
        return self._files

    def _write(self, name: str, node: etree._Element) -> None:
        self._files[name] = serialise(node)

    def _id(self) -> str:
        return str(next(self._ids))

    def _page(self, index: int, page: Page) -> etree._Element:
        page_id = self._id()
        content = element("Page", *self._template(page), _area("Area", page))
        layer = add(add(content, "Content"), "Layer")
        for item in page.items:
            self._object(layer, page, item)
        layer.set("ID", self._id())
        layer.set("Type", "Body")
        self._write(f"Doc_0/Pages/Page_{index}/Content.xml", content)
        return element("Page", ID=page_id, BaseLoc=f"Pages/Page_{index}/Content.xml")

    def _template(self, page: Page) -> Iterator[etree._Element]:
        """The use of the page's background, a template page (模板页), written with the first page that has it."""
        if not page.background:
            return
        known = self._backgrounds
        if page.background not in known:
            first = _BACKGROUND_IDS + sum(len(each) + 2 for each in known)
            known[page.background] = str(first)
            self._files[_background_file(len(known) - 1)] = _background(
                page.width, page.height, page.background, first
            )
        yield element("Template", TemplateID=known[page.background], ZOrder="Background")

    def _object(self, layer: etree._Element, page: Page, item: Item) -> None:
        match item:
            case Text():
                self._text(layer, item)
            case Shape():
                _shape(layer, page.width, page.height, item, self._id())
            case Picture():
                self._picture(layer, item)

    def _text(self, layer: etree._Element, item: Text) -> None:
        advances = item.advances
        top, height = item.baseline - item.size * _ASCENT, item.size * (_ASCENT + _DESCENT)
        node = add(
            layer,
            "TextObject",
            ID=self._id(),
            Font=self._font(item.face),
            Size=number(item.size),
            Boundary=_numbers(item.x, top, sum(advances) + item.size, height),
        )
        _colour(node, "FillColor", item.colour)
        code = add(node, "TextCode", item.text, X="0", Y=number(item.size * _ASCENT))
        if len(advances) > 1:
            code.set("DeltaX", " ".join(map(number, advances[:-1])))

    def _font(self, face: Typeface) -> str:
        if face not in self._fonts:
            self._fonts[face] = self._id()
        return self._fonts[face]

    def _picture(self, layer: etree._Element, item: Picture) -> None:
        name, resource = f"image_{len(self._media)}.png", self._id()
        self._files[f"Doc_0/Res/{name}"] = item.png
        media_file = element("MediaFile", text=name)
        self._media.append(element("MultiMedia", media_file, ID=resource, Type="Image", Format="PNG"))
        box = item.box
        add(
            layer,
            "ImageObject",
            ID=self._id(),
            ResourceID=resource,
            Boundary=_numbers(box.x, box.y, box.width, box.height),
            CTM=_numbers(box.width, 0, 0, box.height, 0, 0),
        )

    def _public_resources(self) -> etree._Element:
        fonts = element("Fonts")
        for face, identifier in self._fonts.items():
            name = f"font_{identifier}.ttf"
            self._files[f"Doc_0/Res/{name}"] = face.subset(self._text_in(face))
            font = element("Font", element("FontFile", text=name), ID=identifier, FontName=face.name)
            font.set("FamilyName", face.name)
            if face.bold:
                font.set("Bold", "true")
            fonts.append(font)
        return element("Res", *([fonts] if len(fonts) else []), BaseLoc="Res")

    def _text_in(self, face: Typeface) -> str:
        items = (item for page in self._document.pages for item in page.items)
        return "".join(item.text for item in items if isinstance(item, Text) and item.face is face)

    def _document_resources(self) -> etree._Element:
        media = [element("MultiMedias", *self._media)] if self._media else []
        return element("Res", *media, BaseLoc="Res")

    def _common(self) -> etree._Element:
        backgrounds = self._backgrounds
        last = _BACKGROUND_IDS + sum(len(each) + 2 for each in backgrounds) if backgrounds else self._id()
        return element(
            "CommonData",
            element("MaxUnitID", text=str(last)),
            _area("PageArea", self._document.pages[0]),
            element("PublicRes", text="PublicRes.xml"),
            element("DocumentRes", text="DocumentRes.xml"),
            *(
                element("TemplatePage", ID=identifier, BaseLoc=f"Tpls/Tpl_{at}/Content.xml")
                for at, identifier in enumerate(backgrounds.values())
            ),
        )

    def _attachments(self) -> etree._Element:
        return element(
            "Attachments",
            *(self._attachment(index, item) for index, item in enumerate(self._document.attachments)),
        )

    def _attachment(self, index: int, item: Attachment) -> etree._Element:
        self._files[f"Doc_0/Attachs/{item.name}"] = item.data
        return element(
            "Attachment",
            element("FileLoc", text=item.name),
            ID=f"a{index}",
            Name=item.name,
            Format=item.kind,
            CreationDate=f"{self._document.created.isoformat()}T00:00:00",
            Size=number(len(item.data) / 1024),
            Visible="false",
        )

    def _root(self) -> etree._Element:
        document = self._document
        info = element(
            "DocInfo",
            element("DocID", text=document.doc_id),
            element("Title", text=document.title),
            element("CreationDate", text=document.created.isoformat()),
            element("Creator", text=CREATOR),
            element("CreatorVersion", text=CREATOR_VERSION),
        )
        if document.metadata:
            entries = add(info, "CustomDatas")
            for name, value in document.metadata.items():
                add(entries, "CustomData", value, Name=name)
        body = element("DocBody", info, element("DocRoot", text="Doc_0/Document.xml"))
        return element("OFD", body, Version="1.0", DocType="OFD")


def _shape(layer: etree._Element, width: float, height: float, item: Shape, identifier: str) -> None:
    node = add(
        layer,
        "PathObject",
        ID=identifier,
        Boundary=_numbers(0, 0, width, height),
        LineWidth=number(item.line_width),
        Stroke=str(item.stroke is not None).lower(),
        Fill=str(item.fill is not None).lower(),
    )
    if item.stroke is not None:
        _colour(node, "StrokeColor", item.stroke)
    if item.fill is not None:
        _colour(node, "FillColor", item.fill)
    add(node, "AbbreviatedData", item.path)


@lru_cache(maxsize=64)
def _background(width: float, height: float, shapes: tuple[Shape, ...], first: int) -> bytes:
    """A template page; its own ID is ``first``, its layer's and its objects' follow. The same bytes in each document."""
    layer = element("Layer", ID=str(first + 1), Type="Background")
    for at, each in enumerate(shapes):
        _shape(layer, width, height, each, str(first + 2 + at))
    return serialise(element("Page", _box_area("Area", width, height), element("Content", layer)))


def _background_file(number: int) -> str:
    return f"Doc_0/Tpls/Tpl_{number}/Content.xml"


def _area(name: str, page: Page) -> etree._Element:
    return _box_area(name, page.width, page.height)


def _box_area(name: str, width: float, height: float) -> etree._Element:
    return element(name, element("PhysicalBox", text=_numbers(0, 0, width, height)))


def _colour(node: etree._Element, name: str, colour: Colour) -> None:
    add(node, name, Value=" ".join(map(str, colour)))


def _numbers(*values: float) -> str:
    return " ".join(map(number, values))
