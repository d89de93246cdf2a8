"""The picture of a round official seal: red ring, five-pointed star, the body's name on the arc."""

import math
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

_RED = (214, 20, 26)
_PIXELS = 472
_NAME_PIXELS = 212
_SHORT_NAME = 2
_OVERSAMPLING = 2


@dataclass(frozen=True, slots=True)
class SealText:
    """What stands in the seal: the body's full name on the arc, the kind of seal and the code beneath the
    star.
    """

    name: str
    kind: str
    code: str


@lru_cache(maxsize=64)
def round_seal(text: SealText, font: Path) -> bytes:
    """A PNG with a transparent ground, 472 pixels square (40 mm at 300 dpi), one colour and few shades.

    Drawing takes longer than sealing does, and a body's seal is the same each time: it is drawn once.
    """
    size = _PIXELS * _OVERSAMPLING
    mask = Image.new("L", (size, size), 0)
    draw = ImageDraw.Draw(mask)
    centre = size / 2
    ring = round(size * 0.028)
    margin = size * 0.006
    draw.ellipse((margin, margin, size - margin, size - margin), outline=255, width=ring)
    draw.polygon(_star(centre, centre, size * 0.145), fill=255)
    _on_arc(mask, text.name, font, radius=size * 0.372)
    _line(draw, text.kind, font, size * 0.062, (centre, size * 0.735), size * 0.60)
    _line(draw, text.code, font, size * 0.042, (centre, size * 0.845), size * 0.46)
    return _coloured(mask.resize((_PIXELS, _PIXELS), Image.Resampling.LANCZOS))


def name_seal(name: str, font: Path) -> bytes:
    """A PNG of a square seal of a person, 212 pixels (18 mm at 300 dpi): a frame, and the name from right to left."""
    size = _NAME_PIXELS * _OVERSAMPLING
    # Two characters and 之印, three and 印 fill a square; longer names get a larger one.
    text = f"{name}之印" if len(name) == _SHORT_NAME else f"{name}印"
    side = math.ceil(math.sqrt(len(text)))
    mask = Image.new("L", (size, size), 0)
    draw = ImageDraw.Draw(mask)
    frame = round(size * 0.05)
    draw.rectangle((0, 0, size - 1, size - 1), outline=255, width=frame)
    cell = (size - 3 * frame) / side
    glyphs = ImageFont.truetype(font, round(cell * 0.9))
    for index, char in enumerate(text):
        column, row = divmod(index, side)
        centre = (size - 1.5 * frame - (column + 0.5) * cell, 1.5 * frame + (row + 0.5) * cell)
        draw.text(centre, char, font=glyphs, fill=255, anchor="mm")
    return _coloured(mask.resize((_NAME_PIXELS, _NAME_PIXELS), Image.Resampling.LANCZOS))


def _star(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    inner = radius * math.sin(math.radians(18)) / math.sin(math.radians(54))
    return [
        (
            x + (inner if i % 2 else radius) * math.sin(math.pi * i / 5),
            y - (inner if i % 2 else radius) * math.cos(math.pi * i / 5),
        )
        for i in range(10)
    ]


def _on_arc(mask: Image.Image, name: str, font: Path, radius: float) -> None:
    """Characters upright to the centre, spread evenly, smaller where the name is long."""
    count = max(len(name), 1)
    step = min(math.radians(26), math.radians(252) / count)
    height = min(mask.width * 0.118, radius * step * 0.96)
    glyph_font = ImageFont.truetype(font, round(height))
    cell = round(mask.width * 0.2)
    for index, char in enumerate(name):
        angle = (index - (count - 1) / 2) * step
        glyph = Image.new("L", (cell, cell), 0)
        ImageDraw.Draw(glyph).text((cell / 2, cell / 2), char, font=glyph_font, fill=255, anchor="mm")
        turned = glyph.rotate(-math.degrees(angle), resample=Image.Resampling.BICUBIC)
        x = mask.width / 2 + radius * math.sin(angle) - cell / 2
        y = mask.height / 2 - radius * math.cos(angle) - cell / 2
        mask.paste(255, (round(x), round(y)), turned)


def _line(
    draw: ImageDraw.ImageDraw,
    text: str,
    font: Path,
    height: float,
    centre: tuple[float, float],
    width: float,
) -> None:
    sized = ImageFont.truetype(font, round(height))
    length = sized.getlength(text)
    if length > width:
        sized = ImageFont.truetype(font, int(height * width / length))
    draw.text(centre, text, font=sized, fill=255, anchor="mm")


def _coloured(mask: Image.Image) -> bytes:
    """Sixteen shades of transparency in a palette: the seal is stored twice in each file, so it is kept
    small.
    """
    indexed = mask.point([value >> 4 for value in range(256)]).convert("P")
    indexed.putpalette(list(_RED) * 16)
    output = BytesIO()
    transparency = bytes(value * 17 for value in range(16))
    indexed.save(output, "PNG", transparency=transparency, bits=4, optimize=True, dpi=(300, 300))
    return output.getvalue()
