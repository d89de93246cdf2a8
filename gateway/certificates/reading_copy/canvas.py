"""One page of a PDF: text, paths and pictures, placed in millimetres from its top left corner as on an OFD page."""

import math
from collections.abc import Sequence
from io import BytesIO

from PIL import Image as Pillow
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter

from chain.ofd.drawn import Drawn, Image, Lines, Run
from chain.ofd.model import Box, Colour
from gateway.certificates.reading_copy.glyphs import Glyphs

POINTS = 72 / 25.4
"""In a millimetre."""
_INK, _FAINT = "/Ink", "/Faint"
_FAINTNESS = 0.16


class Canvas:
    """A page of this size, in millimetres."""

    def __init__(self, writer: PdfFileWriter, width: float, height: float) -> None:
        self._writer, self.width, self.height = writer, width, height
        self._operators: list[str] = []
        self._fonts: dict[bytes, Glyphs] = {}
        self._pictures = generic.DictionaryObject()

    def draw(self, item: Drawn) -> None:
        """Paint one thing over what is there."""
        match item:
            case Run():
                self._run(item)
            case Lines():
                self._lines(item)
            case Image():
                self._image(item)

    def mark_across(self, text: str, font: bytes, size: float, colour: Colour) -> None:
        """Write faintly from corner to corner, over everything."""
        glyphs = self._glyphs(font)
        length = sum(glyphs.advance(char) for char in text) * size
        angle = math.atan2(self.height, self.width)
        cosine, sine = math.cos(angle), math.sin(angle)
        x = (self.width - length * cosine + size * 0.7 * sine) / 2
        y = (self.height + length * sine + size * 0.7 * cosine) / 2
        codes = "".join(f"{glyphs.glyph(char):04X}" for char in text)
        self._operators.append(
            f"q {_FAINT} gs {_rgb(colour)} rg BT /{self._name(font)} {size * POINTS:.3f} Tf "
            f"{cosine:.5f} {sine:.5f} {-sine:.5f} {cosine:.5f} {self._at(x, y)} Tm <{codes}> Tj ET Q"
        )

    def finished(self) -> None:
        """Put the page into the PDF."""
        content = generic.StreamObject(stream_data="\n".join(self._operators).encode("ascii"))
        content.compress()
        fonts = {
            pdf_name(f"/{self._name(data)}"): glyphs.written(self._writer)
            for data, glyphs in self._fonts.items()
        }
        resources = generic.DictionaryObject(
            {
                pdf_name("/Font"): generic.DictionaryObject(fonts),
                pdf_name("/XObject"): self._pictures,
                pdf_name("/ExtGState"): _states(),
            }
        )
        box = (0, 0, self.width * POINTS, self.height * POINTS)
        page = PageObject(self._writer.add_object(content), box, resources)
        page["/Group"] = generic.DictionaryObject(
            {pdf_name("/S"): pdf_name("/Transparency"), pdf_name("/CS"): pdf_name("/DeviceRGB")}
        )
        self._writer.insert_page(page)

    def _glyphs(self, font: bytes) -> Glyphs:
        if font not in self._fonts:
            self._fonts[font] = Glyphs(font, len(self._fonts))
        return self._fonts[font]

    def _name(self, font: bytes) -> str:
        return f"F{list(self._fonts).index(font)}"

    def _at(self, x: float, y: float) -> str:
        return f"{x * POINTS:.3f} {(self.height - y) * POINTS:.3f}"

    def _run(self, run: Run) -> None:
        glyphs = self._glyphs(run.font)
        shown = []
        for index, char in enumerate(run.text):
            shown.append(f"<{glyphs.glyph(char):04X}>")
            if index + 1 < len(run.text):
                # What the next character is to be moved by, in thousandths of the size, against its natural place.
                step = (run.xs[index + 1] - run.xs[index]) / run.size
                shown.append(f"{(glyphs.advance(char) - step) * 1000:.1f}")
        self._operators.append(
            f"{_rgb(run.colour)} rg BT /{self._name(run.font)} {run.size * POINTS:.3f} Tf "
            f"1 0 0 1 {self._at(run.xs[0], run.baseline)} Tm [{' '.join(shown)}] TJ ET"
        )

    def _lines(self, item: Lines) -> None:
        painted = {(True, True): "B", (True, False): "f", (False, True): "S"}
        operator = painted.get((item.fill is not None, item.stroke is not None))
        if operator is None or not item.lines:
            return
        colours = [f"{_rgb(item.fill)} rg"] if item.fill is not None else []
        if item.stroke is not None:
            colours.append(f"{_rgb(item.stroke)} RG {item.width * POINTS:.3f} w")
        self._operators.append(" ".join([*colours, *map(self._subpath, item.lines), operator]))

    def _subpath(self, points: Sequence[tuple[float, float]]) -> str:
        (x, y), *others = points
        closed = " h" if len(points) > 2 and points[0] == points[-1] else ""
        return f"{self._at(x, y)} m " + " ".join(f"{self._at(*each)} l" for each in others) + closed

    def _image(self, item: Image) -> None:
        name = f"/P{len(self._pictures)}"
        self._pictures[name] = self._picture(item.data)
        box, shown, state = item.box, item.shown, f"{_INK} gs " if item.ink else ""
        self._operators.append(
            f"q {state}{self._at(shown.x, shown.y + shown.height)} {_size(shown)} re W n "
            f"{box.width * POINTS:.3f} 0 0 {box.height * POINTS:.3f} {self._at(box.x, box.y + box.height)} cm {name} Do Q"
        )

    def _picture(self, data: bytes) -> generic.IndirectObject:
        with Pillow.open(BytesIO(data)) as opened:
            picture = opened.convert("RGBA")
        mask = _bitmap(picture.getchannel("A"), "/DeviceGray")
        image = _bitmap(picture.convert("RGB"), "/DeviceRGB")
        image["/SMask"] = self._writer.add_object(mask)
        return self._writer.add_object(image)


def _bitmap(picture: Pillow.Image, space: str) -> generic.StreamObject:
    bitmap = generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Image"),
            pdf_name("/Width"): generic.NumberObject(picture.width),
            pdf_name("/Height"): generic.NumberObject(picture.height),
            pdf_name("/ColorSpace"): pdf_name(space),
            pdf_name("/BitsPerComponent"): generic.NumberObject(8),
        },
        stream_data=picture.tobytes(),
    )
    bitmap.compress()
    return bitmap


def _size(box: Box) -> str:
    return f"{box.width * POINTS:.3f} {box.height * POINTS:.3f}"


def _states() -> generic.DictionaryObject:
    ink = {pdf_name("/Type"): pdf_name("/ExtGState"), pdf_name("/BM"): pdf_name("/Multiply")}
    faint = {pdf_name("/Type"): pdf_name("/ExtGState"), pdf_name("/ca"): generic.FloatObject(_FAINTNESS)}
    return generic.DictionaryObject(
        {
            pdf_name(_INK): generic.DictionaryObject(ink),
            pdf_name(_FAINT): generic.DictionaryObject(faint),
        }
    )


def _rgb(colour: Colour) -> str:
    return " ".join(f"{part / 255:.3f}" for part in colour)
