"""The strip beneath the certificate: that this is a copy, of which original, and where to check it."""

from collections.abc import Iterator
from dataclasses import dataclass

from chain.certificates.fonts import Fonts
from chain.certificates.qr import qr_code
from chain.certificates.typesetting import fit_line
from chain.ofd.drawn import Drawn, Lines, Run
from chain.ofd.model import BLACK, Box, Colour, Shape, Text
from chain.ofd.paths import polylines

MARK = "阅读副本"
HEIGHT = 34.0
"""Millimetres."""
RED: Colour = (180, 30, 36)
_MARGIN, _CODE = 8.0, 23.0
_GREY: Colour = (90, 90, 90)


@dataclass(frozen=True, slots=True)
class Pointer:
    """What the copy points to: the original's identifier, its page (with and without the token of the QR code), what the
    register says of it, and when the copy was made, in words."""

    identifier: str
    address: str
    scanned: str
    status: str
    made: str


def strip(pointer: Pointer, top: float, width: float, fonts: Fonts) -> Iterator[Drawn]:
    """The strip of a page ``width`` millimetres wide, from ``top`` on."""
    rule = Shape(f"M {_MARGIN:.3f} {top:.3f} L {width - _MARGIN:.3f} {top:.3f}", stroke=RED, line_width=0.3)
    code = qr_code(pointer.scanned, Box(width - _MARGIN - _CODE, top + 2.0, _CODE, _CODE))
    yield from (_shape(rule), _shape(code))
    lines = (
        "本文件是电子证照的阅读副本，供没有OFD阅读软件的人员查看，不是证照原件，以OFD格式的电子证照原件为准。",
        f"原件的电子证照标识：{pointer.identifier}",
        f"核验地址：{pointer.address}",
        f"也可以扫描右侧二维码核验。制作时间：{pointer.made}；制作时的登记状态：{pointer.status}",
    )
    room = width - 2 * _MARGIN - _CODE - 3.0
    texts = [Text(_MARGIN, top + 7.2, 5.6, MARK, fonts.bold, RED, 0.6)]
    for index, line in enumerate(lines):
        face = fonts.regular
        size = fit_line(line, room, 3.0, face)
        texts.append(Text(_MARGIN, top + 12.2 + index * 4.4, size, line, face, BLACK if index < 3 else _GREY))
    for face in (fonts.bold, fonts.regular):
        own = [text for text in texts if text.face is face]
        font = face.subset("".join(text.text for text in own))
        yield from (_run(text, font) for text in own)


def _run(text: Text, font: bytes) -> Run:
    xs = [text.x]
    for advance in text.advances[:-1]:
        xs.append(xs[-1] + advance)
    return Run(font, text.size, text.text, xs, text.baseline, text.colour)


def _shape(shape: Shape) -> Lines:
    return Lines(polylines(shape.path), shape.fill, shape.stroke, shape.line_width)
