"""Heads of the audit log, kept outside the database, so that a log whose tail was cut is found out.

Whoever can write the database can cut its end off and what is left still holds. Every gateway therefore appends the
last line's number and hash each minute to a file in the data folder and to its own log, which goes elsewhere; the
verify command compares. What was cut within the last minute is not found.
"""

import asyncio
import logging

from prometheus_client import Gauge
from sqlalchemy.exc import SQLAlchemyError

from chain.errors import ChainError
from gateway.store.audit import AuditHead, last_head
from gateway.store.audit_file import HeadFile
from gateway.store.database import Database

KEEP_SECONDS = 60.0

logger = logging.getLogger(__name__)
_kept_lines = Gauge(
    "yilian_audit_kept_lines", "Number of the last line whose hash is kept outside the database"
)


async def keep_heads(database: Database, file: HeadFile) -> None:
    """Keep the head now and each minute, whenever it moved, until cancelled."""
    last: AuditHead | None = None
    while True:
        try:
            last = await keep_head(database, file, last)
        except (SQLAlchemyError, ChainError, OSError) as error:
            logger.warning("the head of the audit log is not kept: %s", type(error).__name__)
        await asyncio.sleep(KEEP_SECONDS)


async def keep_head(database: Database, file: HeadFile, last: AuditHead | None) -> AuditHead:
    """Keep the head of the log unless it is ``last``, which was kept before; returns it."""
    head = await last_head(database)
    if head.lines and head != last:
        await asyncio.to_thread(file.append, head.lines, head.hash)
        logger.info("audit log: line %d has hash %s", head.lines, head.hash, extra={"count": head.lines})
    _kept_lines.set(head.lines)
    return head
