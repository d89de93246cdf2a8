"""Whatever is sent to the keeper with a valid token: an answer of its interface, never a fault, and no use unrecorded."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chain.clock import SystemClock
from tests.unit.gateway.fuzz.requests import JSON, spoiled
from tests.unit.workers.test_keeper import ORDER, PASSPHRASE, folder
from workers.e_seal.keeper.api import create_app
from workers.e_seal.keeper.vault import Vault

__all__ = ["folder"]

BODY = "approval_379901"
EXPECTED = {200, 400, 404, 405, 413, 415, 422}
quick = settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def transport(folder: Path) -> httpx.ASGITransport:
    return httpx.ASGITransport(create_app(Vault(folder, PASSPHRASE), SystemClock()))


async def ask(
    folder: Path, transport: httpx.ASGITransport, method: str, path: str, **rest: Any
) -> httpx.Response:
    """Send as the body, and hold the answer to the interface."""
    token = (folder / "tokens" / f"{BODY}.token").read_text()
    headers = {"Authorization": f"Bearer {token}"} | rest.pop("headers", {})
    before = _uses(folder)
    async with httpx.AsyncClient(transport=transport, base_url="http://keeper", headers=headers) as client:
        answer = await client.request(method, path, **rest)
    assert answer.status_code in EXPECTED, answer.text
    if answer.status_code != 200:
        assert answer.headers["content-type"] == "application/problem+json"
        assert {"code", "detail"} <= answer.json().keys()
    signed = answer.status_code == 200 and path.endswith("/sign")
    assert _uses(folder) - before == signed
    return answer


def _uses(folder: Path) -> int:
    register = folder / "uses.jsonl"
    return len(register.read_bytes().splitlines()) if register.exists() else 0


@quick
@given(order=spoiled(ORDER) | JSON)
async def test_any_order_is_signed_and_recorded_or_refused(
    folder: Path, transport: httpx.ASGITransport, order: Any
) -> None:
    await ask(folder, transport, "POST", f"/v1/seals/{BODY}/sign", json=order)


@quick
@given(content=st.binary(max_size=200))
async def test_any_bytes_are_refused(folder: Path, transport: httpx.ASGITransport, content: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await ask(
        folder, transport, "POST", f"/v1/seals/{BODY}/sign", content=b"\x00" + content, headers=headers
    )
    assert answer.status_code == 422


@quick
@given(name=st.text(min_size=1, max_size=30).filter(lambda name: name.strip(".") and name != BODY))
async def test_no_other_name_opens_a_seal(folder: Path, transport: httpx.ASGITransport, name: str) -> None:
    answer = await ask(folder, transport, "GET", f"/v1/seals/{quote(name, safe='')}")
    assert answer.status_code in (404, 405, 422)
