"""Takes the engine's exported records in a test: an HTTP server that answers like the intake and keeps everything.

It stands in for the intake where a test looks at the engine itself; tests of the intake use the intake.
"""

import asyncio
import base64
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

Record = dict[str, Any]
Predicate = Callable[[Record], bool]

USER, PASSWORD = "zeebe", "recorder-of-one-test"


class RecordLog:
    """All records seen so far, each once, in order of arrival; written to an NDJSON file as they come."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._records: list[Record] = []
        self._seen: set[tuple[int, int]] = set()
        self._told: dict[tuple[int, str], str] = {}
        self._changed = threading.Condition()

    def __iter__(self) -> Iterator[Record]:
        with self._changed:
            return iter(list(self._records))

    def add(self, records: list[Record]) -> None:
        """Keep those that are new by partition and position: the exporter repeats after a failure."""
        with self._changed, self.file.open("a", encoding="utf-8") as file:
            for record in records:
                key = (record["partitionId"], record["position"])
                if key not in self._seen:
                    self._seen.add(key)
                    self._records.append(record)
                    self._note(record)
                    file.write(json.dumps(record, ensure_ascii=False) + "\n")
            self._changed.notify_all()

    def told(self, instance: int, name: str) -> Any:
        """The latest value of an instance's own variable, ``None`` when it has none; looked up, not searched for."""
        with self._changed:
            value = self._told.get((instance, name))
        return None if value is None else json.loads(value)

    def _note(self, record: Record) -> None:
        value = record["value"]
        if record["valueType"] == "VARIABLE" and value["scopeKey"] == value["processInstanceKey"]:
            self._told[value["scopeKey"], value["name"]] = value["value"]

    def wait_for(self, predicate: Predicate, timeout: float = 30) -> Record:
        """The first record that fits, waiting up to ``timeout`` seconds. Blocks: in a coroutine use :meth:`seen`."""
        deadline, checked = time.monotonic() + timeout, 0
        with self._changed:
            while True:
                for record in self._records[checked:]:
                    if predicate(record):
                        return record
                checked = len(self._records)
                if not self._changed.wait(deadline - time.monotonic()):
                    raise TimeoutError(f"no such record among {checked} within {timeout} s")

    async def seen(self, predicate: Predicate, timeout: float = 30) -> Record:  # noqa: ASYNC109
        """:meth:`wait_for` without holding up the event loop."""
        return await asyncio.to_thread(self.wait_for, predicate, timeout)


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
