"""What a chain can conclude from shared data."""

import re
from dataclasses import dataclass

from chain.certificates.events import Status
from chain.sharing import IN_BUSINESS
from workers.data_sharing.interfaces import Reading

_IDENTIFIER = re.compile(r"[0-9A-Za-z.]{1,120}")
_STATUS = re.compile(r"[a-z_]{1,40}")


def in_force_under(reading: Reading, name: str) -> bool:
    """Whether one legal person was found that is in business and registered under ``name``, spaces aside."""
    if len(reading.records) != 1:
        return False
    (record,) = reading.records
    in_business = record.get("djzt") == IN_BUSINESS
    return in_business and plain_name(record.get("jgmc", "")) == plain_name(name) != ""


@dataclass(frozen=True, slots=True)
class LicenceFound:
    """The licence of a type that was found with a holder, and its status there; ``None`` where the answer does not say."""

    identifier: str | None = None
    status: str | None = None

    @property
    def doubtful(self) -> bool:
        """Whether there is such a licence and it does not count today."""
        return self.status not in (None, Status.VALID)


def licence_found(reading: Reading) -> LicenceFound:
    """Of several licences one that counts today, else the first; an empty one where none was found."""
    ordered = sorted(reading.records, key=lambda record: record.get("ZZZTDM") != Status.VALID)
    if not ordered:
        return LicenceFound()
    identifier, status = ordered[0].get("ZZBS", ""), ordered[0].get("ZZZTDM", "")
    return LicenceFound(
        identifier if _IDENTIFIER.fullmatch(identifier) else None,
        status if _STATUS.fullmatch(status) else None,
    )


def plain_name(name: str) -> str:
    """A name as names are compared: without spaces, with Chinese brackets."""
    return "".join(name.split()).replace("(", "（").replace(")", "）")
