"""The real application on SQLite for tests of the portal's rooms; no engine: the outbox row is what they look at."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import orjson
from fastapi import FastAPI
from sqlalchemy import select, update

from chain.clock import BEIJING
from gateway.app import create_app, open_context
from gateway.dependencies import Context
from gateway.documents.owed import draft_of_case
from gateway.identity.development import DevelopmentIssuer
from gateway.outbox.enqueue import Kind
from gateway.settings import Settings
from gateway.store.models import AuditEntry, OutboxMessage

SAMPLES = Path(__file__).parents[3] / "forms" / "samples"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\n"


class HeldClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING)

    def now(self) -> datetime:
        """The held moment."""
        return self.moment

    def move(self, by: timedelta) -> None:
        """Move forward."""
        self.moment += by


@dataclass
class Portal:
    """The application, a client, and tokens for whom a test wants to be."""

    app: FastAPI
    context: Context
    client: httpx.AsyncClient
    clock: HeldClock
    issuer: DevelopmentIssuer
    keys: int = field(default=0)

    def who(self, sub: str, *roles: str, body: str | None = None) -> dict[str, str]:
        """Headers of a caller."""
        return {"Authorization": f"Bearer {self.issuer.token(sub, roles, body)}"}

    @property
    def applicant(self) -> dict[str, str]:
        """Headers of the applicant whose cases the tests submit."""
        return self.who("applicant-1", "applicant")

    def fresh_key(self) -> dict[str, str]:
        """An Idempotency-Key that was not used yet."""
        self.keys += 1
        return {"Idempotency-Key": f"key-{self.keys:08d}"}

    async def upload(
        self, content: bytes = PDF, name: str = "材料.pdf", headers: dict[str, str] | None = None
    ) -> str:
        """Upload a file, as the applicant if nobody else is named, and return its identifier."""
        answer = await self.client.post(
            "/files", files={"file": (name, content)}, headers=headers or self.applicant
        )
        assert answer.status_code == 201, answer.text
        identifier: str = answer.json()["file_id"]
        return identifier

    async def submit(self, **changes: Any) -> str:
        """Submit a sound application and return the case number."""
        answer = await self.client.post(
            "/cases", json=application(**changes), headers=self.applicant | self.fresh_key()
        )
        assert answer.status_code == 202, answer.text
        number: str = answer.json()["case_no"]
        await self.drafted(number)
        return number

    async def drafted(self, case_no: str) -> None:
        """Wait until the documents of a submission are there: the outbox, which does not run here, has them drafted."""
        async with self.context.database.write() as session:
            await draft_of_case(self.context, session, case_no)
            row = OutboxMessage.dedupe_key == f"documents/{case_no}"
            await session.execute(update(OutboxMessage).where(row).values(done_at=self.clock.now()))

    async def outbox(self, *, documents: bool = False, matters: bool = False) -> list[OutboxMessage]:
        """The rows of the outbox for the engine in the order they were written; those that have ``documents`` sealed, or
        ``matters`` watched, when asked for."""
        async with self.context.database.read() as session:
            told = OutboxMessage.kind != Kind.DRAFT_DOCUMENTS
            rows = list(await session.scalars(select(OutboxMessage).where(told).order_by(OutboxMessage.id)))
        beside = {
            *(() if documents else ("document-drafted",)),
            *(() if matters else ("matter-opened", "matter-changed")),
        }
        return [row for row in rows if row.payload.get("name") not in beside]

    async def audited(self) -> list[str]:
        """The actions in the audit log."""
        async with self.context.database.read() as session:
            return list(await session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))


def sample_form(name: str = "restaurant_new_inspection") -> dict[str, Any]:
    """A complete form of a fictitious person."""
    form: dict[str, Any] = orjson.loads((SAMPLES / f"{name}.json").read_bytes())
    return form


def application(**changes: Any) -> dict[str, Any]:
    """A sound application for a new restaurant with fire inspection; ``changes`` replace members."""
    sound = {
        "theme": "restaurant",
        "region": "379901",
        "situation": {"licence": "new", "fire": "inspection"},
        "form": sample_form(),
        "materials": [],
    }
    return {**sound, **changes}


@asynccontextmanager
async def open_portal(data: Path, **settings: Any) -> AsyncIterator[Portal]:
    """The application with everything but a running engine and dispatcher."""
    clock = HeldClock()
    configured = _settings(data, **settings)
    async with AsyncExitStack() as stack:
        app = stack.enter_context(_app_for(configured))
        context = await open_context(configured, clock, stack)
        app.state.context = context
        transport = httpx.ASGITransport(app, raise_app_exceptions=True)
        client = await stack.enter_async_context(
            httpx.AsyncClient(transport=transport, base_url="http://portal.test")
        )
        yield Portal(app, context, client, clock, DevelopmentIssuer(data, clock))


def _settings(data: Path, database_url: str | None = None, **others: Any) -> Settings:
    """The settings with these members. What differs from test to test is put into the others as they were read once:
    to read them again took an eighth of a test's time."""
    return _read(tuple(others.items())).model_copy(update={"data": data, "database_url": database_url})


@cache
def _read(members: tuple[tuple[str, Any], ...]) -> Settings:
    return Settings(**dict(members))


_IDLE: dict[tuple[int, int], list[FastAPI]] = {}


@contextmanager
def _app_for(settings: Settings) -> Iterator[FastAPI]:
    """An application that nobody else has meanwhile. It knows no more of its settings than how long a body may be, and
    is used again: the framework works its routes out when they are first asked for, in a third of a test's time."""
    limits = (settings.max_json_body, settings.max_file_size)
    idle = _IDLE.setdefault(limits, [])
    app = idle.pop() if idle else create_app(settings, HeldClock())
    try:
        yield app
    finally:
        app.state.context = None
        idle.append(app)
