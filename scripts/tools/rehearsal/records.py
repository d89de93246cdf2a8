"""Takes the engine's exported records: an HTTP server that answers like the intake and keeps everything.

It stands in for the intake where a test or a rehearsal looks at the engine itself; tests of the intake use the intake.
"""

import asyncio
import base64
import json
import os
import threading
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator
from contextlib import aclosing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar

Record = dict[str, Any]
Predicate = Callable[[Record], bool]

Brought = TypeVar("Brought")
_AT_MOST = 900.0  # seconds

USER, PASSWORD = "zeebe", "recorder-of-one-run"


class RecordLog:
    """All records seen so far, each once, in order of arrival; written to an NDJSON file as they come."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._records: list[Record] = []
        self._seen: set[tuple[int, int]] = set()
        self._told: dict[tuple[int, str], str] = {}
        self._lock = threading.RLock()
        self._waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()

    def __iter__(self) -> Iterator[Record]:
        with self._lock:
            return iter(list(self._records))

    def add(self, records: list[Record]) -> None:
        """Keep those that are new by partition and position: the exporter repeats after a failure."""
        with self._lock, self.file.open("a", encoding="utf-8") as file:
            for record in records:
                key = (record["partitionId"], record["position"])
                if key not in self._seen:
                    self._seen.add(key)
                    self._records.append(record)
                    self._note(record)
                    file.write(json.dumps(record, ensure_ascii=False) + "\n")
            for loop, news in self._waiting:
                loop.call_soon_threadsafe(news.set)

    def told(self, instance: int, name: str) -> Any:
        """The latest value of an instance's own variable, ``None`` when it has none; looked up, not searched for."""
        with self._lock:
            value = self._told.get((instance, name))
        return None if value is None else json.loads(value)

    def _note(self, record: Record) -> None:
        value = record["value"]
        if record["valueType"] == "VARIABLE" and value["scopeKey"] == value["processInstanceKey"]:
            self._told[value["scopeKey"], value["name"]] = value["value"]

    def __len__(self) -> int:
        return len(self._records)

    async def seen(self, predicate: Predicate, quiet: float = 30, since: int = 0) -> Record:
        """The first record from number ``since`` that fits; raises ``TimeoutError`` as :meth:`unless_quiet` does."""
        return await self.unless_quiet(self._first(predicate, since), quiet)

    async def unless_quiet(self, coming: Coroutine[Any, Any, Brought], quiet: float) -> Brought:
        """What ``coming`` brings; raises ``TimeoutError`` when nothing was recorded for ``quiet`` seconds meanwhile.

        How long a case takes says nothing on a busy machine; that nothing happens any more does. A chain that never
        comes to rest is given up after a quarter of an hour.
        """
        loop = asyncio.get_running_loop()
        waiting = loop.create_task(coming)
        try:
            async with asyncio.timeout(_AT_MOST):
                known, moved = len(self), loop.time()
                while not waiting.done():
                    await asyncio.wait({waiting}, timeout=moved + quiet - loop.time())
                    if len(self) != known:
                        known, moved = len(self), loop.time()
                    elif loop.time() - moved >= quiet and not waiting.done():
                        raise TimeoutError(f"nothing was recorded for {quiet} s")
                return waiting.result()
        finally:
            waiting.cancel()

    async def _first(self, predicate: Predicate, since: int) -> Record:
        async with aclosing(self.follow(since)) as records:
            return await anext(record async for record in records if predicate(record))

    async def follow(self, since: int = 0) -> AsyncGenerator[Record, None]:
        """Every record so far from number ``since``, then each new one as it comes; without end."""
        news = asyncio.Event()
        listener = (asyncio.get_running_loop(), news)
        with self._lock:
            self._waiting.add(listener)
        try:
            checked = since
            while True:
                news.clear()
                with self._lock:
                    fresh = self._records[checked:]
                for record in fresh:
                    yield record
                checked += len(fresh)
                if not fresh:
                    await news.wait()
        finally:
            with self._lock:
                self._waiting.discard(listener)


@contextmanager
def recorder(folder: Path) -> Iterator[tuple[RecordLog, str]]:
    """Yields the log and the URL to export to. The file goes to ``YILIAN_RECORDS_DIR`` when set, else to ``folder``."""
    target = Path(os.environ.get("YILIAN_RECORDS_DIR") or folder)
    target.mkdir(parents=True, exist_ok=True)
    log = RecordLog(target / f"records-{os.getpid()}-{time.time_ns()}.ndjson")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(log))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield log, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(log: RecordLog) -> type[BaseHTTPRequestHandler]:
    wanted = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # An idle connection of the exporter must not hold up the server's end.
        timeout = 5

        def do_POST(self) -> None:
            body = self._body()
            if self.headers.get("Authorization") != wanted:
                self._answer(401, {"error": "wrong credentials"})
                return
            log.add([json.loads(line) for line in body.splitlines()[1::2]])
            self._answer(200, {"errors": False, "items": []})

        def do_PUT(self) -> None:
            self._body()
            self._answer(200, {"acknowledged": True})

        def _body(self) -> bytes:
            if self.headers.get("Transfer-Encoding") != "chunked":
                return self.rfile.read(int(self.headers.get("Content-Length", 0)))
            chunks = []
            while size := int(self.rfile.readline(), 16):
                chunks.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(chunks)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Keep quiet."""

        def _answer(self, status: int, body: dict[str, object]) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    return Handler
