"""Limits and strictness of request bodies, before any handler sees them.

JSON is read strictly: UTF-8 without lone surrogates, no NaN, no NUL characters (a database refuses them), bounded
depth. Handlers get it re-written in plain form, so that what was checked is what they read. Other bodies, uploads
among them, are counted while they stream: the framework's own limits do not cover uploaded files.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chain.errors import ChainError, TooLarge
from gateway.problems import MalformedRequest, problem_response

MAX_DEPTH = 32
MULTIPART_OVERHEAD = 64 * 1024
"""Room for the boundaries and headers of an upload around the file itself, in bytes."""


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """Sizes in bytes: of JSON, of an upload, and of what a worker brings (documents, the archive package)."""

    json: int
    upload: int
    worker: int

    def of(self, method: str, path: str, kind: str) -> int:
        """The limit of a request with a body of this media type: only what is known to be large may be."""
        if method == "PUT" and path.startswith("/worker/") and not _is_json(kind):
            return self.worker
        return self.upload if kind == "multipart/form-data" else self.json


def _is_json(kind: str) -> bool:
    return kind == "application/json" or kind.endswith("+json")


Authenticate = Callable[[Scope], Awaitable[None]]
"""Raises ``NotAuthenticated`` when a request bears no valid token."""

OPEN_TO_ALL = re.compile(r"/certificates/verification|/v|/ratings|/themes/[^/]+/guidance(/document)?")
"""Where anybody may send a body; everywhere else nothing is read of an unknown caller's."""


class BodyGuard:
    """Middleware that lets only sound bodies of known callers through."""

    def __init__(self, app: ASGIApp, limits: BodyLimits, authenticate: Authenticate) -> None:
        self._app = app
        self._limits = limits
        self._authenticate = authenticate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check one request, then pass it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            checked = await self._checked(scope, receive)
        except ChainError as error:
            await problem_response(error, self._farewell(scope))(scope, receive, send)
            return
        await self._app(scope, checked, send)

    def _farewell(self, scope: Scope) -> dict[str, str]:
        """End the connection unless little is still to come.

        Closing while the rest arrives resets the connection, and the client may never read why it was refused; the
        server drops a short rest by itself.
        """
        declared = Headers(scope=scope).get("content-length", "")
        short = declared.isascii() and declared.isdigit() and int(declared[:20]) <= self._limits.json
        return {} if short else {"Connection": "close"}

    async def _checked(self, scope: Scope, receive: Receive) -> Receive:
        if "\x00" in scope["path"] or b"%00" in scope.get("query_string", b""):
            raise MalformedRequest
        headers = Headers(scope=scope)
        kind = headers.get("content-type", "").split(";")[0].strip().lower()
        if _brings_body(headers) and not OPEN_TO_ALL.fullmatch(scope["path"]):
            await self._authenticate(scope)
        limit = self._limits.of(scope["method"], scope["path"], kind)
        declared = headers.get("content-length", "")
        if declared.isascii() and declared.isdigit() and int(declared[:20]) > limit:
            raise TooLarge
        if _is_json(kind):
            return _replay(plain_json(await _whole(receive, limit)), receive)
        return _counted(receive, limit)


def _brings_body(headers: Headers) -> bool:
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"


def plain_json(body: bytes) -> bytes:
    """``body`` in plain form; nothing stays nothing. Raises ``MalformedRequest``."""
    if not body:
        return body
    try:
        document = orjson.loads(body)
        _check(document)
        return orjson.dumps(document)
    except (orjson.JSONDecodeError, orjson.JSONEncodeError) as error:
        raise MalformedRequest from error


def _check(document: Any) -> None:
    level = [document]
    for _ in range(MAX_DEPTH):
        if not level:
            return
        inner: list[Any] = []
        for value in level:
            if isinstance(value, str):
                _check_text(value)
            elif isinstance(value, dict):
                for key in value:
                    _check_text(key)
                inner.extend(value.values())
            elif isinstance(value, list):
                inner.extend(value)
        level = inner
    if level:
        raise MalformedRequest


def _check_text(text: str) -> None:
    if "\x00" in text:
        raise MalformedRequest


async def _whole(receive: Receive, limit: int) -> bytes:
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise MalformedRequest
        body += message.get("body", b"")
        if len(body) > limit:
            raise TooLarge
        more = message.get("more_body", False)
    return bytes(body)


def _replay(body: bytes, rest: Receive) -> Receive:
    sent = False

    async def replaying() -> Message:
        nonlocal sent
        if sent:
            return await rest()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replaying


def _counted(receive: Receive, limit: int) -> Receive:
    total = 0

    async def counting() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > limit:
            raise HTTPException(413)
        return message

    return counting
