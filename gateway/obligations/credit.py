"""Whether an applicant is barred by bad credit from tolerance and commitments, asked from the register of another
department (社会信用信息平台) by the code of the holder."""

import asyncio
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

from gateway.obligations.errors import CreditRegisterAway

SECONDS = 2.0
"""An application waits for the register no longer than this."""

HOLDER_FIELDS = (
    "applicant_id_number",
    "operator_id_number",
    "company_uscc",
    "uscc",
    "legal_person_id_number",
)
"""Data elements (forms/elements) that hold the code of whoever applies: resident ID or USCC."""


class CreditRegister(Protocol):
    """A register of whom the law bars from tolerance and commitments."""

    @property
    def name(self) -> str:
        """The register's Chinese name, kept as evidence of where it was asked."""
        ...

    async def bars(self, holder_code: str) -> bool:
        """Whether the holder of this code is barred. Raises ``OSError`` when the register cannot be reached."""
        ...


class RehearsalCreditRegister:
    """A rehearsal (演练) of the register: the fictitious codes in a file, one a line, are barred; none without a file."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @property
    def name(self) -> str:
        """The name says that nothing real was asked."""
        return "社会信用信息平台（演练）"

    async def bars(self, holder_code: str) -> bool:
        """Whether the code stands in the file."""
        try:
            lines = self._file.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return False
        return holder_code in {line.strip().upper() for line in lines if not line.startswith("#")}


async def is_barred(register: CreditRegister, form: Mapping[str, Any], seconds: float = SECONDS) -> bool:
    """Whether anyone who applies with this form is barred. Raises ``CreditRegisterAway``, also after ``seconds``."""
    try:
        async with asyncio.timeout(seconds):
            return await _any_barred(register, _holder_codes(form))
    except (OSError, TimeoutError):
        raise CreditRegisterAway from None


async def _any_barred(register: CreditRegister, codes: Iterable[str]) -> bool:
    for code in codes:
        if await register.bars(code):
            return True
    return False


def _holder_codes(form: Mapping[str, Any]) -> list[str]:
    given = [form.get(field) for field in HOLDER_FIELDS]
    return [code.strip().upper() for code in given if isinstance(code, str) and code.strip()]
