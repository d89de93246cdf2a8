"""Shared data as a handler asks for them: legal persons and licences, each one interface (a protocol).

Behind it stands the service of an installation like ours (``service.py``), or its rehearsal (``rehearsal_shared.py``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from chain.sharing import Resource

Record = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Use:
    """The use that a body was granted: its number and its purpose, which every query repeats."""

    grant_no: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read and when: the evidence of it is everything but ``records``.

    ``source`` names the service; ``digest`` is that of the whole answer (``chain.sharing.answer_digest``); a record holds
    the granted fields only, under their names in the interface; not ``complete``: there are more.
    """

    resource: Resource
    source: str
    grant_no: str
    query_no: str
    read_at: datetime
    digest: str
    complete: bool
    records: tuple[Record, ...] = field(repr=False)


class LegalPersonSource(Protocol):
    """Who can tell of legal persons (法人信息)."""

    async def legal_person(self, case_no: str, uscc: str) -> Reading:
        """The legal person of a code, asked for a case; no record when none is registered there.

        Raises ``RegisterUnavailable``, ``RegisterFailed``, ``RegisterRefused``, ``RegisterAnswerInvalid``,
        ``CredentialsRefused``.
        """
        ...


class LicenceSource(Protocol):
    """Who can tell of licences (证照信息)."""

    async def licences(self, case_no: str, holder_code: str, type_code: str | None = None) -> Reading:
        """The licences of a holder, of one type or all, asked for a case. Raises as ``legal_person``."""
        ...

    async def licence(self, case_no: str, identifier: str) -> Reading:
        """The licence of an identifier, asked for a case. Raises as ``legal_person``."""
        ...


class SharedSource(LegalPersonSource, LicenceSource, Protocol):
    """Both interfaces of one service."""

    def offers(self, resource: Resource) -> bool:
        """Whether the body may ask for this resource."""
        ...
