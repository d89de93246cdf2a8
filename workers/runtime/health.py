"""The small HTTP server of a worker: ``/health`` (it runs), ``/ready`` (all types polled), ``/metrics``."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from http import HTTPStatus

import orjson

from workers.runtime.metrics import CONTENT_TYPE, Metrics

logger = logging.getLogger(__name__)

_READ_WITHIN = 5.0
_LONGEST_HEAD = 8_192

Answer = tuple[HTTPStatus, str, bytes]


class HealthServer:
    """Answers GET on a few paths and closes the connection; meant for loopback or an internal network."""

    def __init__(self, metrics: Metrics, not_polling: Callable[[], Sequence[str]]) -> None:
        self._metrics = metrics
        self._not_polling = not_polling

    async def start(self, host: str, port: int) -> asyncio.Server:
        """Listen; raises ``OSError`` when the port is taken."""
        return await asyncio.start_server(self._serve, host, port, limit=_LONGEST_HEAD)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_READ_WITHIN):
                head = await reader.readuntil(b"\r\n\r\n")
                status, media_type, body = self._answer(head.split(b"\r\n", 1)[0])
                writer.write(
                    f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: {media_type}\r\n"
                    f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode("ascii")
                    + body
                )
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            logger.debug("health request broken off")
        finally:
            writer.close()

    def _answer(self, request_line: bytes) -> Answer:
        method, _, rest = request_line.partition(b" ")
        path = rest.split(b" ", 1)[0].split(b"?", 1)[0]
        if method != b"GET":
            return HTTPStatus.METHOD_NOT_ALLOWED, "text/plain", b""
        if path == b"/health":
            return _json(HTTPStatus.OK, {"status": "ok"})
        if path == b"/ready":
            return self._ready()
        if path == b"/metrics":
            return HTTPStatus.OK, CONTENT_TYPE, self._metrics.render()
        return HTTPStatus.NOT_FOUND, "text/plain", b""

    def _ready(self) -> Answer:
        silent = list(self._not_polling())
        status = HTTPStatus.SERVICE_UNAVAILABLE if silent else HTTPStatus.OK
        return _json(status, {"status": "not_polling" if silent else "ok", "not_polling": silent})


def _json(status: HTTPStatus, content: dict[str, object]) -> Answer:
    return status, "application/json", orjson.dumps(content)
