"""One record of the engine's log, as the exporter writes it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gateway.store.base import from_millis

LONGEST_CODE = 120
LONGEST_ID = 255


@dataclass(frozen=True, slots=True)
class Record:
    """A record: where it stands in the log, what it is about, and its value."""

    partition: int
    position: int
    key: int
    value_type: str
    intent: str
    timestamp: int
    """Milliseconds since 1970, by the engine's clock."""
    value: dict[str, Any]

    @property
    def at(self) -> datetime:
        """The engine's time of the record."""
        return from_millis(self.timestamp)


def parse_record(document: Any) -> Record:
    """A record from its JSON. Raises ``KeyError``, ``TypeError`` or ``ValueError`` when it is none."""
    record = Record(
        partition=_integer(document["partitionId"]),
        position=_integer(document["position"]),
        key=_integer(document["key"]),
        value_type=text(document["valueType"], LONGEST_CODE),
        intent=text(document["intent"], LONGEST_CODE),
        timestamp=_integer(document["timestamp"]),
        value=document["value"],
    )
    if not isinstance(record.value, dict):
        raise TypeError("value")
    return record


def text(value: Any, longest: int) -> str:
    """A text that fits its column. Raises ``TypeError`` or ``ValueError``; NUL would be refused by PostgreSQL."""
    if not isinstance(value, str):
        raise TypeError("text")
    if len(value) > longest or "\x00" in value:
        raise ValueError("text")
    return value


def _integer(value: Any) -> int:
    if type(value) is not int:
        raise TypeError("integer")
    if not -(2**63) <= value < 2**63:
        raise ValueError("integer")
    return value


def integer(value: dict[str, Any], name: str) -> int:
    """A 64-bit number in a record's value."""
    return _integer(value[name])


def identifier(value: dict[str, Any], name: str) -> str:
    """An id or code in a record's value."""
    return text(value[name], LONGEST_ID)


def optional_key(value: dict[str, Any], name: str) -> int | None:
    """A key in a record's value; the engine writes -1 where there is none."""
    key = integer(value, name)
    return None if key < 0 else key
