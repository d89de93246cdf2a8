"""Rehearsal counterparts of the office's channels: a real SMTP server and a real HTTP one on loopback, tiny ones."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import TypeVar

import orjson


@dataclass
class RehearsalMailServer:
    """Speaks as much SMTP as a client needs. ``refusal`` is what it answers to a recipient instead of taking it."""

    refusal: str | None = None
    mails: list[tuple[str, str, str]] = field(default_factory=list)
    """(to, subject, text) of what was taken."""
    port: int = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        await _say(writer, "220 rehearsal")
        while line := (await reader.readline()).decode().strip():
            verb = line.split(":")[0].upper()
            if verb == "DATA":
                await _say(writer, "354 go on")
                self._take(await reader.readuntil(b"\r\n.\r\n"))
                await _say(writer, "250 taken")
            elif verb == "RCPT TO" and self.refusal is not None:
                await _say(writer, self.refusal)
            elif verb == "QUIT":
                await _say(writer, "221 bye")
                break
            else:
                await _say(writer, "250 ok")
        writer.close()

    def _take(self, content: bytes) -> None:
        mail = message_from_bytes(content.removesuffix(b".\r\n"), policy=policy.default)
        body = mail.get_body()
        assert body is not None
        self.mails.append((str(mail["To"]), str(mail["Subject"]), body.get_content().strip()))


async def _say(writer: asyncio.StreamWriter, line: str) -> None:
    writer.write(f"{line}\r\n".encode())
    await writer.drain()


@dataclass
class RehearsalSmsPlatform:
    """Takes text messages over HTTP/1.1. ``answers`` are given in turn, the last one for ever."""

    answers: list[int] = field(default_factory=lambda: [200])
    asked: list[dict[str, str]] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/send"

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.split("content-length:")[1].split("\r\n")[0])
        self.asked.append(orjson.loads(await reader.readexactly(length)))
        status = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        await _say(writer, f"HTTP/1.1 {status} x\r\ncontent-length: 0\r\nconnection: close\r\n")
        writer.close()


CounterpartT = TypeVar("CounterpartT", RehearsalMailServer, RehearsalSmsPlatform)


@asynccontextmanager
async def listening(counterpart: CounterpartT) -> AsyncIterator[CounterpartT]:
    """The counterpart on a free port of loopback."""
    server = await asyncio.start_server(counterpart.talk, "127.0.0.1", 0)
    counterpart.port = server.sockets[0].getsockname()[1]
    async with server:
        yield counterpart
