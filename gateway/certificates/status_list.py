"""The list of certificates that do not count today, signed by the register: made again by a leased row when it grows old.

Whoever downloads it asks nobody about a person. It stands in one row, so that all gateways hand out the same list; the gateway
that holds the row's lease makes the next one, and asks the keeper to sign it outside of any transaction.
"""

import asyncio
import hashlib
import logging
from datetime import date, datetime, timedelta

from prometheus_client import Counter
from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import IntegrityError

from bpmn.catalogue import Catalogue
from chain.certificates.certificate_types import EXPIRED
from chain.certificates.status_list import Listed, SignedList, StatusList, name_of
from chain.clock import BEIJING, Clock
from chain.crypto.errors import MalformedCertificate
from chain.crypto.sm2 import sm2_digest
from chain.crypto.x509 import Certificate as SignerCertificate
from chain.errors import ChainError, TemporarilyUnavailable
from chain.identifiers import CertificateIdentifier
from gateway.certificates.register_signer import RegisterSigner, RegisterSignerAway
from gateway.certificates.status import SUSPENDED, VALID, status_name
from gateway.dependencies import Context
from gateway.outbox.leasing import LeasedQueue, free_and_due, pause
from gateway.store.database import Database
from gateway.store.models import Certificate, CertificateEvent, StatusListRow

logger = logging.getLogger(__name__)

PURPOSE = "status-list"
_THE_ROW = 1
MADE_AGAIN_AFTER = timedelta(hours=1)
COUNTS_FOR = timedelta(hours=2)
"""Until when a list may be relied on: an hour is left for downloading the next one, or for a keeper that is away."""
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 300.0
"""Seconds between attempts; there is no last one."""

_lists = Counter("yilian_status_lists_total", "Attempts to make the signed status list", ["result"])
_DUE = select(StatusListRow).where(free_and_due(StatusListRow)).order_by(StatusListRow.id)
_SINCE = (
    select(func.max(CertificateEvent.at))
    .where(
        CertificateEvent.identifier == Certificate.identifier, CertificateEvent.event == Certificate.status
    )
    .correlate(Certificate)
    .scalar_subquery()
)
"""When the event came that left the certificate worth what it is."""
_ENDED = select(Certificate.identifier, Certificate.status, _SINCE.label("since")).where(
    Certificate.status != VALID, Certificate.state == "sealed"
)
_PAST = select(Certificate.identifier, Certificate.valid_until).where(
    Certificate.valid_until < bindparam("today"),
    Certificate.status.in_((VALID, SUSPENDED)),
    Certificate.state == "sealed",
)


class StatusListNotMade(TemporarilyUnavailable):
    """No list was signed yet, or none since the last one ran out."""

    message = "证照状态清单尚未签发，请稍后再下载；急需核实的，请向颁发机构查询。"


async def current(context: Context) -> StatusListRow:
    """The list as it stands. Raises ``StatusListNotMade``, also where it ran out: a stale list would only mislead."""
    async with context.database.read() as session:
        row = await session.get(StatusListRow, _THE_ROW)
    if row is None or row.next_update is None or row.next_update < context.now():
        raise StatusListNotMade
    return row


class StatusListMaker(LeasedQueue[StatusListRow]):
    """Makes the list when it is due; run one in each gateway process. ``clock`` is the one that people read."""

    def __init__(
        self, database: Database, signer: RegisterSigner, catalogue: Catalogue, *, clock: Clock
    ) -> None:
        super().__init__(database, StatusListRow, _DUE, woken=asyncio.Event(), concurrency=1, clock=clock)
        self._signer = signer
        self._issuers = frozenset(body.uscc for body in catalogue.bodies())

    async def run(self) -> None:
        """Work until cancelled."""
        await self.begin()
        await super().run()

    async def begin(self) -> None:
        """Write the one row where there is none yet; another gateway that does so at the same moment changes nothing."""
        row = StatusListRow(id=_THE_ROW, number=0, next_attempt_at=self._clock.now())
        try:
            async with self._database.write() as session:
                if await session.get(StatusListRow, _THE_ROW) is None:
                    session.add(row)
        except IntegrityError:
            logger.info("another gateway began the status list")

    async def _handle(self, row: StatusListRow) -> None:
        now = self._clock.now().astimezone(BEIJING)
        try:
            values = await self._made(row.number + 1, now)
        except ChainError as error:
            wait = pause(row.attempts - 1, first=FIRST_PAUSE, longest=LONGEST_PAUSE)
            values = {"error_code": error.code, "next_attempt_at": now + wait}
            logger.warning("the status list waits after %d attempts: %s", row.attempts, error.code)
        _lists.labels("waits" if values["error_code"] else "made").inc()
        async with self._database.write() as session:
            await self._release(session, row, values)

    async def _made(self, number: int, now: datetime) -> dict[str, object]:
        """The row of a new list. Raises ``RegisterSignerAway``."""
        entries = await _entries(self._database, now.date())
        content = StatusList(
            number=number,
            issued_at=now,
            next_update=now + COUNTS_FOR,
            issuers=self._issuers,
            names={each.status: status_name(each.status) for each in entries.values()},
            entries=entries,
        )
        envelope = await self._signed(await asyncio.to_thread(content.dump))
        return {
            "number": number,
            "issued_at": now,
            "next_update": content.next_update,
            "envelope": envelope,
            "sha256": hashlib.sha256(envelope).hexdigest(),
            "attempts": 0,
            "error_code": None,
            "next_attempt_at": now + MADE_AGAIN_AFTER,
        }

    async def _signed(self, payload: bytes) -> bytes:
        """The envelope, its signature checked: what the keeper answered must be what everybody else will verify."""
        certificates = await self._signer.certificates()
        try:
            key = SignerCertificate(certificates[0]).public_key
        except MalformedCertificate:
            raise RegisterSignerAway from None
        digest = await asyncio.to_thread(sm2_digest, key, payload)
        signature = await self._signer.sign(digest, PURPOSE)
        if not key.verify_digest(signature, digest):
            raise RegisterSignerAway
        return await asyncio.to_thread(SignedList(payload, signature, certificates).dump)


async def _entries(database: Database, today: date) -> dict[str, Listed]:
    """Every sealed version that does not count on ``today``, by its digest."""
    async with database.count() as session:
        ended = [
            (row.identifier, Listed(row.status, None if row.since is None else row.since.date()))
            for row in await session.execute(_ENDED)
        ]
        past = [
            (row.identifier, Listed(EXPIRED, row.valid_until + timedelta(days=1)))
            for row in await session.execute(_PAST, {"today": today})
        ]
    return await asyncio.to_thread(_by_digest, [*ended, *past])


def _by_digest(found: list[tuple[str, Listed]]) -> dict[str, Listed]:
    return {name_of(CertificateIdentifier.parse(identifier)): listed for identifier, listed in found}
