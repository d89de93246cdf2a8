"""The clients of gateway and keeper: bounded retries, problems turned into errors, tokens renewed."""

import base64
from pathlib import Path
from typing import Any

import httpx
import pytest

from chain.errors import ChainError
from tests.unit.workers.service import BODY, CASE, DocumentedService, ExchangeWith, problem
from workers.client import transport
from workers.client.gateway import GatewayClient
from workers.client.models import Dossier, Gap
from workers.client.slices import SliceMaterial
from workers.client.transport import ATTEMPTS, TokenSource
from workers.errors import (
    CredentialsRefused,
    GatewayAnswerInvalid,
    GatewayFailed,
    GatewayRefused,
    GatewayUnavailable,
    KeeperRefused,
    KeeperUnavailable,
    WorkerMisconfigured,
)

CLAIM = f"POST /worker/cases/{CASE}/claim"
SEAL = f"GET /v1/seals/{BODY}"


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "_FIRST_PAUSE", 0.0)
    monkeypatch.setattr(transport, "_LONGEST_PAUSE", 0.0)


async def claim(service: DocumentedService) -> bool:
    return (await service.gateway().for_job(4711).claim(CASE, 99)).claimed


@pytest.mark.parametrize(
    "hindrance",
    [
        httpx.ConnectError("no"),
        httpx.ReadTimeout("no"),
        problem(503, "Busy"),
        problem(429, "Busy", Retry_After="1"),
    ],
    ids=["connect", "timeout", "503", "429"],
)
async def test_a_call_is_repeated_when_the_gateway_is_away_for_a_moment(hindrance: Any) -> None:
    service = DocumentedService({CLAIM: [hindrance, {"claimed": True}]})
    assert await claim(service)
    assert len(service.requests) == 2


async def test_the_next_gateway_is_asked_when_one_is_away_and_kept_to_while_it_answers() -> None:
    asked: list[str] = []

    def gateways(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        if request.url.host == "first":
            raise httpx.ConnectError("no")
        return httpx.Response(200, json={"claimed": True})

    client = GatewayClient("http://first,http://second", TokenSource.fixed("t"), ExchangeWith(gateways))
    for _ in range(2):
        assert (await client.for_job(4711).claim(CASE, 99)).claimed
    assert asked == ["first", "second", "second"]


@pytest.mark.parametrize("hindrance", [httpx.ConnectError("no"), problem(503, "Busy"), problem(502, "Busy")])
async def test_a_gateway_that_stays_away_is_given_up_after_a_few_tries(hindrance: Any) -> None:
    service = DocumentedService({CLAIM: [hindrance]})
    with pytest.raises(GatewayUnavailable):
        await claim(service)
    assert len(service.requests) == ATTEMPTS


@pytest.mark.parametrize(
    ("answer", "error", "code"),
    [
        (problem(401, "NotAuthenticated"), CredentialsRefused, "CredentialsRefused"),
        (problem(403, "NotPermitted"), GatewayRefused, "NotPermitted"),
        (problem(409, "Conflict"), GatewayRefused, "Conflict"),
        (httpx.Response(404, text="<html>"), GatewayRefused, "GatewayRefused"),
        (httpx.Response(404, json=["NotFound"]), GatewayRefused, "GatewayRefused"),
        (problem(422, "张三"), GatewayRefused, "GatewayRefused"),
        (httpx.Response(302, headers={"Location": "http://elsewhere"}), GatewayFailed, "GatewayFailed"),
        (problem(500, "ChainError"), GatewayFailed, "GatewayFailed"),
        (httpx.Response(200, text="no json"), GatewayAnswerInvalid, "GatewayAnswerInvalid"),
        (httpx.Response(200, json={"claimed": "张三"}), GatewayAnswerInvalid, "GatewayAnswerInvalid"),
    ],
)
async def test_what_the_gateway_refuses_becomes_an_error_with_its_code_and_no_other_text(
    answer: httpx.Response, error: type[ChainError], code: str
) -> None:
    service = DocumentedService({CLAIM: answer})
    with pytest.raises(error) as raised:
        await claim(service)
    assert raised.value.code == code
    assert "张三" not in str(raised.value)
    assert len(service.requests) == 1


async def test_every_writing_call_carries_the_jobs_key_and_the_bodys_token() -> None:
    service = DocumentedService({CLAIM: {"claimed": True}})
    await claim(service)
    assert service.requests[0].headers["Idempotency-Key"] == "4711"
    assert service.requests[0].headers["Authorization"] == "Bearer token"
    assert service.sent() == {"process_instance_key": 99}


async def test_a_case_number_cannot_leave_its_place_in_the_path() -> None:
    service = DocumentedService({})
    with pytest.raises(GatewayRefused):
        await service.gateway().for_job(1).claim("../../admin", 99)
    assert service.requests[0].url.raw_path == b"/worker/cases/..%2F..%2Fadmin/claim"


async def test_a_seal_is_fetched_and_a_digest_signed_with_references_to_its_use() -> None:
    encoded = base64.b64encode(b"der").decode()
    seal = {
        "seal": encoded,
        "certificate": encoded,
        "seal_id": "1",
        "name": "印章",
        "width_mm": 40,
        "height_mm": 40,
    }
    service = DocumentedService({SEAL: seal, f"POST /v1/seals/{BODY}/sign": {"signature": encoded}})
    keeper = service.keeper().for_body(BODY)
    assert (await keeper.seal()).seal == b"der"
    use = {"case_no": CASE, "item": "signboard", "identifier": "1.2", "subject": "certificate/T1"}
    signed = await keeper.sign(
        b"\x01" * 32, case_no=CASE, item="signboard", identifier="1.2", subject="certificate/T1"
    )
    assert signed == b"der"
    assert service.sent() == use | {"digest": "01" * 32, "kind": "certificate"}


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (problem(403, "NotPermitted"), KeeperRefused),
        (problem(503, "Busy"), KeeperUnavailable),
        (problem(500, "Broken"), KeeperUnavailable),
        (httpx.Response(200, json={"seal": "x"}), GatewayAnswerInvalid),
    ],
)
async def test_a_keeper_that_does_not_answer_well_becomes_an_error(
    answer: httpx.Response, error: type[ChainError]
) -> None:
    with pytest.raises(error):
        await DocumentedService({SEAL: answer}).keeper().for_body(BODY).seal()


