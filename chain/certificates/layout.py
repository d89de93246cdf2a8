"""Lay a certificate out after its template: a list of things on the page."""

from collections.abc import Iterator
from functools import lru_cache

from chain.certificates.annotation_strip import STRIP_HEIGHT, pale_words, strip
from chain.certificates.data import CertificateData, ItemLicence, chinese_date
from chain.certificates.errors import CertificateDataIncomplete
from chain.certificates.fonts import Fonts
from chain.certificates.ornament import GOLD, RED, divider, frame, rectangle
from chain.certificates.qr import qr_code
from chain.certificates.template import Area, FieldPlace, LicenceTable, Statement, Template
from chain.certificates.typesetting import centred, fit, fit_line, justified, wrap
from chain.errors import FieldProblem
from chain.ofd.model import Box, Colour, Item, Page, Shape, Text
from chain.ofd.typeface import Typeface

SPECIMEN = "演示用证照，不具法律效力"
_GREY: Colour = (90, 84, 72)
_INDENT = "　　"


def lay_out(template: Template, data: CertificateData, fonts: Fonts) -> Page:
    """The page. Raises :class:`CertificateDataIncomplete`, :class:`ContentDoesNotFit`,
    :class:`MissingGlyph`.
    """
    items = tuple(_Layout(template, data, fonts).items())
    background = frame(template.width, template.height, template.margin)
    if data.annotation is None:
        return Page(template.width, template.height, items, background)
    around = (*pale_words(template, fonts), *items, *strip(template, data.annotation, fonts))
    return Page(template.width, template.height + STRIP_HEIGHT, around, background)


