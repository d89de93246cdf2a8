"""Filling a store with very many cases in minutes: one staging row a case, multiplied by templates inside the database.

Every table that a list or a status reads has the rows of all cases. The engine's details (instances, jobs, tasks) stand
there for open cases and for one ended case of ten, elements and flows for one of a hundred: a status never reads those
of an ended case, and whole they would be some 35 GB for a million. Personal columns hold one sound ciphertext each.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, Table, event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bpmn.catalogue import Catalogue, load_catalogue
from chain.clock import BEIJING
from chain.identifiers import CertificateIdentifier
from gateway.certificates.public_token import digest
from gateway.store.base import Base, to_millis
from gateway.store.encryption import Cipher
from scripts.tools.bench.filling_certificates import holder_code, token_of
from scripts.tools.bench.filling_rows import STAGED, Rows
from scripts.tools.bench.filling_templates import JOINT

CASES_A_FRAME = 50_000
DAYS = 1000
OPEN_DAYS = 30
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=BEIJING)
_ENDED = (("completed", 0.90), ("refused", 0.05), ("returned", 0.03), ("withdrawn", 0.02))
_OPEN = (("in_progress", 0.70), ("received", 0.15), ("supplementing", 0.15))
_STAGES = {"received": 0, "supplementing": 0, "in_progress": 1}
_APPLICANT_CASES = 20
FIRST_KEY = 1 << 51
KEYS_A_CASE = 1000


@dataclass(frozen=True, slots=True)
class Staged:
    """One case to be: what the templates need to know of it. Times are milliseconds; ``stage`` 0, 1, 2 = ended."""

    n: int
    case_no: str
    region: str
    applicant: str
    received_at: int
    state: str
    stage: int
    root: int
    identifier: str | None
    holder_key: str | None
    public_token: str | None


def staged_cases(count: int, catalogue: Catalogue, cipher: Cipher) -> Iterator[Staged]:
    """``count`` cases over :data:`DAYS` days, open ones among the youngest; the same for the same count."""
    chance = random.Random(count)  # noqa: S311 - a benchmark's data
    regions = sorted(catalogue.regions())
    issuers = {region: catalogue.body(f"approval_{region}").uscc for region in regions}
    for n in range(count):
        age = timedelta(days=DAYS * (1 - n / count))
        received, region = NOW - age, chance.choice(regions)
        kinds = _OPEN if age < timedelta(days=OPEN_DAYS) and chance.random() < 0.8 else _ENDED
        state = chance.choices([name for name, _ in kinds], [weight for _, weight in kinds])[0]
        applicant = f"applicant-{n % max(1, count // _APPLICANT_CASES)}"
        identifier = holder_key = public_token = None
        if state == "completed":
            serial = f"{received.year}{n:07d}"
            identifier = str(CertificateIdentifier.build(JOINT, issuers[region], serial))
            holder_key = cipher.fingerprint(f"certificates.holder_key {holder_code(applicant)}".encode())
            public_token = digest(token_of(identifier))
        yield Staged(
            n=n,
            case_no=f"YL{region}-{received:%Y%m%d}-{n:010d}",
            region=region,
            applicant=applicant,
            received_at=to_millis(received),
            state=state,
            stage=_STAGES.get(state, 2),
            root=FIRST_KEY + n * KEYS_A_CASE,
            identifier=identifier,
            holder_key=holder_key,
            public_token=public_token,
        )


async def fill(url: str, cipher: Cipher, count: int, tell: Callable[[str], None]) -> None:
    """Fill the migrated, empty store at ``url`` with ``count`` cases."""
    engine = _engine(url)
    catalogue = load_catalogue()
    try:
        async with engine.begin() as connection:
            await _hurry(connection)
            await connection.run_sync(STAGED.metadata.create_all)
            indexes = _indexes()
            for index in indexes:
                await connection.run_sync(index.drop)
            await _stage(connection, staged_cases(count, catalogue, cipher))
            rows = Rows(catalogue, cipher, NOW, postgres=connection.dialect.name == "postgresql")
            for table, statement in rows.statements():
                tell(f"写入 {table}")
                await connection.exec_driver_sql(statement)
            await connection.run_sync(STAGED.metadata.drop_all)
        async with engine.begin() as connection:
            for index in indexes:
                await connection.run_sync(index.create)
        await _settle(engine)
    finally:
        await engine.dispose()


def _indexes() -> list[Index]:
    """Secondary indexes: made after the rows, because that is many times quicker."""
    return [index for table in Base.metadata.sorted_tables for index in table.indexes]


def _engine(url: str) -> AsyncEngine:
    engine = create_async_engine(url)
    if make_url(url).get_backend_name() == "sqlite":
        event.listen(engine.sync_engine, "connect", _hurry_sqlite)
    return engine


def _hurry_sqlite(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-262144"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


async def _hurry(connection: AsyncConnection) -> None:
    if connection.dialect.name == "postgresql":
        # References are sound by construction; looking each of them up takes longer than the rows.
        for setting in (
            "session_replication_role=replica",
            "work_mem='256MB'",
            "maintenance_work_mem='512MB'",
        ):
            await connection.exec_driver_sql(f"SET {setting}")


async def _stage(connection: AsyncConnection, cases: Iterator[Staged]) -> None:
    frame: list[Staged] = []
    for case in cases:
        frame.append(case)
        if len(frame) == CASES_A_FRAME:
            await _load(connection, STAGED, frame)
            frame = []
    await _load(connection, STAGED, frame)


async def _load(connection: AsyncConnection, table: Table, cases: list[Staged]) -> None:
    names = [column.name for column in table.columns]
    rows = [tuple(getattr(case, name) for name in names) for case in cases]
    raw = await connection.get_raw_connection()
    driver: Any = raw.driver_connection
    if connection.dialect.name == "postgresql":
        await driver.copy_records_to_table(table.name, records=rows, columns=names)
    else:
        marks = ", ".join("?" for _ in names)
        await driver.executemany(f"INSERT INTO {table.name} VALUES ({marks})", rows)  # noqa: S608 - our own name


async def _settle(engine: AsyncEngine) -> None:
    """What a database in service has done long ago: PostgreSQL's statistics and visibility."""
    if engine.dialect.name == "postgresql":
        autocommit = engine.execution_options(isolation_level="AUTOCOMMIT")
        async with autocommit.connect() as connection:
            for statement in ("VACUUM (ANALYZE)", "CHECKPOINT"):
                await connection.exec_driver_sql(statement)
