"""The rows a batch of records works on: loaded together, changed in memory in record order, written together."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.store.base import Base, table_of
from gateway.store.models import (
    RmCase,
    RmElement,
    RmFlow,
    RmIncident,
    RmInstance,
    RmItem,
    RmJob,
    RmTaskGroup,
    RmUserTask,
)

CHUNK = 300
Row = dict[str, Any]
Key = tuple[Any, ...]


class Rows:
    """Rows of one table by primary key; remembers which were changed."""

    def __init__(self, model: type[Base]) -> None:
        table = table_of(model)
        self._table = table
        self._columns = [column.name for column in table.columns]
        self._key = [column.name for column in table.primary_key.columns]
        self._rows: dict[Key, Row] = {}
        self._changed: set[Key] = set()

    def get(self, *key: Any) -> Row | None:
        """The row of a key if it is known."""
        return self._rows.get(key)

    def new(self, **values: Any) -> Row:
        """A new row (or a replaced one), to be written; columns not named are null."""
        row = dict.fromkeys(self._columns) | values
        key = tuple(row[name] for name in self._key)
        self._rows[key] = row
        self._changed.add(key)
        return row

    def change(self, row: Row, **values: Any) -> None:
        """Change a row that :meth:`get` or :meth:`new` gave."""
        row.update(values)
        self._changed.add(tuple(row[name] for name in self._key))

    def __iter__(self) -> Iterator[Row]:
        return iter(list(self._rows.values()))

    async def load(self, session: AsyncSession, keys: Iterable[Key]) -> None:
        """Load the rows of ``keys`` that exist and are not here yet."""
        wanted = [key for key in keys if key not in self._rows]
        for chunk in _chunks(wanted):
            columns = [self._table.c[name] for name in self._key]
            found = (
                columns[0].in_([key[0] for key in chunk])
                if len(columns) == 1
                else tuple_(*columns).in_(chunk)
            )
            await self._load(session, found)

    async def load_by(self, session: AsyncSession, column: str, values: Iterable[Any]) -> None:
        """Load all rows in which ``column`` is one of ``values``."""
        for chunk in _chunks([(value,) for value in values]):
            await self._load(session, self._table.c[column].in_([value for (value,) in chunk]))

    async def _load(self, session: AsyncSession, condition: Any) -> None:
        for row in (await session.execute(select(self._table).where(condition))).mappings():
            key = tuple(row[name] for name in self._key)
            self._rows.setdefault(key, dict(row))

    async def write(self, session: AsyncSession) -> None:
        """Write the changed rows, new or not."""
        if not self._changed:
            return
        postgres = session.get_bind().dialect.name == "postgresql"
        insert: Any = (postgresql.insert if postgres else sqlite.insert)(self._table)
        others = {name: insert.excluded[name] for name in self._columns if name not in self._key}
        statement = insert.on_conflict_do_update(index_elements=self._key, set_=others)
        await session.execute(statement, [self._rows[key] for key in self._changed])
        self._changed.clear()


class WorkingSet:
    """All tables of the read model for one batch."""

    def __init__(self) -> None:
        self.instances = Rows(RmInstance)
        self.elements = Rows(RmElement)
        self.flows = Rows(RmFlow)
        self.tasks = Rows(RmUserTask)
        self.groups = Rows(RmTaskGroup)
        self.jobs = Rows(RmJob)
        self.incidents = Rows(RmIncident)
        self.cases = Rows(RmCase)
        self.items = Rows(RmItem)
        self.states: dict[int, tuple[str, str]] = {}
        """Chains whose state changed: number and new state of the case by the instance's key."""

    async def write(self, session: AsyncSession) -> None:
        """Write everything that changed."""
        for rows in (
            self.instances,
            self.elements,
            self.flows,
            self.tasks,
            self.groups,
            self.jobs,
            self.incidents,
            self.cases,
            self.items,
        ):
            await rows.write(session)


def _chunks(keys: list[Key]) -> Iterator[list[Key]]:
    unique = list(dict.fromkeys(keys))
    for start in range(0, len(unique), CHUNK):
        yield unique[start : start + CHUNK]
