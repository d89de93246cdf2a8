"""Whatever is posted to the intake: taken, set aside or refused, never a fault; and a sound batch after it is taken."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from chain.clock import SystemClock
from gateway.intake.app import create_intake
from gateway.settings import Settings
from gateway.store.database import Database
from tests.unit.gateway.fuzz.requests import JSON, spoiled
from tests.unit.gateway.store.support import kiosk_body

EXPECTED = {200, 400, 401, 409, 413, 422}
LINES = kiosk_body().splitlines()
PAIRS = [(LINES[n], orjson.loads(LINES[n + 1])) for n in range(0, 120, 2)]
quick = settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
async def intake(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    app = create_intake(Settings(intake_password=SecretStr("secret")), database, SystemClock())
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://intake", auth=("zeebe", "secret")
    ) as client:
        yield client


async def post(intake: httpx.AsyncClient, body: bytes) -> httpx.Response:
    answer = await intake.post("/_bulk", content=body)
    assert answer.status_code in EXPECTED, answer.text
    taken: Any = answer.json()
    assert taken.get("errors") is False if answer.status_code == 200 else taken["error"]["type"]
    return answer


def batch(*pairs: tuple[bytes, Any]) -> bytes:
    return b"".join(action + b"\n" + orjson.dumps(record) + b"\n" for action, record in pairs)


@st.composite
def spoiled_pair(draw: st.DrawFn) -> tuple[bytes, Any]:
    """A real record with one value at any depth changed, under its own action."""
    action, record = draw(st.sampled_from(PAIRS))
    return action, draw(spoiled(record).filter(_is_json))


def _is_json(value: Any) -> bool:
    try:
        orjson.dumps(value)
    except (TypeError, orjson.JSONEncodeError):
        return False
    return True


@quick
@given(pairs=st.lists(spoiled_pair(), min_size=1, max_size=4))
async def test_spoiled_records_are_set_aside(
    intake: httpx.AsyncClient, pairs: list[tuple[bytes, Any]]
) -> None:
    await post(intake, batch(*pairs))


@quick
@given(content=st.binary(max_size=300))
async def test_any_bytes_are_answered(intake: httpx.AsyncClient, content: bytes) -> None:
    await post(intake, content)
    await post(intake, PAIRS[0][0] + b"\n" + content + b"\n")


@quick
@given(action=JSON, record=JSON)
async def test_any_lines_are_answered(intake: httpx.AsyncClient, action: Any, record: Any) -> None:
    for first in (action, {"index": action}, {"index": {"_index": action, "_id": record}}):
        await post(intake, json.dumps(first).encode() + b"\n" + json.dumps(record).encode() + b"\n")


async def test_after_anything_a_sound_batch_is_taken(intake: httpx.AsyncClient) -> None:
    for spoilt in (b"\xff\n\xff\n", b"{}\n{}\n", PAIRS[0][0] + b"\n", b"[]\n[]\n"):
        await post(intake, spoilt)
    assert (await post(intake, kiosk_body())).status_code == 200


@pytest.mark.parametrize(
    "credentials",
    [None, ("zeebe", "wrong"), ("", ""), ("zeebe", ""), ("ZEEBE", "secret"), ("秘", "密")],
    ids=str,
)
async def test_without_its_credentials_no_record_is_taken(
    intake: httpx.AsyncClient, database: Database, credentials: tuple[str, str] | None
) -> None:
    intake.auth = httpx.BasicAuth(*credentials) if credentials else httpx.Auth()
    answer = await intake.post("/_bulk", content=kiosk_body())
    assert answer.status_code == 401
    assert "secret" not in answer.text
