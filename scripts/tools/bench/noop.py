"""The other side of the bare engine, as little as can be: takes its records, completes its jobs and user tasks at once.

A process of its own (``python -m scripts.tools.bench.noop``), so that what it costs is counted apart from the engine.
``GET /seen`` tells how many chains ended and, a job type, how many jobs were completed and when by the engine's clock.
"""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from typing import Any

import grpc
import httpx
import orjson
import uvicorn
from pyzeebe.proto import gateway_pb2 as messages
from pyzeebe.proto import gateway_pb2_grpc

from chain.job_types import split_type

THEME = "restaurant"
_FAR = "2099-12-31T23:59:59+08:00"
_STREAM_SECONDS = 3_600
_CALL_SECONDS = 10.0
_PAUSE_SECONDS = 0.02

_ANSWERS: dict[str, dict[str, Any]] = {
    "acceptance.claim": {"claim": {"claimed": True}},
    "acceptance.accept": {
        "acceptance": {"outcome": "accepted", "accepted_at": _FAR, "inspection_due_at": _FAR, "notice": None}
    },
    "review.precheck": {"precheck": {"complete": True, "officer": False}},
    "review.check": {
        "review": {"outcome": "undecided", "due_at": _FAR, "clock_next": _FAR, "certificate": True}
    },
    "obligation.gate": {"obligation": {"open": True}},
    "notice.answer": {"answer": {"notice_no": "1"}},
    "e_certificate.issue": {"e_certificate": {"identifier": "1", "type": "1"}},
    "e_seal.apply": {"e_seal": {"sealed_at": _FAR}},
    "archive.file": {"archive": {"reference": "1"}},
}
_AT_ONCE = {"review": {"outcome": "granted", "due_at": _FAR, "clock_next": _FAR}}
_GRANTED_BY_RULE = "signboard"
"""The item that the house's rules grant without an officer, for the sample application of both runs."""

_DECISIONS = {
    "Task_OfficerReview": {"decision": {"outcome": "granted"}},
    "Task_JointInspection": {"inspection": {"outcome": "done"}},
}

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


@dataclass(slots=True)
class Completed:
    """Jobs of one type that were completed; times are the engine's, in milliseconds."""

    count: int = 0
    first: int = 0
    last: int = 0

    def add(self, timestamp: int) -> None:
        """One more."""
        self.count += 1
        self.first = self.first or timestamp
        self.last = timestamp


class Sink:
    """An ASGI application that takes the exporter's records and keeps no more of them than asked for."""

    def __init__(self, decide: Callable[[int, str], None]) -> None:
        self._decide = decide
        self._position = 0
        self._ended = 0
        self._jobs: dict[str, Completed] = {}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        body = await _body(receive)
        if scope["path"] == "/seen":
            await _answer(
                send, {"ended": self._ended, "jobs": {name: asdict(job) for name, job in self._jobs.items()}}
            )
        elif scope["method"] == "PUT":
            await _answer(send, {"acknowledged": True})
        else:
            for line in body.split(b"\n")[1::2]:
                self._take(line)
            await _answer(send, {"errors": False, "items": []})

    def _take(self, line: bytes) -> None:
        kinds = (b'"valueType":"JOB"', b'"valueType":"USER_TASK"', b'"bpmnElementType":"PROCESS"')
        if not any(kind in line for kind in kinds):
            return
        record = orjson.loads(line)
        # The exporter repeats a bulk whose answer it lost. One partition only: positions grow.
        if record["position"] <= self._position:
            return
        self._position = record["position"]
        value, what = record["value"], (record["valueType"], record["intent"])
        if what == ("JOB", "COMPLETED"):
            self._jobs.setdefault(value["type"], Completed()).add(record["timestamp"])
        elif what == ("USER_TASK", "CREATED"):
            self._decide(record["key"], value["elementId"])
        elif what == ("PROCESS_INSTANCE", "ELEMENT_COMPLETED") and value["bpmnProcessId"] == THEME:
            self._ended += value["bpmnElementType"] == "PROCESS"


class Officials:
    """Completes every job and user task of the theme at once."""

    def __init__(self, channel: grpc.aio.Channel, rest: httpx.AsyncClient) -> None:
        # The generated stub is annotated for blocking channels only.
        self._stub: Any = gateway_pb2_grpc.GatewayStub(channel)
        self._rest = rest
        self._acts: set[asyncio.Task[None]] = set()

    async def serve(self, job_type: str) -> None:
        """Take pushed jobs of one type until cancelled."""
        request = messages.StreamActivatedJobsRequest(
            type=job_type, worker="noop", timeout=30_000, fetchVariable=["item"]
        )
        while True:
            try:
                async for job in self._stub.StreamActivatedJobs(request, timeout=_STREAM_SECONDS):
                    self._act(self._complete(job))
            except grpc.aio.AioRpcError:
                await asyncio.sleep(_PAUSE_SECONDS)

    def decide(self, key: int, element: str) -> None:
        """Complete a user task."""
        self._act(self._decide(key, _DECISIONS[element]))

    def _act(self, act: Awaitable[None]) -> None:
        task = asyncio.ensure_future(act)
        self._acts.add(task)
        task.add_done_callback(self._acts.discard)

    async def _complete(self, job: messages.ActivatedJob) -> None:
        name, _ = split_type(job.type)
        answer = _ANSWERS[name]
        if name == "review.check" and orjson.loads(job.variables)["item"] == _GRANTED_BY_RULE:
            answer = _AT_ONCE
        request = messages.CompleteJobRequest(jobKey=job.key, variables=orjson.dumps(answer).decode())
        while True:
            try:
                await self._stub.CompleteJob(request, timeout=_CALL_SECONDS)
                return
            except grpc.aio.AioRpcError as error:
                if error.code() is grpc.StatusCode.NOT_FOUND:
                    return
                await asyncio.sleep(_PAUSE_SECONDS)

    async def _decide(self, key: int, variables: dict[str, Any]) -> None:
        while True:
            answer = await self._rest.post(f"/v1/user-tasks/{key}/completion", json={"variables": variables})
            if answer.is_success or answer.status_code == httpx.codes.NOT_FOUND:
                return
            await asyncio.sleep(_PAUSE_SECONDS)


async def _body(receive: Receive) -> bytes:
    parts, more = [], True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


async def _answer(send: Send, content: dict[str, Any]) -> None:
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": orjson.dumps(content)})


@asynccontextmanager
async def _officials(grpc_address: str, rest_url: str, bodies: list[str]) -> AsyncIterator[Officials]:
    async with (
        grpc.aio.insecure_channel(grpc_address) as channel,
        httpx.AsyncClient(base_url=rest_url, timeout=_CALL_SECONDS, trust_env=False) as rest,
    ):
        officials = Officials(channel, rest)
        types = [f"{name}.{body}" for name in _ANSWERS for body in bodies]
        streams = [asyncio.create_task(officials.serve(job_type)) for job_type in types]
        try:
            yield officials
        finally:
            for stream in streams:
                stream.cancel()
            await asyncio.gather(*streams, return_exceptions=True)


async def _serve(options: argparse.Namespace) -> None:
    async with _officials(options.grpc, options.rest, options.body) as officials:
        sink = Sink(officials.decide)
        config = uvicorn.Config(
            sink, host="127.0.0.1", port=options.port, log_level="warning", access_log=False
        )
        await uvicorn.Server(config).serve()


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m scripts.tools.bench.noop")
    parser.add_argument("--grpc", required=True)
    parser.add_argument("--rest", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--body", action="append", required=True)
    asyncio.run(_serve(parser.parse_args(arguments)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
