"""The papers that the demo's applicant uploads: real PDF and PNG files, drawn on the spot, of a fictitious restaurant."""

import io
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

A4_AT_100_DPI = (827, 1169)


def paper(title: str, lines: list[str], font: Path, kind: str) -> bytes:
    """One page with a title and lines of text, as ``PDF`` or ``PNG``."""
    page = Image.new("RGB", A4_AT_100_DPI, "white")
    draw = ImageDraw.Draw(page)
    draw.text((413, 120), title, font=ImageFont.truetype(font, 34), fill="black", anchor="mm")
    body = ImageFont.truetype(font, 22)
    for number, line in enumerate(lines):
        draw.text((90, 220 + 48 * number), line, font=body, fill="black")
    draw.rectangle((90, 620, 737, 1040), outline="black", width=3)
    draw.line((90, 830, 737, 830), fill="black", width=2)
    draw.line((413, 620, 413, 1040), fill="black", width=2)
    draw.text((413, 1110), "演示材料，内容均为虚构", font=body, fill="gray", anchor="mm")
    return _encode(page, kind)


def _encode(page: Image.Image, kind: str) -> bytes:
    buffer = io.BytesIO()
    page.save(buffer, kind, resolution=100.0)
    return buffer.getvalue()
