"""Reading a batch: NDJSON, an action line before each record.

The action's ``_index`` is ``zeebe-record-<incarnation>_<value type>_<version>_<date>``, its ``_id`` is
``<partition>-<position>``; so a record that cannot be read still has its place in the log and can be set aside.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import orjson

from gateway.intake.errors import BatchUnreadable
from gateway.readmodel.project import Poison
from gateway.readmodel.records import Record, parse_record

UNNAMED = "unnamed"
"""Incarnation of an engine whose index prefix names none."""

_INDEX = re.compile(r"zeebe-record(?:-([0-9a-z]{1,64}))?_[^\s]*")
_ID = re.compile(r"(\d{1,9})-(\d{1,18})")
_UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Batch:
    """The records of one engine in the order of its log; unreadable ones are poison."""

    incarnation: str
    entries: tuple[Record | Poison, ...]


def read_batch(body: bytes) -> Batch | None:
    """A batch from a request's body, ``None`` when it is empty. Raises ``BatchUnreadable``."""
    incarnations: set[str] = set()
    entries: list[Record | Poison] = []
    for action, line in _pairs(body):
        incarnation, partition, position = _place(action)
        incarnations.add(incarnation)
        entries.append(_entry(line, partition, position))
    if not entries:
        return None
    if len(incarnations) != 1:
        raise BatchUnreadable
    return Batch(incarnations.pop(), tuple(entries))


def _pairs(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    lines = body.split(b"\n")
    while lines and not lines[-1].strip():
        lines.pop()
    if len(lines) % 2:
        raise BatchUnreadable
    return zip(lines[::2], lines[1::2], strict=True)


def _place(action: bytes) -> tuple[str, int, int]:
    try:
        target = orjson.loads(action)["index"]
        index, identifier = _INDEX.fullmatch(target["_index"]), _ID.fullmatch(target["_id"])
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise BatchUnreadable from error
    if index is None or identifier is None:
        raise BatchUnreadable
    return index[1] or UNNAMED, int(identifier[1]), int(identifier[2])


def _entry(line: bytes, partition: int, position: int) -> Record | Poison:
    try:
        record = parse_record(orjson.loads(line))
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        return Poison(partition, position, _UNKNOWN, _UNKNOWN, type(error).__name__)
    if (record.partition, record.position) != (partition, position):
        return Poison(partition, position, record.value_type, record.intent, "WrongPlace")
    return record
