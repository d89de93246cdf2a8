"""The keeper's HTTP interface: show a seal, sign a digest, give a time stamp. Nothing else leaves."""

import asyncio
import logging
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chain import tracing
from chain.clock import Clock
from chain.documents.kinds import SealKind
from chain.errors import BadInput, ChainError, NotAuthenticated, NotFound, TooLarge
from workers.e_seal.keeper import observation
from workers.e_seal.keeper.authority import Authorities
from workers.e_seal.keeper.journal import Slot
from workers.e_seal.keeper.register import Register, Use
from workers.e_seal.keeper.register_signer import require_token
from workers.e_seal.keeper.services import Services
from workers.e_seal.keeper.vault import Vault

logger = logging.getLogger(__name__)

MAX_BODY = 16 * 1024
"""Bytes of a request's body at the most."""
_LISTS_SECONDS = 30

OFFICIAL = r"^([a-z][a-z0-9_]{0,63})?$"
_bearer = HTTPBearer(auto_error=False)


class MethodNotAllowed(BadInput):
    """An address that does not know this method."""

    status = 405
    message = "该地址不支持此请求方法。"


class SealAnswer(BaseModel):
    """A body's seal: DER in base64, size in millimetres."""

    seal: str
    certificate: str
    seal_id: str
    name: str
    width_mm: int
    height_mm: int


class SignRequest(BaseModel):
    """The SM2 digest ``e`` in hexadecimal, with which of the body's seals, and what it is signed for.

    ``item`` is ``chain`` for a document on several items; ``identifier`` is the certificate's, or the document's number in
    its case; ``subject`` is ``certificate/<type>`` or ``document/<kind>``; ``official`` whose seal it is where it is personal.
    """

    model_config = ConfigDict(extra="forbid")

    digest: str = Field(pattern=r"^[0-9a-fA-F]{64}$")
    case_no: str = Field(min_length=1, max_length=64)
    item: str = Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")
    identifier: str = Field(min_length=1, max_length=128)
    kind: SealKind = SealKind.CERTIFICATE
    subject: str | None = Field(default=None, pattern=r"^(certificate|document)/[0-9A-Za-z_.-]{1,64}$")
    official: str = Field(default="", pattern=OFFICIAL)


class RegisterSignRequest(BaseModel):
    """The SM2 digest ``e`` in hexadecimal, and what kind of statement it is of."""

    model_config = ConfigDict(extra="forbid")

    digest: str = Field(pattern=r"^[0-9a-fA-F]{64}$")
    purpose: str = Field(pattern=r"^[a-z][a-z0-9_-]{0,63}$")


class RegisterAnswer(BaseModel):
    """The register's certificate and those between it and the root: DER in base64."""

    certificates: list[str]


class SignAnswer(BaseModel):
    """DER ``SEQUENCE {r, s}`` in base64."""

    signature: str


class SmallBodies:
    """Middleware: an order to sign is short, so nothing longer is taken in."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what comes in and stop at the limit."""
        total = 0

        async def counted() -> Message:
            nonlocal total
            message = await receive()
            total += len(message.get("body", b""))
            if total > MAX_BODY:
                raise HTTPException(TooLarge.status)
            return message

        await self._app(scope, counted, send)


