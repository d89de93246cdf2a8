"""The life of a seal: only one that is filed and in use signs, each step is on record, and no step can be taken back unseen."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from chain.clock import SystemClock
from chain.crypto.x509 import Certificate
from chain.documents.kinds import SealKind
from chain.trust.crl import RevocationList
from tests.unit.workers.test_keeper import BODIES, ORDER, PASSPHRASE, client, folder
from workers.e_seal.keeper import authority, seals, uses
from workers.e_seal.keeper.administration import ADOPTED, Administration
from workers.e_seal.keeper.api import create_app
from workers.e_seal.keeper.chained import ChainBroken, ChainedFile
from workers.e_seal.keeper.journal import Journal, Slot
from workers.e_seal.keeper.lifecycle import State, Step, StepNotPossible, after
from workers.e_seal.keeper.setup import set_up
from workers.e_seal.keeper.trust import Trust
from workers.e_seal.keeper.vault import Vault

__all__ = ["folder"]

BODY = "approval_379901"
OFFICIAL_ORDER = ORDER | {"kind": "official", "subject": "document/receipt"}
NAMED = ["--by", "管理员甲", "--why", "年度检查"]


@pytest.fixture
def house(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of this test's own; commands find its passphrase."""
    monkeypatch.setenv("YILIAN_KEEPER_PASSPHRASE", PASSPHRASE.decode())
    shutil.copytree(folder, tmp_path / "keeper")
    return tmp_path / "keeper"


def seal_of(house: Path, kind: SealKind) -> str:
    """The number of the body's seal."""
    standing = Journal(house).in_slot(Slot(BODY, kind))
    assert standing is not None
    return standing.seal_id


def command(house: Path, step: str, *arguments: str) -> int:
    """One administrator's command."""
    return seals.main([step, "--data", str(house), *NAMED, *arguments])


def running(house: Path) -> httpx.AsyncClient:
    """A keeper that goes on running while commands are given, asked by the body's worker."""
    transport = httpx.ASGITransport(create_app(Vault(house, PASSPHRASE), SystemClock()))
    token = (house / "tokens" / f"{BODY}.token").read_text()
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.AsyncClient(transport=transport, base_url="http://keeper", headers=headers)


def revoked(house: Path, certificate: bytes) -> bool:
    """Whether the published list names the certificate."""
    issuing = Certificate((house / "public" / "intermediates" / "issuing.der").read_bytes())
    lists = RevocationList((house / "public" / "crl" / "issuing.crl").read_bytes())
    statement = lists.statement_on(Certificate(certificate), issuing)
    return statement is not None and statement.revocation is not None


def kept_files(house: Path, seal: str) -> set[str]:
    """The names of what is left of a destroyed seal, wherever it lies."""
    places = (house / "destroyed" / seal, house / "bodies" / BODY / "official")
    return {file.name for place in places for file in place.iterdir()}


def records(house: Path) -> list[str]:
    """What the keeper wrote down of lives, authorities and uses."""
    return [(house / f"{name}.jsonl").read_text(encoding="utf-8") for name in ("seals", "authority", "uses")]


async def test_a_running_keeper_follows_each_step_with_the_next_signature(house: Path) -> None:
    seal = seal_of(house, SealKind.OFFICIAL)
    async with running(house) as keeper:

        async def answer() -> tuple[int, str]:
            signed = await keeper.post(f"/v1/seals/{BODY}/sign", json=OFFICIAL_ORDER)
            return signed.status_code, signed.json().get("detail", "")

        assert (await answer())[0] == 200
        assert command(house, "suspend", "--seal", seal) == 0
        status, detail = await answer()
        assert status == 409
        assert "已暂停使用" in detail
        assert (await keeper.get(f"/v1/seals/{BODY}", params={"kind": "official"})).status_code == 409
        assert (await keeper.post(f"/v1/seals/{BODY}/sign", json=ORDER)).status_code == 200
        assert command(house, "resume", "--seal", seal) == 0
        assert (await answer())[0] == 200


