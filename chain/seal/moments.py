"""Points in time as makers of seals write them."""

import re
from datetime import datetime

from asn1crypto import core

from chain.clock import BEIJING
from chain.crypto.der import UNREADABLE

_WRITTEN = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)[T ]?(\d\d):?(\d\d):?(\d\d)(?:\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?", re.ASCII
)
_LONGEST = 40
_ASN1_TIMES = (core.UTCTime, core.GeneralizedTime)


def aware(moment: object) -> datetime | None:
    """A moment read from ASN.1, in Beijing time where it names no zone; ``None`` for the year 0 and what is none."""
    if not isinstance(moment, datetime):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)


def moment_in(text: str) -> datetime | None:
    """The point in time that a text is: ``20260309020000Z``, ``2026-03-09 10:00:00`` (Beijing) and between; to the second."""
    found = _WRITTEN.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if found is None:
        return None
    *parts, zone = found.groups()
    try:
        moment = datetime.fromisoformat("{}-{}-{}T{}:{}:{}".format(*parts) + (zone or ""))
    except ValueError:
        return None
    return aware(moment)


def moment_within(octets: bytes) -> datetime | None:
    """The point in time in a bit string of version 1: a text, or an ASN.1 time; ``None`` where it is a time stamp."""
    try:
        value = core.load(octets, strict=True) if len(octets) <= _LONGEST else None
        return aware(value.native) if isinstance(value, _ASN1_TIMES) else moment_in(octets.decode("ascii"))
    except UNREADABLE:
        return _as_text(octets)


def _as_text(octets: bytes) -> datetime | None:
    return moment_in(octets[: _LONGEST + 1].decode("ascii", errors="replace"))
