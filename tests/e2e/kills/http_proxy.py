"""A pass-through for HTTP that can hold a call, and break it off as a dead process would."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field

import h11
import httpx

from tests.e2e.kills.gate import Call, Gate
from tests.e2e.kills.steps import Side

_READ = 65_536
_TIMEOUT = httpx.Timeout(60.0, connect=5.0)
_LONGEST_HEAD_START = 0.05
_HOP = {b"connection", b"keep-alive", b"transfer-encoding", b"content-length", b"te", b"upgrade", b"host"}


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came in."""

    method: str
    target: str
    headers: tuple[tuple[bytes, bytes], ...] = field(repr=False)
    body: bytes = field(repr=False)

    def header(self, name: str) -> str:
        """The value of a header, empty when there is none."""
        wanted = name.lower().encode()
        return next((value.decode("latin-1") for key, value in self.headers if key.lower() == wanted), "")


Recognise = Callable[[Request], Call | None]
Answered = Callable[[Request, httpx.Response], None]
Rewrite = Callable[[Request], Request]


class HttpProxy:
    """Listens on ``port`` of loopback and passes on to ``upstream``.

    ``recognise`` names the step of a request; ``answered`` sees every request with the answer that it got;
    ``rewrite`` may be set to change what is passed on.
    """

    def __init__(
        self,
        port: int,
        upstream: str,
        gate: Gate,
        recognise: Recognise,
        answered: Answered | None = None,
    ) -> None:
        self._port = port
        self._upstream = upstream
        self._gate = gate
        self._recognise = recognise
        self._answered = answered
        self.rewrite: Rewrite | None = None
        self.callers = 0
        """Connections of callers; one that is gone counts until all it sent was passed on."""
        self._chance = random.Random(port)
        # A connection for each request: what waits in a pool would outlive the process behind it.
        self._client = httpx.AsyncClient(
            timeout=_TIMEOUT,
            trust_env=False,
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
        )

    async def start(self) -> asyncio.Server:
        """Begin to listen."""
        return await asyncio.start_server(self._serve, "127.0.0.1", self._port)

    async def close(self) -> None:
        """Close the connections onwards."""
        await self._client.aclose()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = h11.Connection(h11.SERVER)
        self.callers += 1
        try:
            while (request := await _read(connection, reader)) is not None:
                response = await self._pass_on(request)
                if response is None:
                    break
                writer.write(_written(connection, response))
                await writer.drain()
                if connection.our_state is not h11.DONE or connection.their_state is not h11.DONE:
                    break
                connection.start_next_cycle()
        except (OSError, h11.ProtocolError):
            pass  # the caller is gone
        finally:
            self.callers -= 1
            writer.transport.abort()

    async def _pass_on(self, request: Request) -> httpx.Response | None:
        """The answer, or ``None`` when the call breaks off."""
        call = self._recognise(request)
        if await self._gate.stops(call, Side.BEFORE):
            return None
        sent = request if self.rewrite is None else self.rewrite(request)
        sending = asyncio.create_task(self._send(sent))
        if (point := self._gate.claim(call, Side.DURING)) is not None and call is not None:
            await asyncio.sleep(self._chance.uniform(0, _LONGEST_HEAD_START))
            await self._gate.kill(call, point)
            await sending
            return None
        response = await sending
        if response is None:
            return None
        if self._answered is not None:
            self._answered(request, response)
        if response.is_success and await self._gate.stops(call, Side.AFTER):
            return None
        return response

    async def _send(self, request: Request) -> httpx.Response | None:
        headers = [(name, value) for name, value in request.headers if name.lower() not in _HOP]
        try:
            return await self._client.request(
                request.method,
                self._upstream + request.target,
                headers=[*headers, (b"accept-encoding", b"identity")],
                content=request.body or None,
            )
        except httpx.HTTPError:
            return None


async def _read(connection: h11.Connection, reader: asyncio.StreamReader) -> Request | None:
    """The next request; ``None`` when the caller hung up."""
    head: h11.Request | None = None
    body: list[bytes] = []
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(_READ))
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body.append(bytes(event.data))
        elif isinstance(event, h11.EndOfMessage) and head is not None:
            return Request(
                head.method.decode(), head.target.decode(), tuple(head.headers.raw_items()), b"".join(body)
            )
        else:
            return None


def _written(connection: h11.Connection, response: httpx.Response) -> bytes:
    headers = [(name, value) for name, value in response.headers.raw if name.lower() not in _HOP]
    if response.status_code != httpx.codes.NO_CONTENT:
        headers.append((b"content-length", str(len(response.content)).encode()))
    head = connection.send(h11.Response(status_code=response.status_code, headers=headers)) or b""
    content = connection.send(h11.Data(data=response.content)) or b"" if response.content else b""
    return head + content + (connection.send(h11.EndOfMessage()) or b"")
