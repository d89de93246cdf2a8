"""The register of business licences as another department offers it: one question, one answer.

The real one is the market regulator's (企业基本信息查询, by USCC and name). Its adapter takes the place of the rehearsal
behind the same protocol.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class LicenceStatus(StrEnum):
    """Status of a business in the register (登记状态)."""

    ACTIVE = "存续"
    REVOKED = "吊销"
    CANCELLED = "注销"
    NOT_FOUND = "未查询到"


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """What the register says. ``name_matches`` is whether the name asked for is the registered one."""

    status: LicenceStatus
    name_matches: bool

    @property
    def usable(self) -> bool:
        """Whether a chain can build on this licence."""
        return self.status is LicenceStatus.ACTIVE and self.name_matches


class LicenceRegister(Protocol):
    """A register of business licences."""

    @property
    def name(self) -> str:
        """The register's Chinese name, kept as evidence of where it was asked."""
        ...

    async def lookup(self, uscc: str, name: str) -> RegisterEntry:
        """Look a business up. Raises ``RegisterUnavailable`` when the register does not answer."""
        ...
