"""A rehearsal (演练) of the market regulator's register, over fictitious businesses in a file."""

import tomllib
from functools import cache
from pathlib import Path

from workers.data_sharing.judging import plain_name
from workers.data_sharing.licence_register import LicenceStatus, RegisterEntry

_FILE = Path(__file__).with_name("rehearsal_licences.toml")


class RehearsalLicenceRegister:
    """Stands in for the register of another department; answers from a file of fictitious businesses."""

    @property
    def name(self) -> str:
        """The name says that nothing real was asked."""
        return "市场主体登记信息（演练）"

    async def lookup(self, uscc: str, name: str) -> RegisterEntry:
        """Look a fictitious business up by its USCC; ``name`` must be the registered one, spaces aside."""
        known = _businesses().get(uscc.strip().upper())
        if known is None:
            return RegisterEntry(LicenceStatus.NOT_FOUND, name_matches=False)
        registered, status = known
        return RegisterEntry(status, plain_name(registered) == plain_name(name))


@cache
def _businesses() -> dict[str, tuple[str, LicenceStatus]]:
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["business"]
    return {row["uscc"]: (row["name"], LicenceStatus(row["status"])) for row in rows}
