"""A copy of every record that the engine exported and the intake acknowledged, as the proxy between them saw it."""

import threading
from collections.abc import Iterator
from typing import Any

import httpx
import orjson

from tests.e2e.kills.http_proxy import Request

Record = dict[str, Any]


class RecordCopy:
    """Batches as they were acknowledged, and their records by place in the log."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.batches: list[Request] = []
        self._records: dict[tuple[int, int], bytes] = {}
        self.changed: list[str] = []
        """Places in the log that came again with another content, and what differs."""

    def saw(self, request: Request, response: httpx.Response) -> None:
        """Keep a batch that the intake took."""
        if not (request.target == "/_bulk" and response.status_code == httpx.codes.OK):
            return
        with self._lock:
            self.batches.append(request)
            for line in request.body.split(b"\n")[1::2]:
                self._keep(line)

    def _keep(self, line: bytes) -> None:
        record = orjson.loads(line)
        place = (record["partitionId"], record["position"])
        before = orjson.loads(self._records.setdefault(place, line))
        differing = {name for name in before.keys() | record.keys() if before.get(name) != record.get(name)}
        # The sequence is the exporter's own counter, which a killed engine takes up again where its snapshot stood.
        if differing - {"sequence"}:
            self.changed.append(f"{place} {record['valueType']} {record['intent']}: {sorted(differing)}")

    def __iter__(self) -> Iterator[Record]:
        with self._lock:
            lines = [self._records[place] for place in sorted(self._records)]
        return map(orjson.loads, lines)

    def last_position(self, partition: int = 1) -> int:
        """The position up to which the intake has acknowledged."""
        with self._lock:
            return max((position for found, position in self._records if found == partition), default=-1)
