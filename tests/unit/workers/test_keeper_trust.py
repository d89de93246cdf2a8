"""The keeper's trust: signers stand beneath an issuing authority, seals bear time stamps, what was revoked is published."""

import shutil
from base64 import b64decode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from chain.certificates.compose import compose_certificate, seal_place
from chain.certificates.verdict import Result, Verdict
from chain.certificates.verification import verify_ofd
from chain.clock import SystemClock
from chain.crypto.x509 import Certificate, Purpose, Subject, Validity
from chain.ofd.sealing import prepare_seal
from chain.seal.making import SealOrder, SealPicture, make_seal
from chain.seal.reading import read_seal
from chain.seal.signer import KeySigner
from chain.trust.crl import RevocationList
from chain.trust.errors import TimestampNotGiven
from chain.trust.evidence import NO_EVIDENCE
from chain.trust.folder import read_trust
from chain.trust.statements import Reason
from chain.trust.timestamping import GivenToken, RequestingTimestamper, granted_token, timestamp_request
from chain.trust.token import TimestampToken
from tests.conformance.samples import sample
from tests.unit.workers.test_keeper import BODIES, ORDER, PASSPHRASE, client, folder
from workers.e_seal.keeper.api import create_app
from workers.e_seal.keeper.revocations import RevocationLists
from workers.e_seal.keeper.services import Services
from workers.e_seal.keeper.setup import set_up
from workers.e_seal.keeper.trust import Trust
from workers.e_seal.keeper.vault import Vault

__all__ = ["folder"]

BODY = "approval_379901"
DAY = timedelta(days=1)


@dataclass
class HandClock:
    """A clock that is moved by hand."""

    moment: datetime

    def now(self) -> datetime:
        """Where it stands."""
        return self.moment


@pytest.fixture
def house(folder: Path, tmp_path: Path) -> Path:
    """A folder of this test's own, set up like the module's."""
    shutil.copytree(folder, tmp_path / "keeper")
    return tmp_path / "keeper"


def sealed_by(house: Path, clock: HandClock | SystemClock) -> bytes:
    """A certificate under the body's seal, stamped by the keeper."""
    held = Vault(house, PASSPHRASE).open_for(BODY, (house / "tokens" / f"{BODY}.token").read_text())
    ofd, place = compose_certificate("signboard", sample("signboard")), seal_place("signboard")
    prepared = prepare_seal(ofd, held.seal, held.certificate, place.page_ref, place.box, clock.now())
    stamper = RequestingTimestamper(Services(house, PASSPHRASE, clock).timestamp)
    return prepared.finish(held.key.sign_digest(prepared.digest), stamper)


def findings(verdict: Verdict) -> dict[str, Result]:
    """What a verdict answers, by key."""
    return {each.key: each.result for each in verdict.findings}


def test_whoever_has_the_file_and_the_root_alone_finds_the_chain_and_the_time(house: Path) -> None:
    verdict = verify_ofd(sealed_by(house, SystemClock()), [(house / "public" / "root.der").read_bytes()])
    found = findings(verdict)
    assert (found["trust"], found["time"]) == (Result.PASSED, Result.PASSED)


def test_the_published_folder_answers_on_revocation_too(house: Path) -> None:
    trusted = read_trust(house / "public")
    assert len(trusted.roots) == 1
    found = findings(
        verify_ofd(sealed_by(house, SystemClock()), list(trusted.roots), evidence=trusted.evidence)
    )
    assert (found["trust"], found["revocation"], found["lasting"]) == (Result.PASSED,) * 3


def test_the_root_certifies_the_issuing_authority_alone_and_that_one_everybody_else(house: Path) -> None:
    root, issuing = (
        Certificate((house / "public" / name).read_bytes())
        for name in ("root.der", "intermediates/issuing.der")
    )
    assert issuing.issued_by(root)
    signers = [
        *house.glob("bodies/**/certificate.der"),
        *(house / "authority" / f"{name}.der" for name in ("maker", "stamping", "register")),
    ]
    assert len(signers) == 9
    assert all(Certificate(path.read_bytes()).issued_by(issuing) for path in signers)
    stamping = Certificate((house / "authority" / "stamping.der").read_bytes())
    assert stamping.extended_usage == frozenset({Purpose.TIME_STAMPING.value})


