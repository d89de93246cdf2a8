"""Certificate types (证照类型, GB/T 36903): data in ``types/*.toml``, so that a new type is a new file and nothing else.

``types/README.md`` says for designers what stands in a file. What is wrong with one is found where all are read.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from chain.certificates.errors import CertificateTypeInvalid, UnknownCertificateType, UnknownTemplate
from chain.certificates.events import Status
from chain.certificates.template import load_template
from chain.certificates.wording import keys_of
from chain.identifiers import mod_11_10_digit, uscc_problem

_FOLDER = Path(__file__).parent / "types"
EXPIRED = "expired"
"""Status of a version whose last day is over; it follows from the date and is never stored."""
_CODES = frozenset({*Status, EXPIRED})
_COUNTED = {"region", "region_name", "uscc", "year", "year2", "serial", "checked"}

Text = Annotated[str, Field(min_length=1, max_length=200)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Ticked(_Part):
    """A field that says one thing where a box of the form is ticked, and another where it is not."""

    key: Text
    yes: Text
    no: Text


class BusinessField(_Part):
    """A business field (``KZ_*``): its name, and what it says — words with form fields (``chain.certificates.wording``), a
    ticked box, or a word for each theme. One without any of them is filled by nobody yet, so it cannot be required.
    """

    key: Annotated[str, Field(pattern=r"^KZ_[A-Z]{1,20}$")]
    name: Text
    kind: Literal["text", "date", "quantity"] = "text"
    required: bool = True
    value: str | None = None
    ticked: Ticked | None = None
    by_theme: dict[str, Text] | None = None
    sample: Text

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        ways = [way for way in (self.value, self.ticked, self.by_theme) if way is not None]
        if len(ways) > 1 or (self.required and not ways):
            raise ValueError(f"{self.key}：value、ticked、by_theme 应当填写其中一个（必填的不能都不填）")
        if self.value is not None:
            keys_of(self.value)
        return self


class Validity(_Part):
    """How long it holds: so many years, without ``years`` for good; at most until the day of form field ``ends_with``."""

    years: Annotated[int, Field(ge=1, le=50)] | None = None
    ends_with: str | None = None


class Numbering(_Part):
    """How it is numbered (证照编号): ``{region}`` ``{region_name}`` ``{uscc}`` ``{year}`` ``{year2}`` ``{serial}``;
    ``{checked}`` stands for the digits of ``checked`` with their check digit (ISO 7064 MOD 11,10).
    """

    form: Text
    checked: str = ""

    @model_validator(mode="after")
    def _can_be_said(self) -> Self:
        try:
            self.number(region="379901", region_name="某地", uscc="", year=2026, serial=1)
        except (KeyError, ValueError, IndexError) as error:
            raise ValueError(f"证照编号的写法不正确，可用的内容项：{'、'.join(sorted(_COUNTED))}") from error
        return self

    @property
    def counted(self) -> bool:
        """Whether a number of its own is taken for each certificate."""
        return "{serial" in self.form + self.checked

    def number(self, *, region: str, region_name: str, uscc: str, year: int, serial: int) -> str:
        """The number of one certificate."""
        values = {
            "region": region,
            "region_name": region_name,
            "uscc": uscc,
            "year": year,
            "year2": year % 100,
            "serial": serial,
        }
        digits = self.checked.format(**values)
        checked = digits + mod_11_10_digit(digits) if digits else ""
        return self.form.format(**values, checked=checked)


class StatusRow(_Part):
    """A status of certificates of this type, and what it may be followed by."""

    code: str
    name: Text
    next: tuple[str, ...]


class CertificateType(_Part):
    """One type: ``code`` (defining authority and sequence, 21 characters), ``authority`` that defined it, who may issue it,
    the ``template`` that draws it, its business fields, validity, numbering and statuses.
    """

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,79}$")]
    code: Annotated[str, Field(pattern=r"^[0-9A-Z]{21}$")]
    name: Text
    authority: Text
    fictitious: bool
    issuing_levels: Annotated[tuple[Literal["province", "city", "county", "town"], ...], Field(min_length=1)]
    template: str
    validity: Validity = Validity()
    number: Numbering
    field: tuple[BusinessField, ...]
    status: tuple[StatusRow, ...]

    @field_validator("code")
    @classmethod
    def _authority_is_sound(cls, code: str) -> str:
        problem = uscc_problem(code[:18])
        if problem:
            raise ValueError(f"定义机构代码（前18位）不正确：{problem}")
        return code

    @model_validator(mode="after")
    def _template_shows_its_fields(self) -> Self:
        try:
            places = load_template(self.template).fields.places
        except UnknownTemplate:
            raise ValueError(f"没有模板“{self.template}”") from None
        known = {each.key: each.required for each in self.field}
        if len(known) != len(self.field):
            raise ValueError("业务字段重复")
        for place in places:
            if not place.source.startswith("KZ_"):
                continue
            if not known.get(place.source) and not (place.optional and place.source in known):
                raise ValueError(f"模板上的“{place.label}”（{place.source}）应当是本类型的必填字段")
        return self

    @model_validator(mode="after")
    def _statuses_lead_somewhere(self) -> Self:
        codes = [row.code for row in self.status]
        unknown = (set(codes) | {code for row in self.status for code in row.next}) - _CODES
        if unknown:
            raise ValueError(f"没有这种证照状态：{'、'.join(sorted(unknown))}")
        missing = {code for row in self.status for code in row.next}.union({Status.VALID}) - set(codes)
        if missing or len(set(codes)) != len(codes):
            raise ValueError("证照状态表中，每种状态应当各占一行，包括 valid")
        return self

    @property
    def authority_code(self) -> str:
        """USCC of the defining authority (GB/T 36903)."""
        return self.code[:18]

    def status_name(self, code: str) -> str | None:
        """The Chinese name of a status of this type; ``None`` where it has no such status."""
        return next((row.name for row in self.status if row.code == code), None)

    def may_follow(self, before: str, after: str) -> bool:
        """Whether a certificate of this type may come from one status to another."""
        return any(row.code == before and after in row.next for row in self.status)

    def last_day(self, issued: date) -> date | None:
        """The last day of one issued on ``issued``, whatever its form asks; ``None``: without end."""
        return None if self.validity.years is None else years_after(issued, self.validity.years)


def years_after(day: date, years: int) -> date:
    """The last day of ``years`` years that begin on ``day``."""
    try:
        following = day.replace(year=day.year + years)
    except ValueError:
        following = date(day.year + years, 3, 1)
    return date.fromordinal(following.toordinal() - 1)


def read_types(folder: Path) -> Mapping[str, CertificateType]:
    """The types in a folder by their keys. Raises :class:`CertificateTypeInvalid`."""
    found: dict[str, CertificateType] = {}
    codes: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        kind = _read(path)
        if kind.key != path.stem:
            raise CertificateTypeInvalid.of(path.name, "key 应当与文件名相同")
        if kind.code in codes:
            raise CertificateTypeInvalid.of(path.name, f"类型代码与“{codes[kind.code]}”相同")
        found[kind.key], codes[kind.code] = kind, kind.key
    return MappingProxyType(found)


@cache
def certificate_types() -> Mapping[str, CertificateType]:
    """All types by their keys. Raises :class:`CertificateTypeInvalid`."""
    return read_types(_FOLDER)


def certificate_type(key: str) -> CertificateType:
    """The type of a key. Raises :class:`UnknownCertificateType`."""
    try:
        return certificate_types()[key]
    except KeyError:
        raise UnknownCertificateType from None


def find_type(code: str | None) -> CertificateType | None:
    """The type of a type code; ``None`` for one that is not of this house."""
    return next((kind for kind in certificate_types().values() if kind.code == code), None)


def _read(path: Path) -> CertificateType:
    try:
        with path.open("rb") as stream:
            return CertificateType.model_validate(tomllib.load(stream))
    except tomllib.TOMLDecodeError as error:
        raise CertificateTypeInvalid.of(path.name, f"不是TOML格式：{error}") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise CertificateTypeInvalid.of(path.name, f"{place}：{first['msg']}") from None
