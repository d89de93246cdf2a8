"""What all tables share: the declarative base, names of constraints, and the type of points in time."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, Integer, MetaData, String, Table
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from chain.clock import BEIJING

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def to_millis(moment: datetime) -> int:
    """Milliseconds since 1970 UTC of an aware datetime."""
    if moment.tzinfo is None:
        raise ValueError("a point in time needs its zone")
    delta = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return delta.days * 86_400_000 + delta.seconds * 1000 + delta.microseconds // 1000


def from_millis(millis: int) -> datetime:
    """The aware datetime, in Beijing time, of milliseconds since 1970 UTC."""
    seconds, rest = divmod(millis, 1000)
    return datetime.fromtimestamp(seconds, BEIJING).replace(microsecond=rest * 1000)


class Instant(TypeDecorator[datetime]):
    """A point in time: aware datetime in Python (Beijing time when read), milliseconds UTC in the database.

    The same on SQLite and PostgreSQL; anything below a millisecond is cut off.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Aware datetime to milliseconds."""
        return None if value is None else to_millis(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Milliseconds to aware datetime."""
        return None if value is None else from_millis(value)


def table_of(model: "type[Base]") -> Table:
    """The table of a class, for statements that need no objects."""
    table = model.__table__
    if not isinstance(table, Table):
        raise TypeError(model.__name__)
    return table


Serial = BigInteger().with_variant(Integer, "sqlite")
"""A key that the database counts up."""

Code = String(120)
"""A short code: theme, item, body, state, kind."""

CaseNo = String(40)
"""A case number."""


class Base(DeclarativeBase):
    """Base of all tables. ``dict`` and ``list`` are JSON columns, ``datetime`` is :class:`Instant`."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Instant,
        dict[str, Any]: JSON,
        list[Any]: JSON,
        int: BigInteger,
    }