async def test_a_destroyed_seal_has_no_key_any_more_and_its_certificate_is_revoked(house: Path) -> None:
    seal, place = seal_of(house, SealKind.OFFICIAL), house / "bodies" / BODY / "official"
    certificate = (place / "certificate.der").read_bytes()
    async with running(house) as keeper:
        assert command(house, "destroy", "--seal", seal) == 0
        answer = await keeper.post(f"/v1/seals/{BODY}/sign", json=OFFICIAL_ORDER)
    assert (answer.status_code, answer.json()["code"]) == (404, "UnknownSeal")
    assert "key.json" not in kept_files(house, seal)
    assert (house / "destroyed" / seal / "certificate.der").read_bytes() == certificate
    assert revoked(house, certificate)
    assert set_up(house, BODIES, PASSPHRASE, datetime.now(UTC)) == []
    assert command(house, "resume", "--seal", seal) == 1


async def test_a_lost_seal_is_revoked_at_once_and_signs_no_more(house: Path) -> None:
    seal = seal_of(house, SealKind.OFFICIAL)
    assert command(house, "report-loss", "--seal", seal) == 0
    assert revoked(house, (house / "bodies" / BODY / "official" / "certificate.der").read_bytes())
    async with running(house) as keeper:
        answer = await keeper.post(f"/v1/seals/{BODY}/sign", json=OFFICIAL_ORDER)
    assert (answer.status_code, answer.json()["code"]) == (409, "SealNotInUse")


