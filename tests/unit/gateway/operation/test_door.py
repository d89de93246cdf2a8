"""The guard at the door: no request breaks the application, no log tells of people."""

import json
import logging
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import APIRouter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chain.logs import JsonLines
from gateway.app import create_app
from gateway.identity.development import DevelopmentIssuer
from gateway.operation.bodies import plain_json
from gateway.problems import MEDIA_TYPE, MalformedRequest
from gateway.settings import Settings
from tests.unit.gateway.portal import HeldClock, Portal, application

PROBLEM = {"type", "title", "status", "detail", "code", "problems"}


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"nonsense",
        b'{"form": NaN}',
        b'{"form": Infinity}',
        b'{"theme": "\xff"}',
        b'{"theme": "\\ud800"}',
        b'{"theme": "\\u0000"}',
        b'{"form": {"\\u0000": 1}}',
        b"[" * 100_000,
        b'{"a":' * 40 + b"1" + b"}" * 40,
        b'{"form": 1e999}',
        b"1" * 5000,
    ],
)
async def test_json_that_is_not_sound_is_malformed(portal: Portal, body: bytes) -> None:
    headers = portal.applicant | portal.fresh_key() | {"Content-Type": "application/json"}
    answer = await portal.client.post("/cases", content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "MalformedRequest")


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded", ""])
async def test_a_body_of_another_kind_is_not_read_as_json(portal: Portal, kind: str) -> None:
    headers = portal.applicant | portal.fresh_key() | {"Content-Type": kind}
    answer = await portal.client.post("/cases", content=b'{"theme": "restaurant"}', headers=headers)
    assert answer.status_code == 422


async def test_json_beyond_the_limit_is_refused_with_and_without_a_length(portal: Portal) -> None:
    big = b'{"theme": "' + b"x" * portal.context.settings.max_json_body + b'"}'

    async def stream() -> Any:
        for start in range(0, len(big), 65536):
            yield big[start : start + 65536]

    headers = portal.applicant | portal.fresh_key() | {"Content-Type": "application/json"}
    for content in (big, stream()):
        answer = await portal.client.post("/cases", content=content, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (413, "TooLarge")


@pytest.mark.parametrize(
    ("method", "url", "status", "code"),
    [
        ("GET", "/nowhere", 404, "NoSuchAddress"),
        ("DELETE", "/cases", 405, "MethodNotAllowed"),
        ("GET", "/cases/%00", 400, "MalformedRequest"),
        ("GET", "/cases?theme=%00", 400, "MalformedRequest"),
        ("GET", "/cases/" + "x" * 100, 422, "FieldProblems"),
        ("GET", "/cases/", 404, "NoSuchAddress"),
    ],
)
async def test_addresses_that_are_not_there_are_problems(
    portal: Portal, method: str, url: str, status: int, code: str
) -> None:
    answer = await portal.client.request(method, url, headers=portal.applicant)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert set(answer.json()) == PROBLEM


async def test_who_is_not_known_is_told_how_to_log_in(portal: Portal) -> None:
    for headers in ({}, {"Authorization": "Basic x"}, {"Authorization": "Bearer x.y.z"}):
        answer = await portal.client.get("/cases", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/files", "multipart/form-data; boundary=x"),
        ("/deployments", "multipart/form-data; boundary=x"),
        ("/cases", "application/json"),
        ("/worker/cases/YL379901-20261123-0000000000/notices", "application/octet-stream"),
    ],
)
async def test_nothing_is_read_of_what_an_unknown_caller_sends(portal: Portal, path: str, kind: str) -> None:
    read = 0

    async def stream() -> Any:
        nonlocal read
        for _ in range(64):
            read += 1
            yield b"x" * 65536

    answer = await portal.client.post(path, content=stream(), headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["code"]) == (401, "NotAuthenticated")
    assert read <= 1


async def test_every_answer_carries_its_own_identifier_and_safety_headers(portal: Portal) -> None:
    first, second = [await portal.client.get("/health") for _ in range(2)]
    assert first.headers["x-request-id"] != second.headers["x-request-id"]
    assert first.headers["x-content-type-options"] == "nosniff"


