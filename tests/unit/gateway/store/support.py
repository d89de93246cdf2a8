"""A store for a test: SQLite in a temporary folder, and PostgreSQL too when ``YILIAN_TEST_POSTGRES_URL`` names one."""

import gzip
import os
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.readmodel import lists
from gateway.store import migrate
from gateway.store.database import Database
from gateway.store.encryption import KEY_BYTES, Cipher
from gateway.store.models import Base, Case, ItemCase

POSTGRES = os.environ.get("YILIAN_TEST_POSTGRES_URL")
BACKENDS = ["sqlite", "postgresql"] if POSTGRES else ["sqlite"]
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
KIOSK = Path(__file__).parent.parent / "readmodel" / "kiosk_records.ndjson.gz"


def kiosk_body() -> bytes:
    """What a real Zeebe 8.5.8 exported while four cases of the kiosk chain ran (tests/engine/intake_diagrams).

    YL1 runs to its end over a supplement of the chain and one of the item; YL2 is withdrawn while a task is open; YL3
    meets an incident; YL4 waits for an officer. The diagrams' source is cut out of the records.
    """
    return gzip.decompress(KIOSK.read_bytes())


@pytest.fixture(params=BACKENDS)
async def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'store.db'}"
        return
    assert POSTGRES is not None
    url, name = make_url(POSTGRES), f"yilian_test_{uuid4().hex}"
    admin = await asyncpg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False))
    await admin.execute(f"CREATE DATABASE {name}")
    yield url.set(database=name).render_as_string(hide_password=False)
    await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await admin.close()


@pytest.fixture
async def database(store_url: str) -> AsyncIterator[Database]:
    """A migrated store."""
    database = Database(store_url, Cipher(b"k" * KEY_BYTES))
    await migrate.upgrade(database)
    yield database
    await database.close()


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
    lists.enter(session, case, (body for _, body in planned))
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
