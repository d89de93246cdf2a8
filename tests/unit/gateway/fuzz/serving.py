"""The gateway behind a real socket, with a case in hand, for clients that send what they like."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from tests.unit.gateway.beginnings import NOBODY
from tests.unit.gateway.portal import open_portal
from tests.unit.gateway.test_access_table import Scene, scene_of

_START_SECONDS = 120.0


@dataclass(frozen=True)
class Served:
    """A running gateway: where it listens, and the case that its store holds."""

    url: str
    scene: Scene


def listen() -> tuple[socket.socket, str]:
    """A free port on loopback, and the address it makes."""
    # Named as TCP: only then does asyncio send an answer's last part without waiting for the first's acknowledgement.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    return listening, f"http://127.0.0.1:{listening.getsockname()[1]}"


def server_of(app: FastAPI) -> uvicorn.Server:
    """The server that production uses, without its logs."""
    return uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None, ws="none"))


@contextmanager
def serve_scene(data: Path) -> Iterator[Served]:
    """The gateway on a store with one case under way; nobody listens where the engine should be.

    Store and server live in one loop of their own thread: connections of the store are bound to it.
    """
    ready, done = threading.Event(), threading.Event()
    found: list[Served] = []

    async def run() -> None:
        listening, url = listen()
        with listening:
            async with open_portal(data, **NOBODY) as portal:
                found.append(
                    Served(url, await scene_of(portal, "{identifier}{mandate_no}{document_no}{grant_no}"))
                )
                server = server_of(portal.app)
                task = asyncio.create_task(server.serve([listening]))
                ready.set()
                await asyncio.to_thread(done.wait)
                server.should_exit = True
                await task

    thread = threading.Thread(target=asyncio.run, args=(run(),), daemon=True)
    thread.start()
    assert ready.wait(_START_SECONDS), "the application did not start"
    try:
        yield found[0]
    finally:
        done.set()
        thread.join()
