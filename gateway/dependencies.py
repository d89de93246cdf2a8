"""What handlers are given: the context of the process, and the caller with the roles that an endpoint needs.

@router.get("/tasks")
async def tasks(context: CurrentContext, caller: Annotated[Caller, Depends(require(Role.OFFICER))]) -> ...
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Header, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.types import Scope

from bpmn.catalogue import Catalogue
from bpmn.errors import UnknownBody
from chain.clock import BEIJING, Clock
from chain.errors import BadInput, NotAuthenticated, NotPermitted
from gateway.engine.client import EngineClient
from gateway.identity.callers import BodyNotKnown, Caller, Role
from gateway.identity.verifier import TokenVerifier
from gateway.obligations.credit import CreditRegister
from gateway.operation import answering
from gateway.outbox.dispatcher import Dispatcher
from gateway.settings import Settings
from gateway.store.blobs import BlobStore
from gateway.store.database import Database
from gateway.store.encryption import Cipher
from gateway.themes.scenarios import Scenarios

__all__ = [
    "Caller",
    "Context",
    "CurrentCaller",
    "CurrentContext",
    "IdempotencyKey",
    "Role",
    "authenticate",
    "current_caller",
    "current_context",
    "require",
]


@dataclass(frozen=True)
class Context:
    """Everything that lives as long as the process; made once when the application starts."""

    settings: Settings
    database: Database
    engine: EngineClient
    blobs: BlobStore
    cipher: Cipher
    clock: Clock
    catalogue: Catalogue
    scenarios: Scenarios
    dispatcher: Dispatcher
    verifier: TokenVerifier
    credit: CreditRegister

    def now(self) -> datetime:
        """The current time in Beijing, cut to the milliseconds that the store keeps."""
        moment = self.clock.now().astimezone(BEIJING)
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


async def current_context(request: Request) -> Context:
    """The context of the application that answers ``request``."""
    context = request.app.state.context
    if not isinstance(context, Context):
        raise TypeError("the application has not been started")
    return context


CurrentContext = Annotated[Context, Depends(current_context)]

bearer = HTTPBearer(
    auto_error=False,
    scheme_name="bearer",
    bearerFormat="JWT",
    description="登录凭证（JWT）：开发环境由 python -m gateway.identity.token 签发，"
    "正式环境由统一身份认证签发。",
)


async def current_caller(
    context: CurrentContext,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Security(bearer)],
) -> Caller:
    """Whoever the bearer token names. Raises ``NotAuthenticated`` and its kinds, ``BodyNotKnown``."""
    if credentials is None:
        raise NotAuthenticated
    caller = await context.verifier.verify(credentials.credentials)
    _refuse_unknown_body(context.catalogue, caller)
    answering.called_by(caller)
    return caller


def _refuse_unknown_body(catalogue: Catalogue, caller: Caller) -> None:
    if caller.body is None:
        return
    try:
        catalogue.body(caller.body)
    except UnknownBody:
        raise BodyNotKnown from None


CurrentCaller = Annotated[Caller, Depends(current_caller)]


async def authenticate(scope: Scope) -> None:
    """Raise ``NotAuthenticated`` unless the request bears a valid token; for middleware, before a body is read."""
    request = Request(scope)
    await current_caller(await current_context(request), await bearer(request))


def require(*roles: Role) -> Callable[[Caller], Awaitable[Caller]]:
    """A dependency: the caller when it has one of ``roles``; raises ``NotPermitted`` otherwise."""

    async def permitted(caller: CurrentCaller) -> Caller:
        if not caller.has(*roles):
            raise NotPermitted
        return caller

    return permitted


class IdempotencyKeyMissing(BadInput):
    """A command without the header that makes its repetition harmless."""

    message = "请求头缺少 Idempotency-Key（8 至 128 个可见字符），同一次提交重试时请使用相同的值。"


_SHORTEST_KEY, _LONGEST_KEY = 8, 128


async def idempotency_key(
    key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            description="幂等键，8 至 128 个可见字符；同一次提交重试时使用相同的值，必填。",
        ),
    ] = None,
) -> str:
    """The key of the command. Raises ``IdempotencyKeyMissing`` when it is absent or not of the form."""
    if key is None or not _SHORTEST_KEY <= len(key) <= _LONGEST_KEY:
        raise IdempotencyKeyMissing
    if not (key.isascii() and key.isprintable()):
        raise IdempotencyKeyMissing
    return key


IdempotencyKey = Annotated[str, Depends(idempotency_key)]
