"""What the face of each certificate says, from the form of the case, as its type words it (fields ``KZ_*``)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chain.certificates.certificate_types import BusinessField, certificate_type, years_after
from chain.certificates.data import chinese_date
from chain.certificates.wording import ISSUED, Reading, say
from forms.fields import Field, walk
from forms.schema import load_form

Face = dict[str, str]


def face_fields(kind: str, form_key: str | None, form: Mapping[str, Any], issued: date, theme: str) -> Face:
    """The business fields of a certificate of type ``kind``. Raises ``UnknownCertificateType``."""
    reader = _Reader(form_key, form)

    def read(key: str, unit: str) -> str:
        if key == ISSUED:
            return chinese_date(issued)
        return reader.amount(key, unit) if unit else reader.text(key)

    return {
        field.key: text
        for field in certificate_type(kind).field
        if (text := _said(field, reader, read, theme)) is not None
    }


def _said(field: BusinessField, reader: "_Reader", read: Reading, theme: str) -> str | None:
    """What a field says; ``None`` for one that is filled by nobody yet."""
    if field.ticked is not None:
        return field.ticked.yes if reader.ticked(field.ticked.key) else field.ticked.no
    if field.by_theme is not None:
        return field.by_theme.get(theme, theme)
    return None if field.value is None else say(field.value, read)


def face_keys(kind: str, form_key: str | None, form: Mapping[str, Any], theme: str) -> set[str]:
    """Keys of ``form`` that a certificate of type ``kind`` is made from."""
    noted = _Noted(form)
    face_fields(kind, form_key, noted, date.min, theme)
    validity(kind, noted, date.min, None)
    return noted.asked & form.keys()


class _Noted(dict[str, Any]):
    """A form that notes which of its values were asked for."""

    def __init__(self, form: Mapping[str, Any]) -> None:
        super().__init__(form)
        self.asked: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.asked.add(key)
        return super().get(key, default)


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field of a form and its value as people read them."""

    label: str
    text: str


def shown_field(form_key: str | None, form: Mapping[str, Any], key: str) -> ShownField:
    """One field of a form in words; under its key where the form does not have it."""
    reader = _Reader(form_key, form)
    return ShownField(reader.label(key), reader.text(key))


def validity(kind: str, form: Mapping[str, Any], issued: date, years: int | None) -> tuple[date, date | None]:
    """From when and until when (inclusive) it holds, no longer than was applied for; ``None``: no end."""
    last = None if years is None else years_after(issued, years)
    ends_with = certificate_type(kind).validity.ends_with
    if ends_with is None:
        return issued, last
    asked = _day(form.get(ends_with))
    return issued, min(asked, last) if asked and last else asked or last


class _Reader:
    """Values of a form as people read them: options by their labels, numbers without idle zeros."""

    def __init__(self, form_key: str | None, form: Mapping[str, Any]) -> None:
        self._form = form
        fields = walk(load_form(form_key).fields) if form_key is not None else iter(())
        self._fields: dict[str, Field] = {field.key: field for field in fields}

    def text(self, key: str) -> str:
        value = self._form.get(key)
        if isinstance(value, list):
            return "、".join(self._label(key, each) for each in value)
        return "" if value is None else self._label(key, value)

    def label(self, key: str) -> str:
        field = self._fields.get(key)
        return key if field is None else field.label

    def ticked(self, key: str) -> bool:
        return self._form.get(key) is True

    def amount(self, key: str, unit: str) -> str:
        value = self._form.get(key)
        return f"{value:g}{unit}" if isinstance(value, int | float) else ""

    def _label(self, key: str, value: Any) -> str:
        field = self._fields.get(key)
        options = {option.value: option.label for option in field.options} if field else {}
        return options.get(str(value), str(value))


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