def test_a_token_file_is_read_anew_so_that_it_can_be_replaced(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("first\n", encoding="ascii")
    source = TokenSource.file(file)
    file.write_text("second\n", encoding="ascii")
    assert source.token() == "second"
    file.unlink()
    assert source.token() == ""


@pytest.mark.parametrize("content", [None, "", "\n"])
def test_a_worker_without_its_token_does_not_start(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "token"
    if content is not None:
        file.write_text(content, encoding="ascii")
    with pytest.raises(WorkerMisconfigured):
        TokenSource.file(file)


@pytest.mark.parametrize(
    ("path", "href", "good"),
    [
        ("materials/M1-1.pdf", "/worker/cases/YL1/files/abc", True),
        ("certificates/a.ofd", "/worker/certificates/1.2.156/sealed", True),
        ("../etc/passwd", "/worker/cases/YL1/files/abc", False),
        ("a/../b", "/worker/cases/YL1/files/abc", False),
        ("/a", "/worker/cases/YL1/files/abc", False),
        ("manifest.json", "/worker/cases/YL1/files/abc", False),
        ("a/b", "http://elsewhere/worker/x", False),
        ("a/b", "//elsewhere/worker", False),
        ("a/b", "/worker/../cases", False),
        ("a/b", "/cases/YL1", False),
    ],
)
def test_a_dossier_names_documents_inside_the_package_and_inside_the_workers_api(
    path: str, href: str, good: bool
) -> None:
    raw = (
        Dossier.model_construct(metadata={}, documents=())
        .model_dump_json()
        .replace(
            "[]",
            f'[{{"item": null, "path": "{path}", "href": "{href}", "text": null, "sha256": "{"0" * 64}"}}]',
        )
    )
    if good:
        assert Dossier.read(raw.encode()).documents[0].path == path
        return
    with pytest.raises(GatewayAnswerInvalid):
        Dossier.read(raw.encode())


def test_answers_do_not_show_personal_data_when_printed() -> None:
    gap = Gap(kind="form", target="operator_name", what="张三", how="张三")
    material = SliceMaterial(material="m", name="制度", required=True)
    assert "张三" not in repr(gap)
    assert "制度" in repr(material)
