"""Rows and records for tests that work on a store without an application."""

import gzip
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.readmodel import lists
from gateway.store.database import Database
from gateway.store.models import Base, Case, ItemCase

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
KIOSK = Path(__file__).parent.parent / "readmodel" / "kiosk_records.ndjson.gz"


def kiosk_body() -> bytes:
    """What a real Zeebe 8.5.8 exported while four cases of the kiosk chain ran (tests/engine/intake_diagrams).

    YL1 runs to its end over a supplement of the chain and one of the item; YL2 is withdrawn while a task is open; YL3
    meets an incident; YL4 waits for an officer. The diagrams' source is cut out of the records.
    """
    return gzip.decompress(KIOSK.read_bytes())


async def add_case(
    session: AsyncSession, case_no: str, *, items: Iterable[tuple[str, str]] = (), sub: str = "applicant"
) -> None:
    """A case of the kiosk theme with (item, body) pairs."""
    case = Case(
        case_no=case_no,
        theme="kiosk",
        region="379901",
        lead_body="approval_379901",
        situation={},
        applicant_sub=sub,
        form={"name": "张三"},
        received_at=NOW,
    )
    session.add(case)
    await session.flush()
    planned = list(items)
    await lists.enter(session, case, (body for _, body in planned))
    for ordering, (item, body) in enumerate(planned):
        session.add(
            ItemCase(
                case_no=case_no,
                item=item,
                name=item,
                body=body,
                department=body.partition("_")[0],
                form_key=item,
                statutory_days=20,
                promised_days=5,
                prechecked=True,
                ordering=ordering,
            )
        )


async def everything(database: Database, *prefixes: str) -> dict[str, list[tuple[object, ...]]]:
    """All rows of the tables whose names begin with one of ``prefixes``."""
    found: dict[str, list[tuple[object, ...]]] = {}
    async with database.read() as session:
        for table in Base.metadata.sorted_tables:
            if table.name.startswith(prefixes):
                rows = [tuple(row) for row in await session.execute(table.select())]
                found[table.name] = sorted(rows, key=repr)
    return found
