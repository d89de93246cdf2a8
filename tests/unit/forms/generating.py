"""Valid submissions of a form, for property tests: what its conditions hide is left out."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from hypothesis import strategies as st

from chain.identifiers import organisation_check_character, uscc_check_character
from forms.conditions import hides
from forms.fields import Field
from forms.patterns import compiled
from forms.values import value_problem

Json = dict[str, Any]


def _uscc(eight: str) -> str:
    code = f"92379901{eight}{organisation_check_character(eight)}"
    return code + uscc_check_character(code)


def _resident_id(sequence: int) -> str:
    body = f"37990119900101{sequence:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, weights, strict=True)) % 11]


_RULED = {
    "uscc": st.text(alphabet="0123456789ABCDEFGH", min_size=8, max_size=8).map(_uscc),
    "resident_id": st.integers(0, 999).map(_resident_id),
    "mobile": st.integers(0, 10**8 - 1).map(lambda number: f"139{number:08d}"),
}
_HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


def _text(field: Field) -> st.SearchStrategy[Any]:
    if field.element.rule != "none":
        return _RULED[field.element.rule]
    if field.patterns:
        return st.from_regex(compiled(field.patterns[0].expression), fullmatch=True)
    least = field.min_length or 1
    return st.text(alphabet=_HAN, min_size=least, max_size=max(least, min(field.max_length or 10, 10)))


def _number(field: Field) -> st.SearchStrategy[Any]:
    scale = 10 ** (field.decimal_digits or 0)
    low = 0 if field.minimum is None else int(field.minimum * scale)
    high = max(low, 10**6) if field.maximum is None else int(field.maximum * scale)
    whole = st.integers(low, high)
    return whole if scale == 1 else whole.map(lambda number: number / scale)


def _date(field: Field) -> st.SearchStrategy[Any]:
    return st.dates(field.earliest or date(1900, 1, 1), field.latest or date(2200, 12, 31)).map(str)


def value(field: Field) -> st.SearchStrategy[Any]:
    """A value that the field accepts; of a column or a field, not of a table."""
    values = [option.value for option in field.options]
    strategies: dict[str, Callable[[], st.SearchStrategy[Any]]] = {
        "text": lambda: _text(field),
        "integer": lambda: _number(field),
        "number": lambda: _number(field),
        "date": lambda: _date(field),
        "choice": lambda: st.sampled_from(values),
        "choices": lambda: st.lists(st.sampled_from(values), min_size=1, unique=True),
        "flag": lambda: st.just(True) if field.required else st.booleans(),
    }
    return strategies[field.element.type]().filter(lambda drawn: value_problem(field, drawn) is None)


@st.composite
def submissions(draw: st.DrawFn, fields: tuple[Field, ...], form: Mapping[str, Any] | None = None) -> Json:
    """What an applicant may submit; with ``form`` the row of a table in that form."""
    drawn: Json = {}
    for field in sorted(fields, key=lambda each: each.hide is not None):
        data, row = (drawn, {}) if form is None else (form, drawn)
        if field.hide is not None and hides(field.hide, data, row):
            continue
        excused = field.optional_when is not None and hides(field.optional_when, data, row)
        if (not field.required or excused) and draw(st.booleans()):
            continue
        drawn[field.key] = draw(_rows(field, drawn)) if field.columns else draw(value(field))
    return drawn


def _rows(table: Field, form: Json) -> st.SearchStrategy[list[Json]]:
    least = max(table.min_rows, 1)
    return st.lists(submissions(table.columns, form), min_size=least, max_size=max(least, 2))
