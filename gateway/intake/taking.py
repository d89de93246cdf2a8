"""Taking a batch: committed before it is answered; a record that cannot be stored never blocks the engine's log."""

import logging
from collections.abc import Iterable

from sqlalchemy.exc import InterfaceError, OperationalError, StatementError

from chain.clock import Clock
from gateway.intake import metrics
from gateway.intake.bulk import Batch
from gateway.intake.incarnation import lock, require
from gateway.readmodel.errors import EngineReplaced
from gateway.readmodel.project import Poison, Projected, project
from gateway.readmodel.records import Record
from gateway.store.database import Database
from gateway.store.models import to_millis

logger = logging.getLogger(__name__)


class Taker:
    """Projects batches into ``database``; ``clock`` follows the engine's in tests."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def take(self, batch: Batch) -> Projected:
        """Project a batch and commit it. Raises ``EngineReplaced``, or the store's error when it is away."""
        try:
            taken = await self._take(batch.incarnation, batch.entries)
        except EngineReplaced:
            metrics.refused.inc()
            logger.error("records of another engine are refused: incarnation %s", batch.incarnation)
            raise
        except (OperationalError, InterfaceError):
            raise
        except (StatementError, OverflowError, ValueError) as error:
            logger.warning("a batch cannot be stored as a whole: %s", type(error).__name__)
            taken = await self._one_by_one(batch)
        self._count(batch, taken)
        return taken

    async def _take(self, incarnation: str, entries: Iterable[Record | Poison]) -> Projected:
        now = self._clock.now()
        async with self._database.write() as session:
            await lock(session)
            await require(session, incarnation, now)
            return await project(session, incarnation, entries, now)

    async def _one_by_one(self, batch: Batch) -> Projected:
        records = repeated = poison = 0
        for entry in batch.entries:
            try:
                taken = await self._take(batch.incarnation, [entry])
            except (OperationalError, InterfaceError):
                raise
            except (StatementError, OverflowError, ValueError) as error:
                taken = await self._take(batch.incarnation, [_set_aside(entry, error)])
            records, repeated, poison = (
                records + taken.records,
                repeated + taken.repeated,
                poison + taken.poison,
            )
        return Projected(records, repeated, poison)

    def _count(self, batch: Batch, taken: Projected) -> None:
        metrics.records.labels("projected").inc(taken.records)
        metrics.records.labels("repeated").inc(taken.repeated)
        metrics.records.labels("poison").inc(taken.poison)
        if taken.poison:
            logger.error("%d records were set aside, see intake_poison", taken.poison)
        newest: dict[int, int] = {}
        for entry in batch.entries:
            if isinstance(entry, Record):
                newest[entry.partition] = max(entry.timestamp, newest.get(entry.partition, 0))
        for partition, stamp in newest.items():
            metrics.last_record.labels(str(partition)).set(stamp / 1000)
        if newest:
            metrics.lag.set(max(0, to_millis(self._clock.now()) - max(newest.values())) / 1000)


def _set_aside(entry: Record | Poison, error: Exception) -> Poison:
    if isinstance(entry, Poison):
        return entry
    code = type(error).__name__
    return Poison(entry.partition, entry.position, entry.value_type, entry.intent, code)
