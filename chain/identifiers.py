"""Codes that stand on certificates and in applications, with their check characters.

Each ``..._problem`` function answers ``None`` for a sound code, else one Chinese sentence that names what is
wrong with the code's form, never the code itself: a resident ID number is personal data.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from chain.errors import BadInput

_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_PROVINCES = frozenset(
    [
        *range(11, 16),
        *range(21, 24),
        *range(31, 38),
        *range(41, 47),
        *range(50, 55),
        *range(61, 66),
        71,
        81,
        82,
        83,
    ]
)
"""First two digits: the provinces of GB/T 2260, and 81 to 83 of the residence permits."""

CERTIFICATE_ROOT = "1.2.156.3005.2"
"""The object identifier under which certificate identifiers stand (GB/T 36904)."""


class InvalidIdentifier(BadInput):
    """A code whose form or check character is wrong."""

    message = "编号的格式或校验位不正确，请核对。"


def organisation_check_character(first_eight: str) -> str:
    """The ninth character of an organisation code (GB 11714): weighted sum modulo 11."""
    total = sum(
        _ALPHANUMERIC.index(char) * weight
        for char, weight in zip(first_eight, _ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X0"[11 - total % 11]


def uscc_check_character(first_seventeen: str) -> str:
    """The last character of a unified social credit code (GB 32100-2015): modulo 31, weights 3^i."""
    total = sum(_USCC_ALPHABET.index(char) * pow(3, i, 31) for i, char in enumerate(first_seventeen))
    return _USCC_ALPHABET[-total % 31]


def uscc_problem(text: str) -> str | None:
    """What is wrong with a unified social credit code (GB 32100-2015, GB 11714), or ``None``."""
    if len(text) != 18:
        return "统一社会信用代码应为18位。"
    if any(char not in _USCC_ALPHABET for char in text):
        return "统一社会信用代码只能由数字和大写字母（不含I、O、S、V、Z）组成。"
    if not text[2:8].isdigit():
        return "统一社会信用代码第3至8位应为行政区划代码数字。"
    if text[17] != uscc_check_character(text[:17]):
        return "统一社会信用代码的校验位不正确，请核对。"
    if text[16] != organisation_check_character(text[8:16]):
        return "统一社会信用代码中的组织机构代码校验位不正确，请核对。"
    return None


def is_valid_uscc(text: str) -> bool:
    """Whether ``text`` is a sound unified social credit code."""
    return uscc_problem(text) is None


def resident_id_problem(text: str, today: date | None = None) -> str | None:
    """What is wrong with a resident ID number (GB 11643-1999), or ``None``.

    The date of birth must exist and lie in 1900 or later; with ``today`` given, not after it.
    """
    if not re.fullmatch(r"[0-9]{17}[0-9X]", text):
        return "居民身份证号码应为18位，前17位为数字，末位为数字或大写字母X。"
    if int(text[:2]) not in _PROVINCES:
        return "居民身份证号码前两位不是有效的省级行政区划代码。"
    try:
        born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return "居民身份证号码中的出生日期不存在，请核对。"
    if born.year < 1900 or (today is not None and born > today):
        return "居民身份证号码中的出生日期不合理，请核对。"
    total = sum(int(char) * weight for char, weight in zip(text[:17], _RESIDENT_WEIGHTS, strict=True))
    if text[17] != "10X98765432"[total % 11]:
        return "居民身份证号码的校验位不正确，请核对。"
    return None


def is_valid_resident_id(text: str, today: date | None = None) -> bool:
    """Whether ``text`` is a sound resident ID number."""
    return resident_id_problem(text, today) is None


def division_code_problem(text: str) -> str | None:
    """What is wrong with a division code (GB/T 2260: 6 digits; GB/T 10114: 9 or 12), or ``None``."""
    if not re.fullmatch(r"[0-9]{6}(?:[0-9]{3}){0,2}", text):
        return "行政区划代码应为6位、9位或12位数字。"
    if int(text[:2]) not in _PROVINCES:
        return "行政区划代码前两位不是有效的省级代码。"
    return None


def mod_11_10_digit(digits: str) -> str:
    """The check digit after ISO 7064 MOD 11,10, as licences of the food trade bear it."""
    product = 10
    for digit in digits:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def certificate_check_character(body: str) -> str:
    """The check character over the parts without root and dots (ISO 7064 MOD 37,36, GB/T 36904)."""
    product = 36
    for char in body:
        product = ((product + _ALPHANUMERIC.index(char)) % 36 or 36) * 2 % 37
    return _ALPHANUMERIC[(37 - product) % 36]


@dataclass(frozen=True, slots=True)
class CertificateIdentifier:
    """电子证照标识 (GB/T 36904): the nation-wide unique name of one version of one certificate.

    ``type_code`` is the defining authority's 18-character USCC and a sequence of 3 characters, ``issuer`` the
    issuing body's USCC (public samples also show a six-digit division code), ``serial`` 1 to 32 of
    ``[0-9A-Z]``, ``version`` three digits beginning with ``001``. Raises :class:`InvalidIdentifier` when a
    part is malformed.
    """

    type_code: str
    issuer: str
    serial: str
    version: str

    def __post_init__(self) -> None:
        problem = self._problem()
        if problem:
            raise InvalidIdentifier(problem)

    def _problem(self) -> str | None:
        if not re.fullmatch(r"[0-9A-Z]{21}", self.type_code) or uscc_problem(self.type_code[:18]):
            return "电子证照标识中的证照类型代码不正确。"
        if uscc_problem(self.issuer) and division_code_problem(self.issuer):
            return "电子证照标识中的颁发机构代码不正确。"
        if not re.fullmatch(r"[0-9A-Z]{1,32}", self.serial):
            return "电子证照标识中的流水号应为1至32位数字或大写字母。"
        if not re.fullmatch(r"[0-9]{3}", self.version) or self.version == "000":
            return "电子证照标识中的版本号应为001至999的3位数字。"
        return None

    @classmethod
    def build(cls, type_code: str, issuer: str, serial: str, version: int = 1) -> Self:
        """A new identifier from its parts; ``version`` counts from 1."""
        return cls(type_code, issuer, serial, f"{version:03d}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an identifier with or without its root; the check character must fit."""
        parts = text.removeprefix(f"{CERTIFICATE_ROOT}.").split(".")
        if len(parts) != 5:
            raise InvalidIdentifier(
                "电子证照标识应由类型代码、颁发机构代码、流水号、版本号和校验位组成，以圆点分隔。"
            )
        identifier = cls(*parts[:4])
        if parts[4] != identifier.check:
            raise InvalidIdentifier("电子证照标识的校验位不正确，请核对。")
        return identifier

    @property
    def check(self) -> str:
        """The check character."""
        return certificate_check_character(self.type_code + self.issuer + self.serial + self.version)

    @property
    def short(self) -> str:
        """The identifier without its root: for file names, links and lists."""
        return f"{self.type_code}.{self.issuer}.{self.serial}.{self.version}.{self.check}"

    def __str__(self) -> str:
        return f"{CERTIFICATE_ROOT}.{self.short}"
