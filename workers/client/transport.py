"""HTTP as a worker does it: deadlines, bounded retries with jitter, problem details turned into errors."""

import asyncio
import random
from collections import deque
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson

from chain import tracing
from chain.errors import ChainError
from workers.client.http import Connections, Exchange, Reply, Unreachable
from workers.errors import CredentialsRefused, Refused, WorkerMisconfigured

ATTEMPTS = 3
_FIRST_PAUSE = 0.2
_LONGEST_PAUSE = 3.0
_AWAY = frozenset({429, 502, 503, 504})
_JSON = {"Content-Type": "application/json"}


class TokenSource:
    """A bearer token, fixed or in a file that the office may replace while the worker runs."""

    def __init__(self, fixed: str | None, file: Path | None) -> None:
        self._fixed = fixed
        self._file = file

    @classmethod
    def fixed(cls, token: str) -> "TokenSource":
        """A token that never changes."""
        return cls(token, None)

    @classmethod
    def file(cls, file: Path) -> "TokenSource":
        """The token that stands in ``file``. Raises :class:`WorkerMisconfigured` when it cannot be read."""
        source = cls(None, file)
        if not source.token():
            raise WorkerMisconfigured("访问凭证文件不存在、无法读取或内容为空，请检查凭证文件设置。")
        return source

    def token(self) -> str:
        """The token; empty when the file is away for the moment."""
        if self._file is None:
            return self._fixed or ""
        try:
            return self._file.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return ""


class Transport:
    """Sends requests to one service, ``name`` in traces.

    ``away`` is raised when the service does not answer in ``attempts`` tries, ``failed`` for its own
    faults (5xx), ``refused`` for 4xx with the code of its problem details. Every call may be repeated: the
    API is idempotent.

    ``base_url`` may be several addresses with commas, all of the same service: the next one is tried when one is away,
    and kept to while it answers.
    """

    def __init__(
        self,
        base_url: str,
        token: TokenSource,
        *,
        name: str,
        away: type[ChainError],
        failed: type[ChainError],
        refused: type[Refused],
        exchange: Exchange | None = None,
        attempts: int = ATTEMPTS,
    ) -> None:
        self._attempts = attempts
        self._base_urls = deque(url.strip().rstrip("/") for url in base_url.split(","))
        self._token = token
        self._name = name
        self._away = away
        self._failed = failed
        self._refused = refused
        self._exchange = exchange or Connections()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._exchange.close()

    async def send(
        self,
        method: str,
        path: str,
        *,
        json: Mapping[str, Any] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """The service's 2xx answer; raises the errors named above and :class:`CredentialsRefused`."""
        with tracing.span(
            f"call {self._name}", tracing.Kind.CLIENT, service=self._name, method=method
        ) as span:
            if json is not None:
                content, headers = orjson.dumps(json), {**_JSON, **(headers or {})}
            reply = await self._insist(method, path, content, headers)
            span.set(status=reply.status)
            return self._checked(reply)

    async def _insist(
        self, method: str, path: str, content: bytes | None, headers: Mapping[str, str] | None
    ) -> Reply:
        """The answer of a service that is there."""
        for attempt in range(1, self._attempts + 1):
            pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**attempt)
            address = self._base_urls[0]
            try:
                reply = await self._exchange.ask(method, f"{address}{path}", self._headers(headers), content)
            except Unreachable:
                reply = None
            if reply is not None and reply.status not in _AWAY:
                return reply
            if self._base_urls[0] == address:
                self._base_urls.rotate(-1)
            if attempt < self._attempts:
                await asyncio.sleep(max(pause * random.uniform(0.5, 1), _asked_pause(reply)))  # noqa: S311 - jitter
        raise self._away from None

    def _headers(self, further: Mapping[str, str] | None) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token.token()}", **tracing.outgoing(), **(further or {})}

    def _checked(self, reply: Reply) -> Reply:
        if HTTPStatus.OK <= reply.status < HTTPStatus.MULTIPLE_CHOICES:
            return reply
        if reply.status == HTTPStatus.UNAUTHORIZED:
            raise CredentialsRefused
        if HTTPStatus.BAD_REQUEST <= reply.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            raise self._refused(_problem_code(reply), reply.status)
        raise self._failed


def _asked_pause(reply: Reply | None) -> float:
    """The seconds that ``Retry-After`` asks for, bounded."""
    asked = reply.headers.get("Retry-After", "") if reply is not None else ""
    return min(float(asked), _LONGEST_PAUSE) if asked.isdecimal() else 0.0


def _problem_code(reply: Reply) -> str:
    try:
        problem = orjson.loads(reply.content)
    except orjson.JSONDecodeError:
        return ""
    code = problem.get("code") if isinstance(problem, dict) else None
    return code if isinstance(code, str) else ""


class ServiceClient:
    """A connection pool to one service that is open as long as the client is; the subclass makes ``_transport``."""

    _transport: Transport

    async def __aenter__(self) -> Self:
        await self._transport.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._transport.__aexit__(kind, error, trace)
