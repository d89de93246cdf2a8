"""What was read a moment ago is not asked again: for how long, and for which cases, is a policy of the resource.

A job that runs a second time so costs no second query, and the holder is not told of two where there was one reason. Personal
data never serve another case than the one they were read for.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chain.clock import Clock
from chain.sharing import Resource
from workers.data_sharing.interfaces import Reading, SharedSource

MOST = 1000
"""Readings that are kept at once; the oldest goes first."""


@dataclass(frozen=True, slots=True)
class CachePolicy:
    """How long a reading serves, by the clock; ``open_fields``: a reading of these alone serves other cases too."""

    lasts: timedelta
    open_fields: frozenset[str] = frozenset()

    def serves_other_cases(self, reading: Reading) -> bool:
        """Whether nothing in it is personal data; of a reading without records nobody knows what it was about."""
        return bool(reading.records) and all(record.keys() <= self.open_fields for record in reading.records)


POLICIES: Mapping[Resource, CachePolicy] = {
    Resource.LICENCES: CachePolicy(timedelta(minutes=5)),
    Resource.LEGAL_PERSONS: CachePolicy(
        timedelta(hours=1),
        frozenset({"tyshxydm", "jgmc", "jglx", "zcxs", "jyfw", "clrq", "djjg", "djjgdm", "fzrq", "djzt"}),
    ),
}
"""A licence may be suspended from one hour to the next; of a legal person only what is open serves other cases."""

Key = tuple[Resource, str, str]
_ANY_CASE = ""


@dataclass
class CachedSource:
    """A source whose readings are kept for a while; implements both interfaces as the source does."""

    source: SharedSource
    clock: Clock
    policies: Mapping[Resource, CachePolicy] = field(default_factory=lambda: POLICIES)
    _kept: OrderedDict[Key, tuple[datetime, Reading]] = field(default_factory=OrderedDict, repr=False)

    def offers(self, resource: Resource) -> bool:
        """See ``SharedSource``."""
        return self.source.offers(resource)

    async def legal_person(self, case_no: str, uscc: str) -> Reading:
        """See ``LegalPersonSource``."""
        asked = f"uscc {uscc}"
        return await self._through(
            Resource.LEGAL_PERSONS, case_no, asked, lambda: self.source.legal_person(case_no, uscc)
        )

    async def licences(self, case_no: str, holder_code: str, type_code: str | None = None) -> Reading:
        """See ``LicenceSource``."""
        asked = f"holder {holder_code} {type_code or ''}"
        return await self._through(
            Resource.LICENCES, case_no, asked, lambda: self.source.licences(case_no, holder_code, type_code)
        )

    async def licence(self, case_no: str, identifier: str) -> Reading:
        """See ``LicenceSource``."""
        asked = f"identifier {identifier}"
        return await self._through(
            Resource.LICENCES, case_no, asked, lambda: self.source.licence(case_no, identifier)
        )

    async def _through(
        self, resource: Resource, case_no: str, asked: str, ask: Callable[[], Awaitable[Reading]]
    ) -> Reading:
        now = self.clock.now()
        for case in (case_no, _ANY_CASE):
            until, reading = self._kept.get((resource, case, asked), (now, None))
            if reading is not None and now < until:
                return reading
        reading = await ask()
        policy = self.policies[resource]
        case = _ANY_CASE if policy.serves_other_cases(reading) else case_no
        self._keep((resource, case, asked), now + policy.lasts, reading)
        return reading

    def _keep(self, key: Key, until: datetime, reading: Reading) -> None:
        self._kept.pop(key, None)
        self._kept[key] = (until, reading)
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)
