"""What a worker tells about itself: logs without persons, health over HTTP."""

import asyncio
import json
import logging
import sys

import httpx
import pytest

from chain.logs import JsonLines
from workers.runtime.health import HealthServer
from workers.runtime.metrics import Metrics

PERSON = "张三 379901198503120017"


def line(name: str, message: str, *, error: Exception | None = None, **extra: object) -> dict[str, object]:
    try:
        if error is not None:
            raise error
        info = None
    except Exception:  # noqa: BLE001 - any error is formatted
        info = sys.exc_info()
    record = logging.LogRecord(name, logging.WARNING, "worker.py", 7, message, (), info)
    record.__dict__.update(extra)
    parsed: dict[str, object] = json.loads(JsonLines().format(record))
    return parsed


def test_an_event_of_ours_keeps_its_text_and_the_agreed_fields() -> None:
    formatted = line("workers.runtime.runner", "job failed", job_key=1, case_no="YL1", code="Conflict")
    assert {key: formatted[key] for key in ("message", "job_key", "case_no", "code", "level")} == {
        "message": "job failed",
        "job_key": 1,
        "case_no": "YL1",
        "code": "Conflict",
        "level": "warning",
    }


@pytest.mark.parametrize(
    "formatted",
    [
        line("asyncio", f"Task exception was never retrieved: {PERSON}"),
        line("pyzeebe.worker", f"Got job: {PERSON}"),
        line("workers.runtime.runner", "job failed", error=ValueError(PERSON)),
        line("workers.runtime.runner", "job failed", variables={"name": PERSON}),
    ],
    ids=["asyncio", "library", "exception", "unknown field"],
)
def test_no_way_into_the_log_is_open_to_a_person(formatted: dict[str, object]) -> None:
    assert PERSON not in json.dumps(formatted, ensure_ascii=False)


def test_an_exception_is_told_by_its_class_and_the_places_it_passed() -> None:
    formatted = line("workers", "job failed", error=ValueError(PERSON))
    assert formatted["error"] == "ValueError"
    assert isinstance(formatted["places"], list)
    assert str(formatted["places"][0]).startswith("tests/unit/workers/test_workers_observation.py:")


@pytest.mark.parametrize(
    ("method", "path", "silent", "status"),
    [
        ("GET", "/health", ["review.check"], 200),
        ("GET", "/ready", [], 200),
        ("GET", "/ready", ["review.check"], 503),
        ("GET", "/metrics", [], 200),
        ("GET", "/metrics?x=1", [], 200),
        ("GET", "/", [], 404),
        ("POST", "/health", [], 405),
    ],
)
async def test_the_health_port_answers(method: str, path: str, silent: list[str], status: int) -> None:
    server = await HealthServer(Metrics(), lambda: silent).start("127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, httpx.AsyncClient(trust_env=False) as client:
        answer = await client.request(method, f"http://127.0.0.1:{port}{path}")
    assert answer.status_code == status


@pytest.mark.parametrize("sent", [b"", b"nonsense\r\n\r\n", b"GET " + b"x" * 20_000])
async def test_the_health_port_outlives_whatever_is_sent_to_it(sent: bytes) -> None:
    server = await HealthServer(Metrics(), list).start("127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        writer.write_eof()
        answer = await reader.read()
        writer.close()
        async with httpx.AsyncClient(trust_env=False) as client:
            after = await client.get(f"http://127.0.0.1:{port}/health")
    assert b"200 OK" not in answer
    assert after.status_code == 200
