"""What the face of each certificate says, from the form of the case (fields ``KZ_*`` of the templates)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chain.certificates.data import chinese_date
from forms.fields import Field, walk
from forms.schema import load_form

Face = dict[str, str]


def face_fields(
    template: str, form_key: str | None, form: Mapping[str, Any], issued: date, theme: str
) -> Face:
    """The business fields of a certificate of ``template``; empty where the template asks for none."""
    maker = _MAKERS.get(template)
    return maker(_Reader(form_key, form), issued, theme) if maker else {}


def face_keys(template: str, form_key: str | None, form: Mapping[str, Any], theme: str) -> set[str]:
    """Keys of ``form`` that a certificate of ``template`` is made from."""
    noted = _Noted(form)
    face_fields(template, form_key, noted, date.min, theme)
    validity(template, noted, date.min, None)
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


def validity(
    template: str, form: Mapping[str, Any], issued: date, years: int | None
) -> tuple[date, date | None]:
    """From when and until when (inclusive) it holds; a signboard as long as was applied for, ``None``: no end."""
    last = None if years is None else years_after(issued, years)
    if template != "signboard":
        return issued, last
    asked = _day(form.get("sign_end_date"))
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


def _business_license(form: _Reader, issued: date, _theme: str) -> Face:
    """An individual business's: it has an operator and a form of composition, no legal representative."""
    return {
        "KZ_LX": "个体工商户",
        "KZ_JYZ": form.text("operator_name"),
        "KZ_ZCXS": form.text("business_form"),
        "KZ_ZCRQ": chinese_date(issued),
        "KZ_JYCS": form.text("premises_address"),
        "KZ_JYFW": form.text("business_scope"),
    }


def _food_license(form: _Reader, _issued: date, _theme: str) -> Face:
    size = form.text("catering_type")
    return {
        "KZ_FDDBR": form.text("operator_name"),
        "KZ_ZS": form.text("operator_address"),
        "KZ_JYCS": form.text("premises_address"),
        "KZ_ZTYT": form.text("food_business_form") + (f"（{size}）" if size else ""),
        "KZ_JYXM": form.text("food_items"),
    }


def _fire_inspection(form: _Reader, _issued: date, _theme: str) -> Face:
    committed = form.ticked("fire_commitment_agreed")
    return {
        "KZ_CSMC": form.text("business_name"),
        "KZ_DZ": form.text("premises_address"),
        "KZ_ZRR": form.text("fire_duty_name"),
        "KZ_SYXZ": form.text("place_kind"),
        "KZ_MJ": form.amount("premises_area", "平方米"),
        "KZ_BLFS": "告知承诺" if committed else "不采用告知承诺（现场检查）",
    }


def _signboard(form: _Reader, _issued: date, _theme: str) -> Face:
    size = "×".join(form.amount(key, "米") for key in ("sign_length", "sign_height", "sign_thickness"))
    return {
        "KZ_SZFS": form.text("sign_form"),
        "KZ_SZDD": f"{form.text('premises_address')}，{form.text('sign_location')}",
        "KZ_ZPNR": form.text("sign_text"),
        "KZ_GG": f"{size}，{form.amount('sign_count', '块')}",
        "KZ_CZ": "见设施设计图",
    }


def _industry_permit(form: _Reader, _issued: date, theme: str) -> Face:
    return {"KZ_HYLB": _INDUSTRIES.get(theme, theme), "KZ_JYCS": form.text("premises_address")}


_INDUSTRIES = {"restaurant": "餐饮店"}
"""行业类别 of a theme, as it stands on the industry-wide permit."""

_MAKERS: dict[str, Callable[[_Reader, date, str], Face]] = {
    "business_license": _business_license,
    "food_license": _food_license,
    "fire_inspection": _fire_inspection,
    "signboard": _signboard,
    "industry_permit": _industry_permit,
}


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def years_after(day: date, years: int) -> date:
    """The last day of ``years`` years that begin on ``day``."""
    try:
        following = day.replace(year=day.year + years)
    except ValueError:
        following = date(day.year + years, 3, 1)
    return date.fromordinal(following.toordinal() - 1)