def create_app(vault: Vault, clock: Clock) -> FastAPI:
    """The application over an opened vault."""
    services = Services(vault.folder, vault.passphrase, clock)
    app = FastAPI(
        title="电子印章保管系统",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        lifespan=_publishing(services),
    )
    register, authorities = Register(vault.folder), Authorities(vault.folder)
    app.add_exception_handler(ChainError, _problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _other)
    app.add_middleware(SmallBodies)
    app.add_middleware(observation.Observed)
    observation.seals.set(vault.size)

    @app.get("/health")
    def health() -> dict[str, Any]:
        return {"status": "UP", "seals": vault.size}

    @app.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    @app.get("/v1/root")
    def root() -> Response:
        return Response(vault.root, media_type="application/pkix-cert")

    @app.get("/v1/seals/{body}")
    def seal(
        body: str,
        token: Annotated[str, Depends(_token)],
        kind: SealKind = SealKind.CERTIFICATE,
        official: Annotated[str, Query(pattern=OFFICIAL)] = "",
    ) -> SealAnswer:
        held = vault.open_for(body, token, kind, official)
        tracing.called_by_us()
        return SealAnswer(
            seal=_base64(held.seal),
            certificate=_base64(held.certificate),
            seal_id=held.about.seal_id,
            name=held.about.name,
            width_mm=held.about.width_mm,
            height_mm=held.about.height_mm,
        )

    @app.post("/v1/seals/{body}/sign")
    def sign(body: str, order: SignRequest, token: Annotated[str, Depends(_token)]) -> SignAnswer:
        held = vault.open_for(body, token, order.kind, order.official)
        authorities.require(Slot(body, order.kind, order.official), order.subject)
        with observation.signing(body, order.kind.value, order.case_no, order.item):
            signature = held.key.sign_digest(bytes.fromhex(order.digest))
            now = clock.now().isoformat(timespec="seconds")
            use = Use(
                time=now,
                body=body,
                kind=order.kind.value,
                digest=order.digest.lower(),
                case_no=order.case_no,
                item=order.item,
                identifier=order.identifier,
                subject=order.subject,
                official=order.official,
            )
            register.record(use)
        return SignAnswer(signature=_base64(signature))

    @app.post("/v1/timestamp")
    async def timestamp(request: Request, token: Annotated[str, Depends(_token)]) -> Response:
        _require_any(vault, token)
        tracing.called_by_us()
        asked = await request.body()
        answer = await asyncio.to_thread(services.timestamp, asked)
        return Response(answer, media_type="application/timestamp-reply")

    @app.get("/v1/register")
    def register_chain(token: Annotated[str, Depends(_token)]) -> RegisterAnswer:
        require_token(vault.folder, token)
        return RegisterAnswer(certificates=[_base64(each) for each in services.register_chain()])

    @app.post("/v1/register/sign")
    def register_sign(order: RegisterSignRequest, token: Annotated[str, Depends(_token)]) -> SignAnswer:
        require_token(vault.folder, token)
        tracing.called_by_us()
        signature = services.register_signature(bytes.fromhex(order.digest))
        now = clock.now().isoformat(timespec="seconds")
        use = Use(
            time=now,
            body="register",
            kind="register",
            digest=order.digest.lower(),
            case_no="",
            item="",
            identifier=order.purpose,
        )
        register.record(use)
        return SignAnswer(signature=_base64(signature))

    return app


def _publishing(services: Services) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """While the process serves, revocation lists are looked at each half minute."""

    async def publish() -> None:
        while True:
            try:
                await asyncio.to_thread(services.publish)
            except (ChainError, OSError) as error:
                logger.warning("revocation lists not published", extra={"code": type(error).__name__})
            await asyncio.sleep(_LISTS_SECONDS)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        publishing = asyncio.create_task(publish())
        try:
            yield
        finally:
            publishing.cancel()

    return lifespan


def _token(credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> str:
    if credentials is None:
        raise NotAuthenticated("请求未携带用章凭据。")
    return credentials.credentials


def _require_any(vault: Vault, token: str) -> None:
    """Time stamps are for whoever seals, and for the register."""
    try:
        require_token(vault.folder, token)
    except NotAuthenticated:
        vault.open_for_anybody(token)


async def _problem(request: Request, error: Exception) -> JSONResponse:
    """RFC 9457 problem details."""
    if not isinstance(error, ChainError):
        raise error
    setattr(request.state, observation.CODE, error.code)
    content = {"type": "about:blank", "title": error.message, "status": error.status}
    return JSONResponse(
        {**content, "detail": error.detail, "code": error.code},
        status_code=error.status,
        media_type="application/problem+json",
    )


async def _other(request: Request, error: Exception) -> JSONResponse:
    """What the framework itself refuses: unknown addresses and methods, bodies beyond the limit."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    known = {404: NotFound(), 405: MethodNotAllowed(), 413: TooLarge()}
    return await _problem(request, known.get(status, BadInput()))


async def _invalid(request: Request, error: Exception) -> JSONResponse:  # noqa: ARG001
    return await _problem(
        request,
        BadInput("用章请求的内容不符合要求：应包含摘要、办件编号、事项、证照标识（文书编号）和印章种类。"),
    )


def _base64(data: bytes) -> str:
    return b64encode(data).decode("ascii")
