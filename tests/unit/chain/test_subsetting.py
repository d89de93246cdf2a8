"""Subsets of a typeface, read back by fontTools."""

from functools import cache
from io import BytesIO

import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from chain.ofd.typeface import Typeface
from tests.fonts import fonts_or_skip

TEXT = "食品经营许可证 Ａa1，〓"


@cache
def face() -> Typeface:
    return fonts_or_skip().regular


@cache
def source() -> TTFont:
    return TTFont(face().path, lazy=True)


def outline(font: TTFont, char: str) -> object:
    """Contours and advance of a character."""
    glyphs, name = font.getGlyphSet(), font.getBestCmap()[ord(char)]
    pen = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(pen)
    return pen.value, font["hmtx"][name]


def beyond_the_first_plane() -> str:
    return next(chr(code) for code in sorted(face()._cmap) if code > 0xFFFF)


@given(st.integers(0, 10**6), st.integers(1, 40))
def test_each_character_keeps_its_outline_and_advance(start: int, count: int) -> None:
    known = sorted(face()._cmap)
    text = "".join(chr(known[(start + 611 * at) % len(known)]) for at in range(count))
    subset = TTFont(BytesIO(face().subset(text)), checkChecksums=2)
    assert set(subset.getBestCmap()) == {ord(char) for char in text}
    assert subset["maxp"].numGlyphs == len(subset["hmtx"].metrics)
    for char in set(text):
        assert outline(subset, char) == outline(source(), char)


@pytest.mark.parametrize("text", [TEXT, ""])
def test_every_table_can_be_read(text: str) -> None:
    subset = TTFont(BytesIO(face().subset(text)), checkChecksums=2)
    for tag in subset.keys():  # noqa: SIM118 - a font is no mapping
        assert subset[tag] is not None
    assert subset["name"].getDebugName(1) == face().name
    assert subset["hhea"].ascent == source()["hhea"].ascent


def test_a_character_beyond_the_first_plane_is_found() -> None:
    char = beyond_the_first_plane()
    subset = TTFont(BytesIO(face().subset(f"证{char}")))
    assert {table.format for table in subset["cmap"].tables} == {4, 12}
    assert outline(subset, char) == outline(source(), char)
