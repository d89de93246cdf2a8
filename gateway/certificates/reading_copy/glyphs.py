"""A TrueType file as a font of a PDF: glyphs by number, and a table that gives whoever copies text its characters back."""

from functools import cached_property
from io import BytesIO

from fontTools.ttLib import TTFont
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.writer import PdfFileWriter

_TO_UNICODE = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{ranges}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
_MOST_IN_A_RANGE = 100
"""Entries of one ``bfchar`` table (PDF 32000-1, 9.10.3)."""
_SYMBOLIC = 4
_UNITS_AT = slice(18, 20)
"""Of unitsPerEm in a font's head."""


class Glyphs:
    """The characters of one font file; ``number`` tells its fonts apart within a PDF."""

    def __init__(self, data: bytes, number: int) -> None:
        self._data, self._number = data, number
        self._font = TTFont(BytesIO(data), lazy=True)
        self._characters: dict[int, str] = self._font.getBestCmap()
        self._used: dict[int, str] = {}

    def glyph(self, char: str) -> int:
        """The number of the glyph that shows a character; 0, the mark for a missing one, where there is none."""
        name = self._characters.get(ord(char))
        number: int = 0 if name is None else self._font.getGlyphID(name)
        self._used[number] = char
        return number

    def advance(self, char: str) -> float:
        """Its width in units of the font size."""
        return self._width(self.glyph(char)) / self._units

    @cached_property
    def _units(self) -> int:
        # Read from the table's bytes: fontTools would warn of the date of our subsets, which is fixed at 0.
        return int.from_bytes(self._font.reader["head"][_UNITS_AT], "big")

    def _width(self, number: int) -> int:
        width: int = self._font["hmtx"][self._font.getGlyphName(number)][0]
        return width

    def written(self, writer: PdfFileWriter) -> generic.IndirectObject:
        """The font, with the characters that were asked for until now."""
        name = pdf_name(
            f"/YL{chr(ord('A') + self._number // 26)}{chr(ord('A') + self._number % 26)}AA+CertificateSerif"
        )
        descendant = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Font"),
                pdf_name("/Subtype"): pdf_name("/CIDFontType2"),
                pdf_name("/BaseFont"): name,
                pdf_name("/CIDSystemInfo"): generic.DictionaryObject(
                    {
                        pdf_name("/Registry"): generic.pdf_string("Adobe"),
                        pdf_name("/Ordering"): generic.pdf_string("Identity"),
                        pdf_name("/Supplement"): generic.NumberObject(0),
                    }
                ),
                pdf_name("/FontDescriptor"): writer.add_object(self._descriptor(writer, name)),
                pdf_name("/CIDToGIDMap"): pdf_name("/Identity"),
                pdf_name("/DW"): generic.NumberObject(1000),
                pdf_name("/W"): self._widths(),
            }
        )
        font = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Font"),
                pdf_name("/Subtype"): pdf_name("/Type0"),
                pdf_name("/BaseFont"): name,
                pdf_name("/Encoding"): pdf_name("/Identity-H"),
                pdf_name("/DescendantFonts"): generic.ArrayObject([writer.add_object(descendant)]),
                pdf_name("/ToUnicode"): writer.add_object(_stream(self._to_unicode())),
            }
        )
        return writer.add_object(font)

    def _descriptor(self, writer: PdfFileWriter, name: generic.NameObject) -> generic.DictionaryObject:
        header, scale = self._font["hhea"], 1000 / self._units
        ascent, descent = round(header.ascent * scale), round(header.descent * scale)
        file = _stream(self._data)
        file["/Length1"] = generic.NumberObject(len(self._data))
        return generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/FontDescriptor"),
                pdf_name("/FontName"): name,
                pdf_name("/Flags"): generic.NumberObject(_SYMBOLIC),
                pdf_name("/FontBBox"): generic.ArrayObject(
                    map(generic.NumberObject, (-1000, descent, 2000, ascent))
                ),
                pdf_name("/ItalicAngle"): generic.NumberObject(0),
                pdf_name("/Ascent"): generic.NumberObject(ascent),
                pdf_name("/Descent"): generic.NumberObject(descent),
                pdf_name("/CapHeight"): generic.NumberObject(ascent),
                pdf_name("/StemV"): generic.NumberObject(80),
                pdf_name("/FontFile2"): writer.add_object(file),
            }
        )

    def _widths(self) -> generic.ArrayObject:
        widths = generic.ArrayObject()
        for number in sorted(self._used):
            width = round(self._width(number) * 1000 / self._units)
            widths.append(generic.NumberObject(number))
            widths.append(generic.ArrayObject([generic.NumberObject(width)]))
        return widths

    def _to_unicode(self) -> bytes:
        pairs = [
            f"<{number:04X}> <{char.encode('utf-16-be').hex().upper()}>"
            for number, char in sorted(self._used.items())
        ]
        tables = (pairs[start : start + _MOST_IN_A_RANGE] for start in range(0, len(pairs), _MOST_IN_A_RANGE))
        ranges = "\n".join(
            f"{len(table)} beginbfchar\n" + "\n".join(table) + "\nendbfchar" for table in tables
        )
        return _TO_UNICODE.replace("{ranges}", ranges).encode("ascii")


def _stream(data: bytes) -> generic.StreamObject:
    stream = generic.StreamObject(stream_data=data)
    stream.compress()
    return stream