async def test_a_fault_becomes_a_problem_and_its_text_stays_inside(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(Settings(data=tmp_path), HeldClock())
    broken = APIRouter()

    @broken.get("/broken")
    async def fail() -> None:
        raise RuntimeError("张三 379901198503120017")

    app.include_router(broken)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as client:
        answer = await client.get("/broken?name=张三")
    assert answer.status_code == 500
    assert set(answer.json()) == PROBLEM
    lines = [JsonLines().format(record) for record in caplog.records]
    assert any('"error":"RuntimeError"' in line for line in lines)
    assert "379901198503120017" not in answer.text + "".join(lines)
    assert "张三" not in "".join(lines)


async def test_logs_name_the_template_of_an_address_and_no_case(
    portal: Portal, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "gateway")
    case_no = await portal.submit()
    await portal.client.get(f"/cases/{case_no}?secret=x", headers=portal.applicant)
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records]
    assert "/cases/{case_no}" in [line.get("route") for line in lines]
    assert case_no not in json.dumps(lines)


def test_a_log_line_carries_its_members() -> None:
    record = logging.makeLogRecord({"name": "gateway", "msg": "answered", "status": 200})
    line = json.loads(JsonLines().format(record))
    assert (line["message"], line["status"]) == ("answered", 200)


async def test_health_needs_nothing(portal: Portal) -> None:
    assert (await portal.client.get("/health")).json() == {"status": "ok"}


async def test_metrics_are_for_this_machine_and_operators(portal: Portal) -> None:
    await portal.submit()
    local = await portal.client.get("/metrics")
    assert "yilian_outbox_open 2.0" in local.text
    forwarded = {"X-Forwarded-For": "203.0.113.9"}
    assert (await portal.client.get("/metrics", headers=forwarded)).status_code == 401
    for role, status in (("operator", 200), ("supervisor", 403)):
        headers = forwarded | portal.who("x", role)
        assert (await portal.client.get("/metrics", headers=headers)).status_code == status


PAGES = {("get /v/{identifier}", "404"), *(("post /v", status) for status in ("413", "500", "503"))}
"""What goes wrong on a page for the public is told on a page."""


async def test_the_document_describes_every_operation_in_chinese(portal: Portal) -> None:
    document = (await portal.client.get("/openapi.json")).json()
    operations = {
        f"{method} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    assert "post /cases" in operations
    identifiers = [operation["operationId"] for operation in operations.values()]
    assert len(identifiers) == len(set(identifiers))
    for name, operation in operations.items():
        assert not operation["summary"].isascii(), name
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                page = {"text/html"} if (name, status) in PAGES else set()
                assert set(answer["content"]) == {MEDIA_TYPE} | page, name
    assert operations["post /cases"]["security"] == [{"bearer": []}]


async def test_the_application_starts_and_stops_with_its_outbox(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", engine_grpc="127.0.0.1:9")
    app = create_app(settings, HeldClock())
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            headers = {
                "Authorization": f"Bearer {DevelopmentIssuer(tmp_path / 'data', HeldClock()).token('a', ['applicant'])}",
                "Idempotency-Key": "key-00000001",
            }
            answer = await client.post("/cases", json=application(), headers=headers)
            assert answer.status_code == 202
            ready = await client.get("/ready")
            assert (ready.status_code, ready.json()["code"]) == (503, "EngineUnavailable")
            assert ready.headers["retry-after"] == "5"


@given(st.binary(max_size=200))
def test_any_bytes_are_plain_json_or_malformed(body: bytes) -> None:
    try:
        plain = plain_json(body)
    except MalformedRequest:
        return
    if body:
        json.loads(plain)
    else:
        assert plain == b""


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("theme", "region", "situation", "form", "materials"), _values)
    )
)
async def test_no_application_of_whatever_shape_breaks_the_gateway(
    portal: Portal, changes: dict[str, Any]
) -> None:
    body = json.dumps(application(**changes), ensure_ascii=True).encode()
    headers = portal.applicant | portal.fresh_key() | {"Content-Type": "application/json"}
    answer = await portal.client.post("/cases", content=body, headers=headers)
    assert answer.status_code < 500