def test_what_was_sealed_before_a_revocation_stands_and_what_is_sealed_after_it_fails(house: Path) -> None:
    clock = HandClock(datetime.now(UTC))
    trust = Trust(house, PASSPHRASE, clock.now())
    before = sealed_by(house, clock)
    clock.moment += DAY
    signer = (house / "bodies" / BODY / "certificate.der").read_bytes()
    RevocationLists(house, trust).revoke(signer, Reason.KEY_COMPROMISE, clock.now())
    clock.moment += DAY
    after = sealed_by(house, clock)
    trusted = read_trust(house / "public")
    verdicts = [
        findings(verify_ofd(each, list(trusted.roots), clock.now(), trusted.evidence))["revocation"]
        for each in (before, after)
    ]
    assert verdicts == [Result.PASSED, Result.FAILED]


def test_who_may_use_a_seal_cannot_make_another_body_s(house: Path) -> None:
    """The keeper signs digests: that of another body's seal is one as well, and the signer's certificate leads to the root."""
    held = Vault(house, PASSPHRASE).open_for(BODY, (house / "tokens" / f"{BODY}.token").read_text())
    signer, real = KeySigner(held.key, held.certificate), read_seal(held.seal)
    validity, issuer = Validity(real.valid_start, real.valid_end), sample("signboard").issuer.name
    picture = SealPicture(real.picture, 40, 40)
    order = SealOrder("1", "X", f"{issuer}公章", [held.certificate], picture, validity, real.valid_start)
    ofd, place = compose_certificate("signboard", sample("signboard")), seal_place("signboard")
    now = datetime.now(UTC)
    prepared = prepare_seal(ofd, make_seal(order, signer), held.certificate, place.page_ref, place.box, now)
    stamper = RequestingTimestamper(Services(house, PASSPHRASE, SystemClock()).timestamp)
    forged = prepared.finish(held.key.sign_digest(prepared.digest), stamper)
    trusted = read_trust(house / "public")
    for evidence in (trusted.evidence, NO_EVIDENCE):
        found = findings(verify_ofd(forged, list(trusted.roots), evidence=evidence))
        assert (found["signature"], found["maker"], found["listed"]) == (Result.PASSED,) * 3
        assert found["trust"] is Result.INDETERMINATE


def test_the_maker_is_published_where_a_folder_of_before_lacks_it(house: Path) -> None:
    shutil.rmtree(house / "public" / "makers")
    Services(house, PASSPHRASE, SystemClock()).publish()
    (published,) = (house / "public" / "makers").iterdir()
    assert published.read_bytes() == (house / "authority" / "maker.der").read_bytes()


def test_lists_are_made_anew_each_day_and_keep_what_was_revoked(house: Path) -> None:
    now = datetime.now(UTC)
    trust, file = Trust(house, PASSPHRASE, now), house / "public" / "crl" / "issuing.crl"
    issuing, signer = Certificate(trust.issuing.certificate), (house / "bodies" / BODY / "certificate.der")
    RevocationLists(house, trust).revoke(signer.read_bytes(), Reason.SUPERSEDED, now)
    first = file.read_bytes()
    RevocationLists(house, trust).keep_fresh(now + DAY / 2)
    assert file.read_bytes() == first
    RevocationLists(house, trust).keep_fresh(now + 2 * DAY)
    renewed = RevocationList(file.read_bytes())
    assert renewed.this_update > RevocationList(first).this_update
    statement = renewed.statement_on(Certificate(signer.read_bytes()), issuing)
    assert statement is not None
    assert statement.revocation is not None
    assert statement.revocation.reason is Reason.SUPERSEDED


def test_a_folder_from_before_keeps_its_seals_and_gets_the_rest(house: Path) -> None:
    shutil.rmtree(house / "public" / "intermediates")
    shutil.rmtree(house / "public" / "crl")
    for name in ("issuing", "stamping", "register"):
        for file in house.glob(f"authority/{name}.*"):
            file.unlink()
    (house / "tokens" / "register.token").unlink()
    seal = (house / "bodies" / BODY / "seal.esl").read_bytes()
    assert set_up(house, BODIES, PASSPHRASE, datetime.now(UTC)) == []
    assert (house / "bodies" / BODY / "seal.esl").read_bytes() == seal
    assert (house / "tokens" / "register.token").exists()
    assert Services(house, PASSPHRASE, SystemClock()).timestamp(timestamp_request(b"x", 1))


