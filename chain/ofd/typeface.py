"""A TrueType font file: how wide its characters are, and small subsets of it to embed.

Parsing takes a quarter of a second, compiling a glyph a fifth of a millisecond, a subset of compiled ones some
milliseconds; all of it is kept for the life of the process.
"""

from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from threading import RLock

from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTFont

from chain.ofd.errors import MissingGlyph
from chain.ofd.subsetting import Glyph, Subset, glyph_of, write_subset

_NOTDEF = ".notdef"
_CREATED = 0x7C25B080
"""1970, in seconds since 1904: the same bytes each time."""
_SHARED = ("OS/2", "head", "hhea", "maxp", "name", "post")
_BOUNDS = {
    "head": ("xMin", "yMin", "xMax", "yMax"),
    "hhea": ("advanceWidthMax", "minLeftSideBearing", "minRightSideBearing", "xMaxExtent"),
    "maxp": (
        "maxPoints", "maxContours", "maxCompositePoints", "maxCompositeContours", "maxZones", "maxTwilightPoints",
        "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements", "maxSizeOfInstructions",
        "maxComponentElements", "maxComponentDepth",
    ),
}  # fmt: skip
"""What holds for every glyph of the font holds for those of a subset."""


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
        self._shared: Mapping[str, bytes] | None = None

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

    def advances(self, text: str) -> list[float]:
        """:meth:`advance` of each character of ``text``."""
        known = self._advances
        try:
            return [known[char] for char in text]
        except KeyError:
            return [self.advance(char) for char in text]

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
        cmap = {ord(char): self._glyph(char) for char in chars}
        names = self._with_components([_NOTDEF, *dict.fromkeys(cmap.values())])
        numbers = {name: number for number, name in enumerate(names)}
        known = self._compiled
        subset = Subset(
            [known.get(name) or self._compiled_glyph(name, numbers) for name in names],
            {char: numbers[name] for char, name in cmap.items()},
        )
        return write_subset(self._shared or self._build_shared(), subset)

    def _build_shared(self) -> Mapping[str, bytes]:
        """The tables of every subset, as of one without characters; its bounds are those of the whole font."""
        source, builder = self._font, FontBuilder(self._units, isTTF=True)
        builder.updateHead(created=_CREATED, modified=_CREATED)
        builder.setupGlyphOrder([_NOTDEF])
        builder.setupCharacterMap({})
        builder.setupGlyf({_NOTDEF: source["glyf"][_NOTDEF]}, calcGlyphBounds=False)
        builder.setupHorizontalMetrics({_NOTDEF: source["hmtx"][_NOTDEF]})
        header = source["hhea"]
        builder.setupHorizontalHeader(ascent=header.ascent, descent=header.descent)
        builder.setupNameTable({"familyName": self.name, "styleName": "Bold" if self.bold else "Regular"})
        builder.setupOS2(sTypoAscender=header.ascent, sTypoDescender=header.descent)
        builder.setupPost(keepGlyphNames=False)
        built = TTFont(BytesIO(_saved(builder)), recalcBBoxes=False, recalcTimestamp=False)
        for tag, names in _BOUNDS.items():
            for name in names:
                setattr(built[tag], name, getattr(source[tag], name))
        self._shared = {tag: built.getTableData(tag) for tag in _SHARED}
        return self._shared

    def _compiled_glyph(self, name: str, numbers: Mapping[str, int]) -> Glyph:
        """The glyph, compiled once for all subsets; a composite's bytes depend on the subset that it stands in."""
        glyphs = self._font["glyf"]
        glyph = glyphs[name]
        glyph.expand(glyphs)
        compiled = glyph_of(glyph.compile(_Numbers(numbers), recalcBBoxes=False), *self._font["hmtx"][name])
        if not glyph.isComposite():
            self._compiled[name] = compiled
        return compiled

    def _with_components(self, names: list[str]) -> list[str]:
        glyphs, known = self._font["glyf"], self._compiled
        for name in names:
            if name in known:
                continue
            glyph = glyphs[name]
            if glyph.isComposite():
                names.extend(part for part in glyph.getComponentNames(glyphs) if part not in names)
        return names


class _Numbers:
    """As much of a table of glyphs as compiling one of them asks for."""

    extended = False

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self._numbers = numbers

    def getGlyphID(self, name: str) -> int:  # noqa: N802 - as fontTools has it
        """The number of a glyph in the subset."""
        return self._numbers[name]


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
