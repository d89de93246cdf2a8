"""Draw a page of an OFD as a PNG picture: to look at a certificate, not to print it.

Text in embedded fonts, PNG and JPEG pictures, paths, page templates and the stamps of seals are drawn;
clips, patterns, gradients and characters of fonts that are not embedded are left out.
"""

from io import BytesIO

from lxml import etree
from PIL import Image, ImageChops, ImageDraw, ImageFont

from chain.ofd.attributes import (
    bounded,
    colour_of,
    first_number,
    positions,
    resource_files,
    seal_picture,
    template_pages,
)
from chain.ofd.errors import MalformedOfd, OfdTooLarge
from chain.ofd.model import Box, Colour
from chain.ofd.paths import Point, polylines
from chain.ofd.reader import OfdReader, PageEntry, Stamp, read_box, read_numbers
from chain.ofd.xml import tag, text_of

_OVERSAMPLING = 2
_MAX_PIXELS = 40_000_000
_MAX_WORK = 4_000_000_000
"""Pixels touched for one page, roughly: some seconds. Text and pictures of a certificate come to a hundredth of it."""
_SMALLEST_COST = 40
"""Pixels in height that a character is counted with at least: it costs as much, however small it is."""
_PICTURES = ("PNG", "JPEG", "BMP")
_Font = ImageFont.FreeTypeFont


def render_png(reader: OfdReader, page_index: int = 0, dpi: int = 150) -> bytes:
    """The page as PNG; raises :class:`MalformedOfd` or, for an outsize page, :class:`OfdTooLarge`."""
    output = BytesIO()
    render_page(reader, page_index, dpi).save(output, "PNG", optimize=False, dpi=(dpi, dpi))
    return output.getvalue()


def render_page(reader: OfdReader, page_index: int = 0, dpi: int = 150) -> Image.Image:
    """The page as a picture in memory."""
    if not 0 <= page_index < len(reader.pages):
        raise MalformedOfd("OFD文件中没有这一页。")
    page = reader.pages[page_index]
    return _Canvas(reader, page, dpi / 25.4 * _OVERSAMPLING).draw()


