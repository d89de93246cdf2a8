"""A TrueType font file: how wide its characters are, and small subsets of it to embed.

Parsing takes a quarter of a second, compiling a glyph a fifth of a millisecond, a subset of compiled ones some
milliseconds; all of it is kept for the life of the process.
"""

from functools import lru_cache
from io import BytesIO
from pathlib import Path
from threading import RLock
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

from chain.ofd.errors import MissingGlyph

_NOTDEF = ".notdef"


class Typeface:
    """One font file. ``name`` is its family, as readers show it. Use :func:`typeface` to share instances."""

    def __init__(self, path: Path, name: str, *, bold: bool = False) -> None:
        self.path, self.name, self.bold = path, name, bold
        # The only lock: cached_property brings one of its own in Python 3.11, and two are taken in two orders.
        self._lock = RLock()
        self._opened: TTFont | None = None
        self._characters: dict[int, str] | None = None
        self._subsets = lru_cache(maxsize=256)(self._build)
        self._advances: dict[str, float] = {}
        self._compiled: dict[str, Glyph] = {}

    @property
    def _font(self) -> TTFont:
        # Not "or": an opened font is asked for its truth by sorting the names of its tables.
        return self._open() if self._opened is None else self._opened

    def _open(self) -> TTFont:
        with self._lock:
            if self._opened is None:
                font = TTFont(self.path, lazy=True, recalcTimestamp=False)
                # No subset keeps a glyph's name: numbers do, and need not be looked for in the whole character map.
                font.setGlyphOrder([_NOTDEF, *(f"glyph{number:05d}" for number in range(1, _glyphs(font)))])
                self._opened = font
        return self._opened

    @property
    def _units(self) -> int:
        units: int = self._font["head"].unitsPerEm
        return units

    @property
    def _cmap(self) -> dict[int, str]:
        return self._characters or self._read_characters()

    def _read_characters(self) -> dict[int, str]:
        with self._lock:
            if self._characters is None:
                self._characters = self._font.getBestCmap()
        return self._characters

    def covers(self, char: str) -> bool:
        """Whether the font can show the character."""
        return ord(char) in self._cmap

    def advance(self, char: str) -> float:
        """Width of a character in units of the font size; raises :class:`MissingGlyph`."""
        known = self._advances.get(char)
        if known is not None:
            return known
        with self._lock:
            width: int = self._font["hmtx"][self._glyph(char)][0]
            self._advances[char] = width / self._units
        return width / self._units

    def subset(self, text: str) -> bytes:
        """A TrueType file with just the characters of ``text``; the same for the same characters."""
        with self._lock:
            return self._subsets("".join(sorted(set(text))))

    def _glyph(self, char: str) -> str:
        try:
            return self._cmap[ord(char)]
        except KeyError:
            raise MissingGlyph(f"字库中没有字符“{char}”（U+{ord(char):04X}），请核对。") from None

    def _build(self, chars: str) -> bytes:
        source = self._font
        cmap = {ord(char): self._glyph(char) for char in chars}
        names = self._with_components([_NOTDEF, *dict.fromkeys(cmap.values())])
        builder = FontBuilder(self._units, isTTF=True)
        builder.updateHead(created=0, modified=0)
        builder.setupGlyphOrder(names)
        builder.setupCharacterMap(cmap)
        builder.setupGlyf({name: self._kept_glyph(name) for name in names}, calcGlyphBounds=False)
        builder.setupHorizontalMetrics({name: source["hmtx"][name] for name in names})
        header = source["hhea"]
        builder.setupHorizontalHeader(ascent=header.ascent, descent=header.descent)
        builder.setupNameTable({"familyName": self.name, "styleName": "Bold" if self.bold else "Regular"})
        builder.setupOS2(sTypoAscender=header.ascent, sTypoDescender=header.descent)
        builder.setupPost(keepGlyphNames=False)
        return _saved(builder)

    def _kept_glyph(self, name: str) -> Glyph:
        """The glyph, compiled once for all subsets; a composite's bytes depend on the subset that it stands in."""
        if name not in self._compiled:
            glyph = self._font["glyf"][name]
            self._compiled[name] = glyph if glyph.isComposite() else _CompiledOnce(glyph)
        return self._compiled[name]

    def _with_components(self, names: list[str]) -> list[str]:
        glyphs = self._font["glyf"]
        for name in names:
            glyph = glyphs[name]
            if glyph.isComposite():
                names.extend(part for part in glyph.getComponentNames(glyphs) if part not in names)
        return names


class _CompiledOnce(Glyph):  # type: ignore[misc]
    def __init__(self, glyph: Glyph) -> None:
        super().__init__()
        self.__dict__.update(glyph.__dict__)
        self._bytes: bytes | None = None

    def compile(self, *arguments: Any, **options: Any) -> bytes:
        if self._bytes is None:
            compiled: bytes = super().compile(*arguments, **options)
            self._bytes = compiled
        return self._bytes


def _glyphs(font: TTFont) -> int:
    count: int = font["maxp"].numGlyphs
    return count


def _saved(builder: FontBuilder) -> bytes:
    output = BytesIO()
    builder.save(output)
    return output.getvalue()


@lru_cache(maxsize=16)
def typeface(path: Path, name: str, *, bold: bool = False) -> Typeface:
    """The shared typeface of a font file."""
    return Typeface(path, name, bold=bold)
