"""Two departments ask the same data element: the tightest rules of both, or the reason why none can hold."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TypeVar

from forms.fields import Field, Option

_Number = TypeVar("_Number", int, Decimal)


class ClashError(Exception):
    """No value can meet both rules; the text (Chinese) names the rule, without the items."""


def merge(first: Field, second: Field) -> Field:
    """One field that asks what both ask: whatever it accepts, both accept. Raises :class:`ClashError`."""
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
        columns=_merge_columns(first.columns, second.columns),
        min_rows=max(first.min_rows, second.min_rows),
        max_rows=min(first.max_rows, second.max_rows),
        notes=tuple(dict.fromkeys(first.notes + second.notes)),
    )
    _refuse_empty(merged)
    return merged


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


def _merge_columns(first: tuple[Field, ...], second: tuple[Field, ...]) -> tuple[Field, ...]:
    columns = {column.key: column for column in first}
    for column in second:
        if column.key in columns:
            try:
                columns[column.key] = merge(columns[column.key], column)
            except ClashError as clash:
                raise ClashError(f"列“{column.element.name}”{clash}") from None
        else:
            columns[column.key] = column
    return tuple(columns.values())


def _refuse_empty(field: Field) -> None:
    if (field.min_length or 0) > (field.max_length or field.min_length or 0):
        raise ClashError(f"一方要求至少{field.min_length}个字，另一方要求至多{field.max_length}个字")
    if field.minimum is not None and field.maximum is not None and _no_number(field):
        raise ClashError(f"数值范围没有交集：不小于{field.minimum}且不大于{field.maximum}")
    if field.min_rows > field.max_rows:
        raise ClashError(f"一方要求至少{field.min_rows}行，另一方要求至多{field.max_rows}行")


def _no_number(field: Field) -> bool:
    """Whether no number with the allowed decimal digits lies in the range."""
    if field.minimum is None or field.maximum is None:
        return False
    step = Decimal(1).scaleb(-(field.decimal_digits or 0))
    return (field.minimum / step).to_integral_value(ROUND_CEILING) > (field.maximum / step).to_integral_value(
        ROUND_FLOOR
    )
