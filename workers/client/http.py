"""HTTP/1.1 as the clients of this room need it: one request, the whole answer, connections kept.

aiohttp does it: it reads and writes in C and takes a tenth of the CPU that httpx takes for a call.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import aiohttp
from yarl import URL

_TIMEOUT = aiohttp.ClientTimeout(total=None, connect=6.0, sock_connect=2.0, sock_read=6.0)
_KEPT_SECONDS = 4.0
"""Shorter than a server keeps an idle connection (uvicorn: five): a request must not meet its end."""

_LARGE = 1024 * 1024


class Unreachable(Exception):
    """The service cannot be reached, or broke off before its answer was whole."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with its whole content; names of headers are found in any case."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class Exchange(Protocol):
    """One request and its answer. Raises :class:`Unreachable`."""

    async def ask(self, method: str, url: str, headers: Mapping[str, str], content: bytes | None) -> Reply:
        """Send a request to an address whose path is quoted already."""
        ...

    async def close(self) -> None:
        """Close all connections."""
        ...


class Connections:
    """A pool of connections; follows no redirect, keeps no cookie, and sees no proxy of the environment."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def ask(self, method: str, url: str, headers: Mapping[str, str], content: bytes | None) -> Reply:
        """See :class:`Exchange`."""
        # As it stands aiohttp warns that so many bytes at once keep the loop busy.
        data = io.BytesIO(content) if content is not None and len(content) > _LARGE else content
        address = URL(url, encoded=True)
        try:
            async with self._open().request(
                method, address, headers=headers, data=data, allow_redirects=False
            ) as answer:
                return Reply(answer.status, answer.headers, await answer.read())
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unreachable from error

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        """The session: it belongs to the loop that is running when it is made."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(keepalive_timeout=_KEPT_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=_TIMEOUT,
            )
        return self._session