class _Layout:
    def __init__(self, template: Template, data: CertificateData, fonts: Fonts) -> None:
        self._template, self._data, self._fonts = template, data, fonts
        self._values = data.metadata() | {"ZZYXQ": _validity(data), "ZZBFRQ": chinese_date(data.issued)}
        self._refuse_gaps()

    def _refuse_gaps(self) -> None:
        missing = [
            FieldProblem(place.source, place.label, "缺少该项照面信息。")
            for place in self._template.fields.places
            if not place.optional and not self._values.get(place.source, "").strip()
        ]
        if self._template.licences and len(self._data.licences) < 2:
            missing.append(FieldProblem("licences", "单项许可", "行业综合许可证至少应载明两项许可。"))
        if missing:
            raise CertificateDataIncomplete(missing)

    def items(self) -> Iterator[Item]:
        template = self._template
        yield from self._title()
        yield from self._number()
        yield from self._fields()
        if template.statement:
            yield from self._statement(template.statement)
        if template.licences:
            yield from self._licences(template.licences)
        yield from self._qr()
        yield from self._issuer()
        yield from self._notes()
        yield from self._foot()

    def _title(self) -> Iterator[Item]:
        title, middle = self._template.title, self._template.width / 2
        size = fit_line(title.text, self._template.width - 70, title.size, self._fonts.bold)
        yield centred(title.text, middle, title.baseline, size, self._fonts.bold, RED, title.spacing)
        baseline = title.baseline + size * 0.42
        if title.subtitle:
            baseline += 5.2
            yield centred(title.subtitle, middle, baseline, 4.6, self._fonts.regular, _GREY, 0.6)
            baseline += 3.0
        yield from divider(middle - 45, baseline, 90)

    def _number(self) -> Iterator[Item]:
        area = self._template.number
        text = f"{self._template.number_label}{self._data.number}"
        size = fit_line(text, area.width, self._template.number_size, self._fonts.regular)
        yield centred(text, area.x + area.width / 2, area.y + size, size, self._fonts.regular)

    def _fields(self) -> Iterator[Item]:
        fields = self._template.fields
        scale = 1.0
        while (placed := self._placed_fields(scale)) is None:
            scale *= 0.96
            if fields.size * scale < 2.4:
                raise CertificateDataIncomplete(
                    [FieldProblem("fields", "照面内容", "照面内容过长，无法完整排入证照，请精简。")]
                )
        yield from placed

    def _placed_fields(self, scale: float) -> list[Item] | None:
        """All fields at one common scale, or ``None`` when a column runs over."""
        fields = self._template.fields
        width = (fields.area.width - fields.column_gap * (fields.columns - 1)) / fields.columns
        items: list[Item] = []
        for column in range(fields.columns):
            x, top = fields.area.x + column * (width + fields.column_gap), fields.area.y
            for place in fields.places:
                value = self._values.get(place.source, "")
                if place.column != column or not value.strip():
                    continue
                field_items, height = self._field(place, value, x, top, width, scale)
                items.extend(field_items)
                top += height + fields.gap * scale
            if top - fields.gap * scale > fields.area.y + fields.area.height:
                return None
        return items

    def _field(
        self, place: FieldPlace, value: str, x: float, top: float, width: float, scale: float
    ) -> tuple[list[Item], float]:
        fields, fonts = self._template.fields, self._fonts
        size, label_width = fields.size * scale, fields.label_width * scale
        value_x = x + label_width + size * 0.9
        line = size * fields.leading
        block = fit(
            value, width - label_width - size * 0.9, place.lines * line, size, fonts.regular, fields.leading
        )
        first = block.placed(value_x, top + max(0.0, (line - block.height) / 2), fonts.regular)
        baseline = top + size * (0.88 + (fields.leading - 1.2) / 2)
        label_size = fit_line(place.label, label_width, size, fonts.bold)
        label = justified(place.label, x, baseline, label_size, label_width, fonts.bold)
        return [label, *first], max(line, block.height)

    def _statement(self, statement: Statement) -> Iterator[Item]:
        area, face = statement.area, self._fonts.regular
        text = "\n".join(_INDENT + part.format_map(self._values) for part in statement.paragraphs)
        block = fit(text, area.width, area.height, statement.size, face, statement.leading)
        yield from block.placed(area.x, area.y, face)

    def _licences(self, table: LicenceTable) -> Iterator[Item]:
        area, licences = table.area, self._data.licences
        columns = (("许可事项", 0.33), ("证照编号", 0.26), ("许可机关", 0.24), ("有效期限", 0.17))
        row = min(table.row, area.height / (len(licences) + 1))
        heads = ItemLicence(*(name for name, _ in columns))
        for index, licence in enumerate((heads, *licences)):
            y, x = area.y + index * row, area.x
            cells = (licence.name, licence.number, licence.issuer, licence.validity)
            for text, (_, share) in zip(cells, columns, strict=True):
                width = area.width * share
                yield Shape(rectangle(Box(x, y, width, row)), stroke=GOLD, line_width=0.25)
                yield from self._cell(text, Box(x, y, width, row), table.size, bold=index == 0)
                x += width

    def _cell(self, text: str, box: Box, size: float, *, bold: bool) -> Iterator[Text]:
        face = self._fonts.bold if bold else self._fonts.regular
        block = fit(text, box.width - 3, box.height - 1, size, face, 1.3)
        top = box.y + (box.height - block.height) / 2
        for line in block.placed(0, top, face):
            yield centred(line.text, box.x + box.width / 2, line.baseline, block.size, face)

    def _qr(self) -> Iterator[Item]:
        square = self._template.qr
        box = Box(square.x, square.y, square.size, square.size)
        yield Shape(rectangle(box), fill=(255, 255, 255), stroke=GOLD, line_width=0.25)
        yield qr_code(self._data.verification_url, box)
        middle, size = square.x + square.size / 2, 2.5
        for index, line in enumerate(
            wrap(self._template.qr_caption, square.size + 8, size, self._fonts.regular)
        ):
            baseline = square.y + square.size + 3.4 + index * 3.4
            yield centred(line, middle, baseline, size, self._fonts.regular, _GREY)

    def _issuer(self) -> Iterator[Item]:
        """Name of the body and date, centred under the seal's middle, as official documents place them."""
        square = self._template.seal
        middle, below = square.x + square.size / 2, square.y + square.size * 0.56
        name = f"{self._template.issuer_label}{self._data.issuer.name}"
        room = 2 * (self._template.width - self._template.margin - 13 - middle)
        size = fit_line(name, room, 4.6, self._fonts.regular)
        yield centred(name, middle, below, size, self._fonts.regular)
        yield centred(chinese_date(self._data.issued), middle, below + 8, 4.6, self._fonts.regular)

    def _notes(self) -> Iterator[Item]:
        if self._template.note_lines:
            yield from _notes(self._template.note_lines, self._template.notes, self._fonts.regular)

    def _foot(self) -> Iterator[Item]:
        template, face = self._template, self._fonts.regular
        baseline = template.height - template.margin - 12.2
        text = f"证照标识：{self._data.identifier}"
        size = fit_line(text, template.width - 2 * template.margin - 30, 2.5, face)
        yield centred(text, template.width / 2, baseline, size, face, _GREY)
        if self._data.issuer.fictitious:
            yield centred(SPECIMEN, template.width / 2, baseline - 4.2, 3.2, self._fonts.bold, RED, 0.4)


@lru_cache(maxsize=64)
def _notes(lines: tuple[str, ...], area: Area, face: Typeface) -> tuple[Text, ...]:
    """The same on every certificate of a template: broken into lines once."""
    block = fit("\n".join(lines), area.width, area.height, 2.7, face, 1.45)
    return tuple(block.placed(area.x, area.y, face, _GREY))


def _validity(data: CertificateData) -> str:
    if data.expires is None:
        return "长期"
    return f"{chinese_date(data.effective)}至{chinese_date(data.expires)}"
