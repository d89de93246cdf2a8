"""The audit log: who read or changed what, append-only, each line chained to the one before by SHA-256.

``python -m gateway.store.audit verify`` checks the whole chain, compares it with the heads that were kept outside the
database (:mod:`gateway.store.audit_heads`) and prints its head. ``detail`` holds codes and keys only, never personal
data.
"""

import argparse
import asyncio
import hashlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.settings import Settings
from gateway.store.audit_file import HeadFile
from gateway.store.base import table_of, to_millis
from gateway.store.database import Database
from gateway.store.encryption import Cipher
from gateway.store.errors import AuditBroken
from gateway.store.models import AuditEntry

START = "0" * 64
_ADVISORY_LOCK = 0x79696C61
_ON_BEHALF = "audit_on_behalf"


@dataclass(frozen=True, slots=True)
class AuditHead:
    """The end of the log: how many lines it has, and the hash of the last one."""

    lines: int
    hash: str


async def record(
    session: AsyncSession,
    *,
    at: datetime,
    actor: str,
    role: str,
    action: str,
    body: str | None = None,
    case_no: str | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Append a line in the caller's writing transaction.

    Call it late in the transaction: on PostgreSQL other writers of the log wait from here to the commit.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("SELECT pg_advisory_xact_lock(:id)"), {"id": _ADVISORY_LOCK})
    await session.flush()
    last = (await session.execute(_LAST)).first()
    line = _Line(
        seq=1 if last is None else last.seq + 1,
        at=at,
        actor=actor,
        role=role,
        body=body,
        action=action,
        case_no=case_no,
        detail=(detail or {}) | session.info.get(_ON_BEHALF, {}),
        previous=START if last is None else last.hash,
    )
    await session.execute(_APPEND, {**line._asdict(), "hash": _hash(line)})


def on_behalf(session: AsyncSession, detail: Mapping[str, Any]) -> None:
    """Have every line of the session's transaction say also ``detail``: for whom, and under which mandate, is acted."""
    session.info[_ON_BEHALF] = dict(detail)


async def verify(database: Database, kept: Mapping[int, str] | None = None) -> AuditHead:
    """Check the whole log; ``kept`` are hashes by line number that were kept outside the database.

    Raises ``AuditBroken`` with the number of the first line that does not hold, or when kept lines are gone.
    """
    head, kept = AuditHead(0, START), kept or {}
    async with database.count() as session:
        lines = await session.stream_scalars(select(AuditEntry).order_by(AuditEntry.seq))
        async for entry in lines:
            if entry.seq != head.lines + 1 or entry.previous != head.hash or entry.hash != _hash(entry):
                raise AuditBroken(f"审计日志自第 {head.lines + 1} 条起校验未通过，请联系运维人员。")
            if kept.get(entry.seq, entry.hash) != entry.hash:
                raise AuditBroken(f"审计日志第 {entry.seq} 条与留存的摘要不符，请联系运维人员。")
            head = AuditHead(entry.seq, entry.hash)
            session.expunge(entry)
    longest = max(kept, default=0)
    if longest > head.lines:
        raise AuditBroken(
            f"审计日志只有 {head.lines} 条，留存的摘要表明曾有 {longest} 条，末尾已被截去，请联系运维人员。"
        )
    return head


async def last_head(database: Database) -> AuditHead:
    """The end of the log as it stands, unchecked."""
    async with database.read() as session:
        last = (await session.execute(_LAST)).first()
    return AuditHead(0, START) if last is None else AuditHead(last.seq, last.hash)


# The table and not the class: a line is written once and never an object of a session.
_LOG = table_of(AuditEntry)
_LAST = select(_LOG.c.seq, _LOG.c.hash).order_by(_LOG.c.seq.desc()).limit(1)
_APPEND = insert(_LOG)


class _Line(NamedTuple):
    """What a line of the log says, without its hash."""

    seq: int
    at: datetime
    actor: str
    role: str
    body: str | None
    action: str
    case_no: str | None
    detail: dict[str, Any]
    previous: str


def _hash(entry: AuditEntry | _Line) -> str:
    content = orjson.dumps(
        [
            entry.seq,
            to_millis(entry.at),
            entry.actor,
            entry.role,
            entry.body,
            entry.action,
            entry.case_no,
            entry.detail,
            entry.previous,
        ],
        option=orjson.OPT_SORT_KEYS,
    )
    return hashlib.sha256(content).hexdigest()


async def _verify_configured(settings: Settings, kept: Mapping[int, str]) -> AuditHead:
    database = Database(settings.store_url, Cipher.from_file(settings.key_file))
    try:
        return await verify(database, kept)
    finally:
        await database.close()


def main() -> int:
    """Command line: 0 when the log holds, 1 when it does not."""
    parser = argparse.ArgumentParser(prog="python -m gateway.store.audit", description="审计日志校验")
    parser.add_argument("command", choices=["verify"])
    parser.parse_args()
    try:
        settings = Settings()
        kept = HeadFile(settings.audit_heads_file).read()
        head = asyncio.run(_verify_configured(settings, kept))
    except AuditBroken as error:
        sys.stderr.write(f"{error.detail}\n")
        return 1
    sys.stdout.write(f"审计日志完整，共 {head.lines} 条，末条摘要 {head.hash}\n")
    compared = f"与留存的 {len(kept)} 个摘要一致" if kept else "没有留存的摘要可以比对"
    sys.stdout.write(f"{compared}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