def test_a_register_that_was_certified_for_anything_is_certified_anew_for_its_purpose(house: Path) -> None:
    now, file = datetime.now(UTC), house / "authority" / "register.der"
    key = Certificate(file.read_bytes()).public_key
    file.write_bytes(Trust(house, PASSPHRASE, now).certify(key, Subject("登记", "登记")))
    renewed = Certificate(Trust(house, PASSPHRASE, now).register.certificate)
    assert renewed.is_only_for(Purpose.REGISTER)
    assert renewed.public_key.verify(Trust(house, PASSPHRASE, now).register.sign(b"x"), b"x")


async def test_a_body_gets_a_time_stamp_and_nobody_else(folder: Path) -> None:
    asked = timestamp_request(b"signature", 7)
    async with client(folder, BODY) as keeper:
        answer = await keeper.post("/v1/timestamp", content=asked)
    async with client(folder, None) as stranger:
        refused = [
            await stranger.post("/v1/timestamp", content=asked),
            await stranger.post("/v1/timestamp", content=asked, headers={"Authorization": "Bearer guessed"}),
        ]
    assert answer.headers["content-type"] == "application/timestamp-reply"
    assert TimestampToken(granted_token(answer.content, b"signature", 7)).is_over(b"signature")
    assert [each.status_code for each in refused] == [401, 401]


async def test_a_keeper_without_an_authority_says_that_it_gives_no_time_stamps(house: Path) -> None:
    shutil.rmtree(house / "authority")
    async with client(house, BODY) as keeper:
        answer = await keeper.post("/v1/timestamp", content=timestamp_request(b"signature", 7))
    assert (answer.status_code, answer.json()["code"]) == (503, "NoTrustKept")


async def test_the_register_signs_with_its_own_token_and_each_signature_is_on_record(house: Path) -> None:
    order = {"digest": ORDER["digest"], "purpose": "status-list"}
    async with register_client(house) as keeper:
        chain = [b64decode(each) for each in (await keeper.get("/v1/register")).json()["certificates"]]
        signed = await keeper.post("/v1/register/sign", json=order)
        sealing = await keeper.post(f"/v1/seals/{BODY}/sign", json=ORDER)
    signer, issuing = map(Certificate, chain)
    assert signer.issued_by(issuing)
    assert issuing.issued_by(Certificate((house / "public" / "root.der").read_bytes()))
    assert signer.public_key.verify_digest(
        b64decode(signed.json()["signature"]), bytes.fromhex(order["digest"])
    )
    assert sealing.status_code == 401
    assert (
        '"identifier": "status-list"' in (house / "uses.jsonl").read_text(encoding="utf-8").splitlines()[-1]
    )


@pytest.mark.parametrize("path", ["/v1/register", "/v1/register/sign"])
async def test_a_bodys_token_does_not_sign_for_the_register(folder: Path, path: str) -> None:
    order = {"digest": ORDER["digest"], "purpose": "status-list"}
    async with client(folder, BODY) as keeper:
        answer = await (keeper.post(path, json=order) if path.endswith("sign") else keeper.get(path))
    assert (answer.status_code, answer.json()["code"]) == (401, "NotAuthenticated")


def register_client(house: Path) -> httpx.AsyncClient:
    """A client with the register's token."""
    token = (house / "tokens" / "register.token").read_text()
    transport = httpx.ASGITransport(create_app(Vault(house, PASSPHRASE), SystemClock()))
    return httpx.AsyncClient(
        transport=transport, base_url="http://keeper", headers={"Authorization": f"Bearer {token}"}
    )


def test_a_token_given_before_is_taken_for_its_own_content_only(house: Path) -> None:
    token = granted_token(
        Services(house, PASSPHRASE, SystemClock()).timestamp(timestamp_request(b"this", 3)), b"this", 3
    )
    assert GivenToken(token).token_over(b"this") == token
    with pytest.raises(TimestampNotGiven):
        GivenToken(token).token_over(b"that")
