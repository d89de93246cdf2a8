"""The connections themselves, against a server that keeps what it was sent, byte for byte."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from workers.client.http import Connections, Unreachable

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Told: yes\r\n\r\n{}"


@dataclass
class RawServer:
    """Answers each request of a connection with the same bytes; ``once``: then closes it."""

    answer: bytes
    once: bool = False
    url: str = ""
    heads: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    connections: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer until the client goes."""
        self.connections += 1
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                self.heads.append(head)
                length = next((line for line in head.lower().split("\r\n") if "content-length" in line), "")
                self.bodies.append(await reader.readexactly(int(length.partition(":")[2] or 0)))
                writer.write(self.answer)
                await writer.drain()
                if self.once:
                    return
        except asyncio.IncompleteReadError:
            return
        finally:
            writer.close()


@asynccontextmanager
async def serving(answer: bytes, *, once: bool = False) -> AsyncIterator[tuple[RawServer, Connections]]:
    raw = RawServer(answer, once)
    server = await asyncio.start_server(raw.serve, "127.0.0.1", 0)
    raw.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    connections = Connections()
    try:
        yield raw, connections
    finally:
        await connections.close()
        server.close()
        await server.wait_closed()


async def test_an_answer_comes_whole_and_the_connection_is_used_again() -> None:
    async with serving(OK) as (server, connections):
        for _ in range(3):
            reply = await connections.ask("GET", f"{server.url}/a", {"Authorization": "Bearer t"}, None)
            assert (reply.status, reply.content, reply.headers["x-told"]) == (200, b"{}", "yes")
        assert server.connections == 1
        assert "Authorization: Bearer t\r\n" in server.heads[0]


async def test_a_quoted_path_is_sent_as_it_stands() -> None:
    async with serving(OK) as (server, connections):
        await connections.ask("POST", f"{server.url}/cases/..%2F..%2Fadmin/%E5%BC%A0", {}, b"{}")
        assert server.heads[0].startswith("POST /cases/..%2F..%2Fadmin/%E5%BC%A0 HTTP/1.1\r\n")


@pytest.mark.parametrize("size", [0, 1, 3 * 1024 * 1024])
async def test_a_body_arrives_with_its_kind_and_length(size: int) -> None:
    async with serving(OK) as (server, connections):
        body = b"x" * size
        await connections.ask("PUT", f"{server.url}/a", {"Content-Type": "application/ofd"}, body)
        assert server.bodies == [body]
        assert "Content-Type: application/ofd\r\n" in server.heads[0]


async def test_a_redirect_is_not_followed_and_a_cookie_not_kept() -> None:
    moved = b"HTTP/1.1 302 Found\r\nLocation: /b\r\nSet-Cookie: a=b; Path=/\r\nContent-Length: 0\r\n\r\n"
    async with serving(moved) as (server, connections):
        for _ in range(2):
            assert (await connections.ask("GET", f"{server.url}/a", {}, None)).status == 302
        assert len(server.heads) == 2
        assert "cookie" not in server.heads[1].lower()


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\nConnection: close\r\n\r\nhalf",
        b"no HTTP at all\r\n\r\n",
    ],
    ids=["nothing", "half", "nonsense"],
)
async def test_a_service_that_does_not_answer_whole_is_unreachable(answer: bytes) -> None:
    async with serving(answer, once=True) as (server, connections):
        with pytest.raises(Unreachable):
            await connections.ask("POST", f"{server.url}/a", {}, b"{}")


async def test_nobody_at_the_address_is_unreachable() -> None:
    connections = Connections()
    with pytest.raises(Unreachable):
        await connections.ask("GET", "http://127.0.0.1:9/a", {}, None)
    await connections.close()
