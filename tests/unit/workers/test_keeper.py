"""The keeper: each body's token opens its own seal only, every use is on record, no key leaves."""

import json
import shutil
from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from chain.clock import SystemClock
from chain.crypto.errors import WrongPassphrase
from chain.crypto.x509 import Certificate
from tests.fonts import fonts_or_skip
from workers.e_seal.keeper.api import create_app
from workers.e_seal.keeper.setup import Body, MalformedBodies, read_bodies, set_up
from workers.e_seal.keeper.vault import Vault

PASSPHRASE = b"for this test only"
BODIES = [
    Body("approval_379901", "演练市行政审批服务局", "113700000045030270", fictitious=True),
    Body("fire_379901", "演练市消防救援支队", "11110000000021135M", fictitious=True),
]
ORDER = {
    "digest": "ab" * 32,
    "case_no": "379901202603090001",
    "item": "food_license",
    "identifier": "1.2.156",
    "kind": "certificate",
    "subject": "certificate/T1",
    "official": "",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A keeper's folder with two bodies."""
    fonts_or_skip()
    folder = tmp_path_factory.mktemp("keeper")
    assert set_up(folder, BODIES, PASSPHRASE, datetime.now(UTC)) == [body.code for body in BODIES]
    return folder


def client(folder: Path, body: str | None) -> httpx.AsyncClient:
    """A client that carries the body's token."""
    headers = {}
    if body:
        headers["Authorization"] = f"Bearer {(folder / 'tokens' / f'{body}.token').read_text()}"
    transport = httpx.ASGITransport(create_app(Vault(folder, PASSPHRASE), SystemClock()))
    return httpx.AsyncClient(transport=transport, base_url="http://keeper", headers=headers)


async def test_a_body_signs_with_its_own_seal_and_the_use_is_on_record(folder: Path) -> None:
    async with client(folder, "approval_379901") as keeper:
        seal = (await keeper.get("/v1/seals/approval_379901")).json()
        signed = await keeper.post("/v1/seals/approval_379901/sign", json=ORDER)
    assert signed.status_code == 200
    assert seal["name"] == "演练市行政审批服务局电子证照专用章"
    key = Certificate(b64decode(seal["certificate"])).public_key
    assert key.verify_digest(b64decode(signed.json()["signature"]), bytes.fromhex(ORDER["digest"]))
    last = json.loads((folder / "uses.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    for chained in ("time", "previous", "digest_of_line"):
        assert last.pop(chained)
    assert last == {"body": "approval_379901", **ORDER}


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("official", "演练市行政审批服务局"),
        ("acceptance", "演练市行政审批服务局行政审批受理专用章"),
    ],
)
async def test_each_of_a_bodys_seals_has_a_key_of_its_own_and_the_register_says_which_was_used(
    folder: Path, kind: str, name: str
) -> None:
    order = ORDER | {"kind": kind, "item": "chain", "identifier": "WS01", "subject": "document/receipt"}
    async with client(folder, "approval_379901") as keeper:
        seal = (await keeper.get("/v1/seals/approval_379901", params={"kind": kind})).json()
        other = (await keeper.get("/v1/seals/approval_379901")).json()
        signed = await keeper.post("/v1/seals/approval_379901/sign", json=order)
    assert seal["name"] == name
    assert seal["certificate"] != other["certificate"]
    signature, digest = b64decode(signed.json()["signature"]), bytes.fromhex(ORDER["digest"])
    assert Certificate(b64decode(seal["certificate"])).public_key.verify_digest(signature, digest)
    assert not Certificate(b64decode(other["certificate"])).public_key.verify_digest(signature, digest)
    last = json.loads((folder / "uses.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    assert (last["kind"], last["identifier"]) == (kind, "WS01")


async def test_a_body_that_lacks_a_kind_of_seal_is_told_so_and_set_up_adds_it_to_those_it_has(
    folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(folder, tmp_path / "older")
    older = tmp_path / "older"
    shutil.rmtree(older / "bodies" / "fire_379901" / "acceptance")
    kept = (older / "bodies" / "fire_379901" / "seal.esl").read_bytes()
    async with client(older, "fire_379901") as keeper:
        answer = await keeper.get("/v1/seals/fire_379901", params={"kind": "acceptance"})
    assert (answer.status_code, answer.json()["code"]) == (404, "UnknownSeal")
    assert set_up(older, BODIES, PASSPHRASE, datetime.now(UTC)) == ["fire_379901"]
    async with client(older, "fire_379901") as keeper:
        answer = await keeper.get("/v1/seals/fire_379901", params={"kind": "acceptance"})
    assert answer.status_code == 200
    assert (older / "bodies" / "fire_379901" / "seal.esl").read_bytes() == kept


@pytest.mark.parametrize(
    ("token_of", "body", "status", "code"),
    [
        ("approval_379901", "fire_379901", 403, "SealNotYours"),
        ("approval_379901", "nobody", 404, "UnknownSeal"),
        (None, "fire_379901", 401, "NotAuthenticated"),
    ],
)
async def test_no_other_seal_opens(
    folder: Path, token_of: str | None, body: str, status: int, code: str
) -> None:
    register = folder / "uses.jsonl"
    before = register.read_bytes() if register.exists() else b""
    async with client(folder, token_of) as keeper:
        for answer in (
            await keeper.get(f"/v1/seals/{body}"),
            await keeper.post(f"/v1/seals/{body}/sign", json=ORDER),
        ):
            assert (answer.status_code, answer.json()["code"]) == (status, code)
            assert answer.headers["content-type"] == "application/problem+json"
    assert (register.read_bytes() if register.exists() else b"") == before


async def test_a_made_up_token_opens_nothing(folder: Path) -> None:
    async with client(folder, None) as keeper:
        answer = await keeper.get("/v1/seals/fire_379901", headers={"Authorization": "Bearer guessed"})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        {"digest": "ab"},
        {"digest": "zz" * 32},
        {"case_no": ""},
        {"item": "食品"},
        {"more": "x"},
        {"kind": "round"},
        {"subject": "anything"},
        {"official": "张三"},
    ],
)
async def test_a_malformed_order_is_refused_in_chinese(folder: Path, change: dict[str, str]) -> None:
    async with client(folder, "approval_379901") as keeper:
        answer = await keeper.post("/v1/seals/approval_379901/sign", json=ORDER | change)
    assert answer.status_code == 422
    assert "用章请求" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("method", "path", "content", "status"),
    [
        ("POST", "/v1/seals/approval_379901/sign", b"{" + b" " * 20_000, 413),
        ("POST", "/v1/seals/approval_379901/sign", b"{nonsense", 422),
        ("GET", "/v1/keys/approval_379901", b"", 404),
        ("DELETE", "/v1/seals/approval_379901", b"", 405),
        ("GET", "/v1/seals/..%2f..%2fetc", b"", 404),
    ],
)
async def test_what_the_keeper_does_not_serve_is_a_problem_in_chinese(
    folder: Path, method: str, path: str, content: bytes, status: int
) -> None:
    async with client(folder, "approval_379901") as keeper:
        answer = await keeper.request(
            method, path, content=content, headers={"Content-Type": "application/json"}
        )
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert any("一" <= char <= "鿿" for char in answer.json()["detail"])


async def test_health_and_root_are_public(folder: Path) -> None:
    async with client(folder, None) as keeper:
        assert (await keeper.get("/health")).json() == {"status": "UP", "seals": 6}
        root = Certificate((await keeper.get("/v1/root")).content)
    assert root.issued_by(root)


def test_a_second_set_up_changes_nothing_and_adds_only_the_new_body(folder: Path, tmp_path: Path) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    before = [path.read_bytes() for path in files]
    assert set_up(folder, BODIES, PASSPHRASE, datetime.now(UTC)) == []
    assert [path.read_bytes() for path in files] == before


def test_the_vault_stays_closed_without_its_passphrase(folder: Path) -> None:
    with pytest.raises(WrongPassphrase):
        Vault(folder, b"wrong")


def test_the_keeper_stores_neither_tokens_nor_open_keys_and_its_files_are_private(folder: Path) -> None:
    held = Vault(folder, PASSPHRASE).open_for(
        "fire_379901", (folder / "tokens" / "fire_379901.token").read_text()
    )
    stored = [path for path in (folder / "bodies").rglob("*") if path.is_file()]
    token = (folder / "tokens" / "fire_379901.token").read_bytes()
    for path in stored:
        assert path.stat().st_mode & 0o077 == 0
        assert token not in path.read_bytes()
        assert held.key.pkcs8() not in path.read_bytes()


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "[1]",
        '[{"code": "../up", "name": "某局", "uscc": "113700000045030270", "fictitious": true}]',
        '[{"code": "a", "name": "某局", "uscc": "113700000045030271", "fictitious": true}]',
    ],
)
def test_a_malformed_list_of_bodies_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "bodies.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(MalformedBodies):
        read_bodies(path)
