"""Rehearsals (演练) of the two interfaces over fictitious data in ``rehearsal_shared.toml``; nothing real is asked.

Each takes the place of another installation's service where there is none, and says so by its name in the evidence.
"""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

from chain.clock import Clock
from chain.sharing import Resource, answer_digest, record_digest
from workers.data_sharing.interfaces import Reading, Record

_FILE = Path(__file__).with_name("rehearsal_shared.toml")
_GRANT = "REHEARSAL"


class RehearsalLegalPersons:
    """Stands in for who tells of legal persons."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def legal_person(self, case_no: str, uscc: str) -> Reading:
        """See ``LegalPersonSource``."""
        found = [row for row in _rows("legal_person") if row["tyshxydm"] == uscc.strip().upper()]
        return _reading(self._clock, Resource.LEGAL_PERSONS, case_no, found)


class RehearsalLicences:
    """Stands in for who tells of licences."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def licences(self, case_no: str, holder_code: str, type_code: str | None = None) -> Reading:
        """See ``LicenceSource``."""
        found = [
            row
            for row in _rows("licence")
            if row["CZZTDM"] == holder_code and type_code in (None, row["ZZLXDM"])
        ]
        return _reading(self._clock, Resource.LICENCES, case_no, found)

    async def licence(self, case_no: str, identifier: str) -> Reading:
        """See ``LicenceSource``."""
        found = [row for row in _rows("licence") if row["ZZBS"] == identifier]
        return _reading(self._clock, Resource.LICENCES, case_no, found)


class RehearsalSharing(RehearsalLegalPersons, RehearsalLicences):
    """Both rehearsals, where one service is expected to offer both."""

    def offers(self, _resource: Resource) -> bool:
        """See ``SharedSource``: a rehearsal asks for no grant."""
        return True


def _reading(clock: Clock, resource: Resource, case_no: str, records: Iterable[Record]) -> Reading:
    found = tuple(records)
    digest = answer_digest(map(record_digest, found))
    now = clock.now()
    named = sha256(f"{case_no} {resource.value} {digest} {now.isoformat()}".encode()).hexdigest()
    return Reading(
        resource=resource,
        source=f"{resource.label}共享接口（演练）",
        grant_no=_GRANT,
        query_no=f"{_GRANT}-{named[:24]}",
        read_at=now,
        digest=digest,
        complete=True,
        records=found,
    )


@cache
def _rows(kind: str) -> tuple[Mapping[str, str], ...]:
    return tuple(tomllib.loads(_FILE.read_text(encoding="utf-8"))[kind])
