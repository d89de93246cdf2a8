"""Telling the provincial credit platform how each publication stands, until it took it: a queue of leased rows.

There is no last attempt, because the duty does not end with a platform that is away for long; from the tenth in vain on
the operator sees it (``yilian_publication_reports_stuck``). One row for each publication, so that two reports of the same
decision never overtake each other; what is told is read when it is told.
"""

import asyncio
import logging

from prometheus_client import Counter
from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.catalogue import Catalogue
from chain.clock import BEIJING, Clock, SystemClock
from gateway.matters.kinds import MatterKind
from gateway.matters.service import changed, open_matters
from gateway.outbox.leasing import LeasedQueue, free_and_due, pause
from gateway.publicity.platform import CreditPlatform, PlatformAway, record_of, send
from gateway.store.database import Database
from gateway.store.models import Case, Publication, PublicationReport

logger = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 5.0, 3600.0
"""Seconds between attempts."""
PATIENCE = 10
"""Attempts in vain after which the operator has to look."""

UNTOLD = PublicationReport.told < PublicationReport.revision
"""Reports that the platform did not take yet."""

_reports = Counter(
    "yilian_publication_reports_total", "Attempts to tell the credit platform of a decision", ["result"]
)
_OF = (
    select(PublicationReport)
    .where(PublicationReport.publication == bindparam("publication"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_DUE = (
    select(PublicationReport)
    .where(UNTOLD, free_and_due(PublicationReport))
    .order_by(PublicationReport.next_attempt_at, PublicationReport.id)
)


async def report(session: AsyncSession, publication: Publication) -> None:
    """Have the platform told of what was made public. The caller's transaction has locked the case."""
    session.add(
        PublicationReport(publication=publication.id, revision=1, told=0, next_attempt_at=SystemClock().now())
    )


async def report_withdrawal(session: AsyncSession, publication: Publication) -> None:
    """Have the platform told that the publication was taken down, unless nobody has begun to tell it of it at all.

    The caller's transaction has locked the case.
    """
    found: PublicationReport | None = await session.scalar(_OF, {"publication": publication.id})
    if found is None:
        return
    if found.revision == 1 and found.told == 0 and found.attempts == 0:
        await session.delete(found)
        return
    found.revision += 1
    found.attempts, found.error_code, found.next_attempt_at = 0, None, SystemClock().now()
    publication.sent_at = None


class PlatformReporter(LeasedQueue[PublicationReport]):
    """Tells ``platform``; run one in each gateway process. ``now`` is the clock by which people read when it took it."""

    def __init__(
        self,
        database: Database,
        platform: CreditPlatform,
        catalogue: Catalogue,
        *,
        now: Clock,
        clock: Clock | None = None,
    ) -> None:
        super().__init__(database, PublicationReport, _DUE, woken=asyncio.Event(), concurrency=8, clock=clock)
        self._platform = platform
        self._catalogue = catalogue
        self._now = now

    async def _handle(self, row: PublicationReport) -> None:
        async with self._database.read() as session:
            publication = await session.get_one(Publication, row.publication)
        record = record_of(publication, self._catalogue.body(publication.body))
        try:
            receipt = await send(self._platform, record)
        except PlatformAway as error:
            await self._failed(row, error)
        else:
            _reports.labels("sent").inc()
            await self._taken(row, publication.case_no, receipt)

    async def _failed(self, row: PublicationReport, error: PlatformAway) -> None:
        stuck = row.attempts >= PATIENCE
        _reports.labels("stuck" if stuck else "waits").inc()
        (logger.error if stuck else logger.info)(
            "publication report %d waits after %d attempts: %s", row.id, row.attempts, error.code
        )
        wait = pause(row.attempts - 1, first=FIRST_PAUSE, longest=LONGEST_PAUSE)
        async with self._database.write() as session:
            values = {"error_code": error.code, "next_attempt_at": self._clock.now() + wait}
            await self._release(session, row, values)

    async def _taken(self, row: PublicationReport, case_no: str, receipt: str) -> None:
        """Note the receipt, and have the watch over the limit look. What changed meanwhile is told next."""
        async with self._database.write() as session:
            # The case first, as whoever takes a publication down does.
            await session.get_one(Case, case_no, with_for_update=True)
            await self._release(session, row, {"told": row.revision, "error_code": None})
            kept = await session.get_one(PublicationReport, row.id, populate_existing=True)
            if kept.told < row.revision:
                return  # Another gateway took the row over, and tells it again.
            publication = await session.get_one(Publication, row.publication)
            publication.receipt = receipt
            if kept.told == kept.revision:
                publication.sent_at = self._now.now().astimezone(BEIJING)
            for matter in await open_matters(session, case_no, MatterKind.PUBLICITY):
                await changed(session, matter)
