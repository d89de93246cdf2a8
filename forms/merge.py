"""Two departments ask the same data element: the tightest rules of both, or the reason why none can hold."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TypeVar

from forms.conditions import Expression, all_of, any_of
from forms.fields import Field, Note, Option
from forms.languages import compatible

_Number = TypeVar("_Number", int, Decimal, date)

_RULE_PATTERNS = {
    "uscc": "^[0-9A-HJ-NPQRTUWXY]{18}$",
    "resident_id": "^[0-9]{17}[0-9X]$",
    "mobile": "^1[3-9][0-9]{9}$",
}
"""What a text must look like under the dictionary's rule, check characters aside."""


class ClashError(Exception):
    """No value can meet both rules; the text (Chinese) names the rule, without the items."""


def merge(first: Field, second: Field) -> Field:
    """One field that asks what both ask: whatever it accepts, both accept. Raises :class:`ClashError`.

    It is hidden where both hide it, and required where one that requires it does not hide it.
    """
    hide = all_of(first.hide, second.hide)
    merged = replace(
        first,
        widget=_tighter_widget(first, second),
        label=first.label if first.label == second.label else first.element.name,
        description=_sentences((first.description, second.description)),
        required=first.required or second.required,
        min_length=_most(first.min_length, second.min_length),
        max_length=_least(first.max_length, second.max_length),
        minimum=_most(first.minimum, second.minimum),
        maximum=_least(first.maximum, second.maximum),
        decimal_digits=_least(first.decimal_digits, second.decimal_digits),
        patterns=tuple(dict.fromkeys(first.patterns + second.patterns)),
        options=_common_options(first.options, second.options),
        columns=_merge_columns(first, second),
        min_rows=max(first.min_rows, second.min_rows),
        max_rows=min(first.max_rows, second.max_rows),
        notes=_merge_notes(first.notes, second.notes),
        earliest=_most(first.earliest, second.earliest),
        latest=_least(first.latest, second.latest),
        hide=hide,
        optional_when=_optional_when(first, second, hide),
    )
    _refuse_empty(merged)
    return merged


def _optional_when(first: Field, second: Field, hide: Expression | None) -> Expression | None:
    excuses = [each.optional_when or each.hide for each in (first, second) if each.required]
    excuse = all_of(*excuses)
    return None if excuse == hide else excuse


def _merge_notes(first: tuple[Note, ...], second: tuple[Note, ...]) -> tuple[Note, ...]:
    notes = {note.text: note for note in first}
    for note in second:
        known = notes.get(note.text)
        notes[note.text] = Note(note.text, all_of(known.hide, note.hide)) if known else note
    return tuple(notes.values())


def _tighter_widget(first: Field, second: Field) -> str:
    """A text of one line fits both a line and an area; of other widgets the first stays."""
    return "textfield" if "textfield" in (first.widget, second.widget) else first.widget


def _sentences(texts: Iterable[str]) -> str:
    return "；".join(dict.fromkeys(text for text in texts if text))


def _most(first: _Number | None, second: _Number | None) -> _Number | None:
    if first is None or second is None:
        return first if second is None else second
    return max(first, second)


def _least(first: _Number | None, second: _Number | None) -> _Number | None:
    if first is None or second is None:
        return first if second is None else second
    return min(first, second)


def _common_options(first: tuple[Option, ...], second: tuple[Option, ...]) -> tuple[Option, ...]:
    labels = {option.value: option.label for option in second}
    common = tuple(option for option in first if option.value in labels)
    for option in common:
        if labels[option.value] != option.label:
            raise ClashError(f"选项 {option.value} 的名称不一致：“{option.label}”与“{labels[option.value]}”")
    if first and not common:
        raise ClashError("没有共同的选项")
    return common


def _merge_columns(first: Field, second: Field) -> tuple[Field, ...]:
    """A column is asked where one asks it: a table that one item hides asks that item's columns of nobody."""
    apart = first.hide != second.hide
    columns = {column.key: column for column in (_own_columns(first) if apart else first.columns)}
    for column in _own_columns(second) if apart else second.columns:
        if column.key in columns:
            try:
                columns[column.key] = merge(columns[column.key], column)
            except ClashError as clash:
                raise ClashError(f"列“{column.element.name}”{clash}") from None
        else:
            columns[column.key] = column
    return tuple(columns.values())


def _own_columns(table: Field) -> tuple[Field, ...]:
    """The columns under the condition of their table."""
    if table.hide is None:
        return table.columns
    return tuple(
        replace(
            column,
            hide=any_of(table.hide, column.hide),
            optional_when=column.optional_when and any_of(table.hide, column.optional_when),
        )
        for column in table.columns
    )


def _refuse_empty(field: Field) -> None:
    if (field.min_length or 0) > (field.max_length or field.min_length or 0):
        raise ClashError(f"一方要求至少{field.min_length}个字，另一方要求至多{field.max_length}个字")
    if field.minimum is not None and field.maximum is not None and _no_number(field):
        raise ClashError(f"数值范围没有交集：不小于{field.minimum}且不大于{field.maximum}")
    if field.earliest is not None and field.latest is not None and field.earliest > field.latest:
        raise ClashError(f"日期范围没有交集：不早于{field.earliest}且不晚于{field.latest}")
    if field.element.type == "text" and not _some_text(field):
        raise ClashError(f"没有文本能同时符合：{'、'.join(_text_rules(field))}")
    if field.min_rows > field.max_rows:
        raise ClashError(f"一方要求至少{field.min_rows}行，另一方要求至多{field.max_rows}行")


def _some_text(field: Field) -> bool:
    expressions = [pattern.expression for pattern in field.patterns]
    rule = _RULE_PATTERNS.get(field.element.rule)
    if rule is not None:
        expressions.append(rule)
    if not expressions or field.max_length is None:
        return True
    return compatible(tuple(expressions), field.min_length or 1, field.max_length)


def _text_rules(field: Field) -> list[str]:
    rules = [f"校验模式 {pattern.expression}" for pattern in field.patterns]
    if field.element.rule != "none":
        rules.append(f"数据元的校验规则 {field.element.rule}")
    return [*rules, f"长度{field.min_length or 1}至{field.max_length}个字"]


def _no_number(field: Field) -> bool:
    """Whether no number with the allowed decimal digits lies in the range."""
    if field.minimum is None or field.maximum is None:
        return False
    step = Decimal(1).scaleb(-(field.decimal_digits or 0))
    return (field.minimum / step).to_integral_value(ROUND_CEILING) > (field.maximum / step).to_integral_value(
        ROUND_FLOOR
    )
