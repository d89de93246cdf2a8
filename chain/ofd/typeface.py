"""A TrueType font file: how wide its characters are, and small subsets of it to embed.

Parsing takes half a second, a subset some milliseconds; both are kept for the life of the process.
"""

from functools import cached_property, lru_cache
from io import BytesIO
from pathlib import Path
from threading import RLock

from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTFont

from chain.ofd.errors import MissingGlyph

_NOTDEF = ".notdef"


class Typeface:
    """One font file. ``name`` is its family, as readers show it. Use :func:`typeface` to share instances."""

    def __init__(self, path: Path, name: str, *, bold: bool = False) -> None:
        self.path, self.name, self.bold = path, name, bold
        self._lock = RLock()
        self._subsets = lru_cache(maxsize=256)(self._build)

    @cached_property
    def _font(self) -> TTFont:
        return TTFont(self.path, lazy=True, recalcTimestamp=False)

    @cached_property
    def _units(self) -> int:
        units: int = self._font["head"].unitsPerEm
        return units

    @cached_property
    def _cmap(self) -> dict[int, str]:
        with self._lock:
            cmap: dict[int, str] = self._font.getBestCmap()
        return cmap

    def covers(self, char: str) -> bool:
        """Whether the font can show the character."""
        return ord(char) in self._cmap

    def advance(self, char: str) -> float:
        """Width of a character in units of the font size; raises :class:`MissingGlyph`."""
        with self._lock:
            width: int = self._font["hmtx"][self._glyph(char)][0]
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
        builder.setupGlyf({name: source["glyf"][name] for name in names})
        builder.setupHorizontalMetrics({name: source["hmtx"][name] for name in names})
        header = source["hhea"]
        builder.setupHorizontalHeader(ascent=header.ascent, descent=header.descent)
        builder.setupNameTable({"familyName": self.name, "styleName": "Bold" if self.bold else "Regular"})
        builder.setupOS2(sTypoAscender=header.ascent, sTypoDescender=header.descent)
        builder.setupPost(keepGlyphNames=False)
        return _saved(builder)

    def _with_components(self, names: list[str]) -> list[str]:
        glyphs = self._font["glyf"]
        for name in names:
            glyph = glyphs[name]
            if glyph.isComposite():
                names.extend(part for part in glyph.getComponentNames(glyphs) if part not in names)
        return names


def _saved(builder: FontBuilder) -> bytes:
    output = BytesIO()
    builder.save(output)
    return output.getvalue()


@lru_cache(maxsize=16)
def typeface(path: Path, name: str, *, bold: bool = False) -> Typeface:
    """The shared typeface of a font file."""
    return Typeface(path, name, bold=bold)