async def test_a_new_seal_signs_only_after_every_step_and_an_authority(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    order = ORDER | {"kind": "business", "subject": "document/receipt"}
    apply = ["--body", BODY, "--kind", "business", "--name", BODIES[0].name, "--uscc", BODIES[0].uscc]
    async with running(house) as keeper:

        async def status() -> int:
            return (await keeper.post(f"/v1/seals/{BODY}/sign", json=order)).status_code

        assert command(house, "apply", *apply) == 0
        seal = capsys.readouterr().out.strip().rpartition("：")[2]
        assert await status() == 404
        assert command(house, "activate", "--seal", seal) == 1
        statuses = []
        for step, more in (("make", []), ("file", ["--number", "3700000012345"]), ("activate", [])):
            assert command(house, step, "--seal", seal, *more) == 0
            statuses.append(await status())
        assert statuses == [409, 409, 403]
        grant = ["grant", "--data", str(house), "--body", BODY, "--kind", "business", *NAMED]
        assert authority.main([*grant, "--documents", "receipt"]) == 0
        assert await status() == 200
        other = await keeper.post(f"/v1/seals/{BODY}/sign", json=order | {"subject": "document/revocation"})
    assert (other.status_code, other.json()["code"]) == (403, "UseNotAuthorised")
    assert command(house, "apply", *apply) == 1


async def test_a_personal_seal_is_one_officials_and_bears_his_name(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = ["--body", BODY, "--kind", "personal", "--name", BODIES[0].name, "--uscc", BODIES[0].uscc]
    assert command(house, "apply", *body) == 1
    assert command(house, "apply", *body, "--official", "head_1", "--official-name", "示例") == 0
    seal = capsys.readouterr().out.strip().rpartition("：")[2]
    for step, more in (("make", []), ("file", ["--number", "3700000012345"]), ("activate", [])):
        assert command(house, step, "--seal", seal, *more) == 0
    grant = [
        "grant",
        "--data",
        str(house),
        "--body",
        BODY,
        "--kind",
        "personal",
        "--official",
        "head_1",
        *NAMED,
    ]
    assert authority.main([*grant, "--documents", "*"]) == 0
    order = ORDER | {"kind": "personal", "subject": "document/receipt"}
    async with running(house) as keeper:
        shown = await keeper.get(f"/v1/seals/{BODY}", params={"kind": "personal", "official": "head_1"})
        signed = await keeper.post(f"/v1/seals/{BODY}/sign", json=order | {"official": "head_1"})
        other = await keeper.post(f"/v1/seals/{BODY}/sign", json=order | {"official": "head_2"})
    assert shown.json()["name"] == "示例印"
    assert (signed.status_code, other.status_code) == (200, 404)
    assert "示例" not in "".join(records(house))


@pytest.mark.parametrize(
    ("kind", "subject"),
    [("certificate", "document/receipt"), ("official", "certificate/T1")],
)
async def test_a_seal_is_not_set_on_what_it_is_not_for(folder: Path, kind: str, subject: str) -> None:
    async with client(folder, BODY) as keeper:
        answer = await keeper.post(f"/v1/seals/{BODY}/sign", json=ORDER | {"kind": kind, "subject": subject})
    assert (answer.status_code, answer.json()["code"]) == (403, "UseNotAuthorised")


def test_the_steps_of_set_up_are_those_of_every_seal(folder: Path) -> None:
    seal = seal_of(folder, SealKind.CERTIFICATE)
    lines = [line for line in Journal(folder).check().lines if line["seal_id"] == seal]
    assert [line["step"] for line in lines] == ["apply", "make", "file", "activate"]
    assert all(line["by"] and line["why"] and line["time"] for line in lines)
    assert Journal(folder).standings()[seal].number


def test_a_folder_without_a_journal_keeps_its_seals_in_use(house: Path) -> None:
    for name in ("seals.jsonl", "authority.jsonl"):
        (house / name).unlink()
    now = datetime.now(UTC)
    Administration(house, PASSPHRASE, Trust(house, PASSPHRASE, now), now).adopt_all(ADOPTED)
    standings = Journal(house).standings().values()
    assert len(standings) == 6
    assert all(each.may_sign for each in standings)
    assert len(authority.Authorities(house).scopes()) == 6


@pytest.mark.parametrize("state", list(State))
def test_no_step_leads_out_of_destruction_and_a_seal_is_applied_for_once(state: State) -> None:
    with pytest.raises(StepNotPossible):
        after(state, Step.APPLY)
    for step in Step:
        with pytest.raises(StepNotPossible):
            after(State.DESTROYED, step)


def changed_line(lines: list[str]) -> list[str]:
    """Another person did it."""
    return [lines[0], lines[1].replace("初始化命令", "某人"), *lines[2:]]


@pytest.mark.parametrize(
    "tamper",
    [changed_line, lambda lines: lines[:1] + lines[2:], lambda lines: [lines[1], lines[0], *lines[2:]]],
    ids=["changed", "taken out", "exchanged"],
)
async def test_a_journal_that_was_changed_opens_no_seal(
    house: Path, tamper: Callable[[list[str]], list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    journal = house / "seals.jsonl"
    lines = journal.read_text(encoding="utf-8").splitlines(keepends=True)
    async with running(house) as keeper:
        journal.write_text("".join(tamper(lines)), encoding="utf-8")
        answer = await keeper.post(f"/v1/seals/{BODY}/sign", json=ORDER)
    assert (answer.status_code, answer.json()["code"]) == (500, "ChainBroken")
    assert seals.main(["journal", "--data", str(house)]) == 1
    assert "不相接" in capsys.readouterr().err


async def test_uses_are_chained_counted_and_follow_what_was_there_before_the_chain(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    older = {"time": "2026-01-01T00:00:00+00:00", "body": BODY, "kind": "official", "digest": "00"}
    (house / "uses.jsonl").write_text(json.dumps(older) + "\n", encoding="utf-8")
    async with running(house) as keeper:
        for _ in range(2):
            await keeper.post(f"/v1/seals/{BODY}/sign", json=ORDER)
    assert uses.main(["count", "--data", str(house)]) == 0
    told = capsys.readouterr().out
    assert f"{BODY} certificate  certificate/T1  2次" in told
    assert "共3次" in told
    text = (house / "uses.jsonl").read_text(encoding="utf-8")
    (house / "uses.jsonl").write_text(text.replace("2026-01-01", "2026-01-02"), encoding="utf-8")
    assert uses.main(["verify", "--data", str(house)]) == 1


def test_a_line_that_was_torn_when_the_machine_stopped_is_written_over(tmp_path: Path) -> None:
    file = ChainedFile(tmp_path / "lines.jsonl")
    file.append({"n": 1})
    with (tmp_path / "lines.jsonl").open("ab") as stream:
        stream.write(b'{"n": 2, "prev')
    ChainedFile(tmp_path / "lines.jsonl").append({"n": 3})
    assert [line["n"] for line in file.check().lines] == [1, 3]


def test_two_processes_write_one_chain(tmp_path: Path) -> None:
    one, other = ChainedFile(tmp_path / "lines.jsonl"), ChainedFile(tmp_path / "lines.jsonl")
    for number in range(6):
        (one if number % 2 else other).append({"n": number})
    assert [line["n"] for line in one.check().lines] == list(range(6))
    file = tmp_path / "lines.jsonl"
    file.write_bytes(file.read_bytes().replace(b'"n": 3', b'"n": 4'))
    with pytest.raises(ChainBroken):
        one.check()
