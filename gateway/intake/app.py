"""The intake's HTTP: what the exporter calls, health and metrics.

The exporter moves its position only after a 2xx answer with ``{"errors":false}`` and repeats a batch for ever
otherwise, so an answer means "committed". It asks for basic credentials: a forged record would become truth.
"""

import base64
import binascii
import hmac
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
from fastapi import APIRouter, FastAPI, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from chain.clock import Clock
from chain.errors import ChainError, NotAuthenticated, TemporarilyUnavailable, TooLarge
from gateway.intake import metrics
from gateway.intake.bulk import read_batch
from gateway.intake.taking import Taker
from gateway.settings import Settings
from gateway.store import migrate
from gateway.store.database import Database

logger = logging.getLogger(__name__)

PRODUCT = {"X-Elastic-Product": "Elasticsearch"}
"""Newer exporters refuse a server that does not say so."""

_TAKEN = b'{"took":0,"errors":false,"items":[]}'
_ABOUT = {
    "name": "yilian-intake",
    "cluster_name": "yilian",
    "version": {"number": "8.9.2", "build_flavor": "default"},
    "tagline": "You Know, for Search",
}


router = APIRouter()


def create_intake(settings: Settings, database: Database, clock: Clock) -> FastAPI:
    """The intake's application. Raises ``ValueError`` when no password is configured."""
    if settings.intake_password is None or not settings.intake_password.get_secret_value():
        raise ValueError("YILIAN_INTAKE_PASSWORD")

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await migrate.upgrade(database)
        yield
        await database.close()

    app = FastAPI(
        title="一链办理 记录接收", openapi_url=None, docs_url=None, redoc_url=None, lifespan=lifespan
    )
    app.state.taker = Taker(database, clock)
    app.state.database = database
    app.state.limit = settings.intake_max_body
    app.state.credentials = f"{settings.intake_user}:{settings.intake_password.get_secret_value()}".encode()
    app.add_exception_handler(ChainError, _refuse)
    app.add_exception_handler(SQLAlchemyError, _unavailable)
    app.include_router(router)
    return app


async def _refuse(_: Request, error: Exception) -> Response:
    problem = error if isinstance(error, ChainError) else ChainError()
    content = {"error": {"type": problem.code, "reason": problem.detail}, "status": problem.status}
    return _answer(content, problem.status)


async def _unavailable(request: Request, error: Exception) -> Response:
    logger.error("the store cannot take records: %s", type(error).__name__)
    return await _refuse(request, TemporarilyUnavailable())


@router.get("/health")
async def health(request: Request) -> Response:
    """Whether the intake reaches its store."""
    database: Database = request.app.state.database
    async with database.read() as session:
        await session.execute(text("SELECT 1"))
    return _answer({"status": "up"})


@router.get("/metrics")
async def numbers() -> Response:
    """Prometheus metrics."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


@router.api_route("/_bulk", methods=["POST", "PUT"])
async def bulk(request: Request) -> Response:
    """Take a batch: 200 when it is committed."""
    with metrics.batch() as span:
        _authenticate(request)
        batch = read_batch(await _body(request))
        if batch is not None:
            taker: Taker = request.app.state.taker
            taken = await taker.take(batch)
            partition = batch.entries[0].partition
            span.set(partition=partition, count=taken.records, repeated=taken.repeated, poison=taken.poison)
    return Response(_TAKEN, media_type="application/json", headers=PRODUCT)


@router.api_route("/", methods=["GET", "HEAD"])
async def about(request: Request) -> Response:
    """What a client of Elasticsearch asks first."""
    _authenticate(request)
    return _answer(_ABOUT)


@router.put("/{index}/_settings")
@router.put("/_index_template/{name}")
@router.put("/_component_template/{name}")
@router.put("/_ilm/policy/{name}")
async def acknowledge(request: Request) -> Response:
    """Settings and templates of indices: there are none, so nothing is to be done."""
    _authenticate(request)
    return _answer({"acknowledged": True})


def _answer(content: dict[str, Any], status: int = 200) -> Response:
    return Response(orjson.dumps(content), status, media_type="application/json", headers=PRODUCT)


def _authenticate(request: Request) -> None:
    expected: bytes = request.app.state.credentials
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    try:
        given = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotAuthenticated from error
    if scheme.lower() != "basic" or not hmac.compare_digest(given, expected):
        raise NotAuthenticated


async def _body(request: Request) -> bytes:
    limit: int = request.app.state.limit
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise TooLarge
        parts.append(part)
    return b"".join(parts)