class _Canvas:
    def __init__(self, reader: OfdReader, page: PageEntry, scale: float) -> None:
        self._reader, self._page, self._scale = reader, page, scale
        self._content = reader.xml(page.file)
        box = self._physical_box()
        size = (round(box.width * scale), round(box.height * scale))
        if not 0 < size[0] * size[1] <= _MAX_PIXELS:
            raise OfdTooLarge
        self._work = 0
        self._image = Image.new("RGB", size, (255, 255, 255))
        self._draw = ImageDraw.Draw(self._image)
        self._resources = dict(resource_files(self._reader))
        self._fonts: dict[tuple[str, int], _Font | None] = {}

    def _spend(self, pixels: float) -> None:
        self._work += int(pixels)
        if self._work > _MAX_WORK:
            raise OfdTooLarge

    def draw(self) -> Image.Image:
        for content in (*template_pages(self._reader, self._content), self._content):
            for layer in content.iter(tag("Layer")):
                for node in layer.iter(tag("TextObject"), tag("PathObject"), tag("ImageObject")):
                    self._object(node)
        self._stamps()
        width, height = self._image.size
        return self._image.resize((width // _OVERSAMPLING, height // _OVERSAMPLING), Image.Resampling.BOX)

    def _physical_box(self) -> Box:
        own = text_of(self._content, "Area", "PhysicalBox")
        return read_box(own or text_of(self._reader.document, "CommonData", "PageArea", "PhysicalBox"))

    def _object(self, node: etree._Element) -> None:
        box = read_box(node.get("Boundary", ""))
        matrix = read_numbers(node.get("CTM", "1 0 0 1 0 0"))
        if len(matrix) != 6:
            raise MalformedOfd("OFD文件内的变换矩阵无法解析。")
        if node.tag == tag("TextObject"):
            self._text(node, box, matrix)
        elif node.tag == tag("PathObject"):
            self._path(node, box, matrix)
        else:
            self._picture(node, box)

    def _pixel(self, box: Box, matrix: list[float], point: Point) -> Point:
        a, b, c, d, e, f = matrix
        x, y = point
        return (box.x + a * x + c * y + e) * self._scale, (box.y + b * x + d * y + f) * self._scale

    def _text(self, node: etree._Element, box: Box, matrix: list[float]) -> None:
        size = first_number(node.get("Size", ""), 0.0) * abs(matrix[3])
        font = self._font(node.get("Font", ""), round(size * self._scale))
        if font is None:
            return
        colour = colour_of(node, "FillColor", (0, 0, 0))
        for code in node.iter(tag("TextCode")):
            text = code.text or ""
            self._spend(len(text) * max(font.size, _SMALLEST_COST) ** 2)
            xs = positions(code, "X", "DeltaX", len(text))
            ys = positions(code, "Y", "DeltaY", len(text))
            for char, x, y in zip(text, xs, ys, strict=True):
                self._draw.text(self._pixel(box, matrix, (x, y)), char, font=font, fill=colour, anchor="ls")

    def _font(self, resource: str, pixels: int) -> _Font | None:
        if (resource, pixels) not in self._fonts:
            data = self._reader.files.get(self._resources.get(resource, ""))
            self._fonts[resource, pixels] = _open_font(data, pixels)
        return self._fonts[resource, pixels]

    def _path(self, node: etree._Element, box: Box, matrix: list[float]) -> None:
        lines = [
            [self._pixel(box, matrix, point) for point in line]
            for line in polylines(bounded(text_of(node, "AbbreviatedData")))
        ]
        self._spend(sum(map(len, lines)) * self._image.height)
        if node.get("Fill") == "true":
            self._fill(lines, colour_of(node, "FillColor", (0, 0, 0)))
        if node.get("Stroke", "true") == "true":
            colour = colour_of(node, "StrokeColor", (0, 0, 0))
            width = max(1, round(first_number(node.get("LineWidth", ""), 0.353) * self._scale))
            width = min(width, *self._image.size)
            for line in lines:
                self._draw.line(line, fill=colour, width=width, joint="curve")

    def _fill(self, lines: list[list[Point]], colour: Colour) -> None:
        for line in lines:
            if len(line) > 2:
                self._draw.polygon(line, fill=colour)

    def _picture(self, node: etree._Element, box: Box) -> None:
        data = self._reader.files.get(self._resources.get(node.get("ResourceID", ""), ""))
        if data is not None:
            self._paste(data, box)

    def _paste(self, data: bytes, box: Box) -> None:
        picture = self._opened(data, box)
        if picture is not None:
            self._image.paste(picture, self._corner(box), picture)

    def _ink(self, data: bytes, stamp: Stamp) -> None:
        """Under a seal what is printed shows through."""
        self._spend(2 * _MAX_PIXELS)
        picture = self._opened(data, stamp.box)
        if picture is None:
            return
        (x, y), (left, top) = self._corner(stamp.box), self._corner(stamp.shown)
        width, height = (round(side * self._scale) for side in (stamp.shown.width, stamp.shown.height))
        part = picture.crop((left - x, top - y, left - x + width, top - y + height))
        ink = Image.new("RGB", self._image.size, (255, 255, 255))
        ink.paste(part, (left, top), part)
        self._image = ImageChops.multiply(self._image, ink)
        self._draw = ImageDraw.Draw(self._image)

    def _opened(self, data: bytes, box: Box) -> Image.Image | None:
        size = (max(1, round(box.width * self._scale)), max(1, round(box.height * self._scale)))
        self._spend(_pixels_of(data) + size[0] * size[1])
        return _open_picture(data, size)

    def _corner(self, box: Box) -> tuple[int, int]:
        return round(box.x * self._scale), round(box.y * self._scale)

    def _stamps(self) -> None:
        for signature in self._reader.signatures:
            picture = seal_picture(self._reader.files.get(signature.value_file, b""))
            for stamp in signature.stamps:
                if picture and stamp.page_ref == self._page.page_id:
                    self._ink(picture, stamp)


def _open_font(data: bytes | None, pixels: int) -> _Font | None:
    if data is None or not 0 < pixels <= 4000:
        return None
    try:
        return ImageFont.truetype(BytesIO(data), pixels)
    except (OSError, ValueError):
        return None


def _pixels_of(data: bytes) -> int:
    """How many pixels the picture has, by its head; raises :class:`OfdTooLarge` for an outsize one."""
    try:
        with Image.open(BytesIO(data), formats=_PICTURES) as picture:
            pixels = picture.width * picture.height
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return 0
    if pixels > _MAX_PIXELS:
        raise OfdTooLarge
    return pixels


def _open_picture(data: bytes, size: tuple[int, int]) -> Image.Image | None:
    if size[0] * size[1] > _MAX_PIXELS:
        raise OfdTooLarge
    try:
        with Image.open(BytesIO(data), formats=_PICTURES) as picture:
            return picture.convert("RGBA").resize(size, Image.Resampling.LANCZOS)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
