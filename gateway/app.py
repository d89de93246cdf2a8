"""The HTTP application: rooms, guards and what lives as long as the process."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Protocol

import httpx
from fastapi import APIRouter, FastAPI

from bpmn.catalogue import load_catalogue, read_catalogue
from chain.clock import Clock, OffsetClock, SystemClock
from chain.errors import ChainError
from forms.documents import load_templates
from gateway import problems
from gateway.aftercare.endpoints import router as aftercare
from gateway.agents.endpoints import router as agents
from gateway.archive.endpoints import router as archive
from gateway.cases.endpoints import router as cases
from gateway.certificates.copies.endpoints import router as certificate_copies
from gateway.certificates.endpoints import router as certificates
from gateway.certificates.register_signer import KeeperRegister
from gateway.certificates.status_list import StatusListMaker
from gateway.clocks.endpoints import router as clocks
from gateway.deliveries.endpoints import router as deliveries
from gateway.dependencies import Context, authenticate
from gateway.deployments.endpoints import router as deployments
from gateway.documents.endpoints import router as documents
from gateway.documents.owed import draft_of_case
from gateway.engine.client import EngineClient
from gateway.files.endpoints import router as files
from gateway.identity.development import AUDIENCE, ISSUER, DevelopmentIssuer
from gateway.identity.keys import FixedKeys, KeySource, RemoteKeys
from gateway.identity.verifier import Lifetimes, TokenVerifier
from gateway.inspections.endpoints import router as inspections
from gateway.instances.endpoints import router as instances
from gateway.messages.channels import open_channels
from gateway.messages.dispatcher import MessageDispatcher, RetryPolicy
from gateway.messages.endpoints import router as messages
from gateway.obligations.credit import RehearsalCreditRegister
from gateway.obligations.endpoints import router as obligations
from gateway.operation import documentation
from gateway.operation.bodies import MULTIPART_OVERHEAD, BodyGuard, BodyLimits
from gateway.operation.endpoints import router as operation
from gateway.operation.guard import Guard
from gateway.outbox.dispatcher import Dispatcher
from gateway.outcomes.endpoints import router as outcomes
from gateway.procedure.annulment import follow_void
from gateway.procedure.endpoints import router as procedure
from gateway.procedure.upgrading import give_telling_days
from gateway.publicity.endpoints import router as publicity
from gateway.publicity.platform import RehearsalCreditPlatform
from gateway.publicity.reporting import PlatformReporter
from gateway.publicity.upgrading import hide_reasons
from gateway.ratings.endpoints import router as ratings
from gateway.ratings.province import RatingReporter, RehearsalRatingService
from gateway.settings import Settings
from gateway.sharing.endpoints import router as sharing
from gateway.sharing.upgrading import give_holder_keys
from gateway.store.audit_file import HeadFile
from gateway.store.audit_heads import keep_heads
from gateway.store.blobs import BlobStore
from gateway.store.database import Database
from gateway.store.encryption import create_key_file
from gateway.store.migrate import upgrade
from gateway.tasks.endpoints import router as tasks
from gateway.themes.endpoints import router as themes
from gateway.themes.scenarios import Scenarios
from gateway.window.endpoints import router as window
from gateway.worker_api.endpoints import router as worker_api

ROUTERS: tuple[APIRouter, ...] = (
    worker_api,
    tasks,
    cases,
    obligations,
    messages,
    deliveries,
    inspections,
    ratings,
    window,
    agents,
    files,
    themes,
    sharing,
    certificates,
    certificate_copies,
    documents,
    clocks,
    procedure,
    aftercare,
    archive,
    publicity,
    outcomes,
    instances,
    deployments,
    operation,
)
"""Every room of the gateway; a new room is one package and one line here. They are tried in turn: the most asked first,
and ``/certificates/lookups`` before the certificates, one of which it would be taken for."""

WORKER_BODY_BYTES = 128 * 1024 * 1024
"""What a department's worker may bring at once: the archive package holds all materials of a case."""

RESTART_SECONDS = 1.0

logger = logging.getLogger(__name__)


class Queue(Protocol):
    """What is delivered in the background as long as the process lives."""

    async def run(self) -> None:
        """Work until cancelled."""
        ...


class IdentityMisconfigured(ChainError):
    """An identity provider without the address of its keys."""

    message = "已配置 YILIAN_OIDC_ISSUER，但缺少 YILIAN_OIDC_JWKS_URL。"


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> FastAPI:
    """The application for ``settings`` (from the environment when not given)."""
    settings = settings or Settings()
    app = FastAPI(
        title="一链办理",
        version="1.0.0",
        lifespan=_lifespan(settings, clock or _clock_of(settings)),
        generate_unique_id_function=documentation.operation_id,
        redirect_slashes=False,
        # The framework's pages for the document load scripts from elsewhere: not in the origin of this interface.
        docs_url=None,
        redoc_url=None,
    )
    for router in ROUTERS:
        app.include_router(router)
    problems.install(app)
    limits = BodyLimits(
        settings.max_json_body, settings.max_file_size + MULTIPART_OVERHEAD, WORKER_BODY_BYTES
    )
    app.add_middleware(BodyGuard, limits=limits, authenticate=authenticate)
    app.add_middleware(Guard)
    app.openapi = lambda: documentation.document(app)  # type: ignore[method-assign]
    return app


def _lifespan(settings: Settings, clock: Clock) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            context = await open_context(settings, clock, stack)
            app.state.context = context
            heads = HeadFile(settings.audit_heads_file)
            queues: list[Queue] = [
                context.dispatcher,
                _messages(context),
                _ratings(context),
                _publicity(context),
                *_status_lists(context),
            ]
            for work in (*map(_deliver, queues), keep_heads(context.database, heads)):
                stack.push_async_callback(_stopped, asyncio.create_task(work))
            yield

    return lifespan


def _messages(context: Context) -> MessageDispatcher:
    return MessageDispatcher(
        context.database,
        open_channels(context.settings),
        RetryPolicy.of(context.settings),
        public_url=context.settings.public_url,
        now=context.clock,
    )


def _ratings(context: Context) -> RatingReporter:
    service = RehearsalRatingService(context.settings.ratings_file)
    return RatingReporter(context.database, service, now=context.clock)


def _publicity(context: Context) -> PlatformReporter:
    platform = RehearsalCreditPlatform(context.settings.publicity_file)
    return PlatformReporter(context.database, platform, context.catalogue, now=context.clock)


def _status_lists(context: Context) -> list[StatusListMaker]:
    token = context.settings.register_token_file
    if token is None:
        return []
    signer = KeeperRegister(context.settings.keeper_url, token)
    return [StatusListMaker(context.database, signer, context.catalogue, clock=context.clock)]


async def _deliver(queue: Queue) -> None:
    """Keep a queue going whatever happens to it: without the outbox nothing reaches the engine."""
    while True:
        try:
            await queue.run()
        except Exception:
            logger.exception("%s stopped and is started again", type(queue).__name__)
        await asyncio.sleep(RESTART_SECONDS)


async def _stopped(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def open_context(settings: Settings, clock: Clock, stack: AsyncExitStack) -> Context:
    """Open everything that lives as long as the process; ``stack`` closes it in reverse order."""
    # A template that cannot be used is found here, not when a citizen waits for a paper.
    load_templates(settings.document_templates)
    cipher = create_key_file(settings.key_file)
    database = Database(settings.store_url, cipher)
    stack.push_async_callback(database.close)
    await upgrade(database)
    engine = EngineClient(settings.engine_grpc, settings.engine_rest, settings.engine_starts_in_flight)
    stack.push_async_callback(engine.close)
    catalogue = load_catalogue() if settings.catalogue is None else read_catalogue(settings.catalogue)
    scenarios = Scenarios(catalogue, engine)
    stack.push_async_callback(scenarios.close)
    context = Context(
        settings=settings,
        database=database,
        engine=engine,
        blobs=BlobStore(settings.files_folder, cipher),
        cipher=cipher,
        clock=clock,
        catalogue=catalogue,
        scenarios=scenarios,
        dispatcher=Dispatcher(database, engine),
        verifier=await _verifier(settings, clock, stack),
        credit=RehearsalCreditRegister(settings.credit_file),
    )
    context.dispatcher.on_void = partial(follow_void, context)
    context.dispatcher.on_documents = partial(draft_of_case, context)
    await give_telling_days(context)
    await give_holder_keys(context)
    await hide_reasons(context)
    return context


async def _verifier(settings: Settings, clock: Clock, stack: AsyncExitStack) -> TokenVerifier:
    lifetimes = Lifetimes(settings.login_lifetime, settings.program_login_lifetime)
    if settings.oidc_issuer is None:
        keys: KeySource = FixedKeys(DevelopmentIssuer(settings.data, clock).key_set)
        return TokenVerifier(keys, ISSUER, AUDIENCE, clock, lifetimes)
    if settings.oidc_jwks_url is None:
        raise IdentityMisconfigured
    client = await stack.enter_async_context(httpx.AsyncClient())
    keys = RemoteKeys(settings.oidc_jwks_url, client)
    return TokenVerifier(keys, settings.oidc_issuer, settings.oidc_audience, clock, lifetimes)


def _clock_of(settings: Settings) -> Clock:
    return OffsetClock(settings.clock_file) if settings.clock_file else SystemClock()
