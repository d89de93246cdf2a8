"""The signed list of what does not count: made by one gateway, the same for all, and nobody can read a person from it."""

import asyncio
import base64
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import update

from chain.certificates.status_list import StatusList, name_of
from chain.certificates.status_list_trust import trusted_list
from chain.certificates.verdict import Result
from chain.crypto.x509 import Purpose
from chain.identifiers import CertificateIdentifier
from chain.seal.signer import KeySigner
from gateway.certificates import register_signer
from gateway.certificates.register_signer import KeeperRegister, RegisterSignerAway
from gateway.certificates.status_list import StatusListMaker
from gateway.store.models import Certificate
from tests.unit.chain.trust.houses import Authority
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.worker_api.support import APPROVAL, Desk, Json, SealMaker, sealed

ROOT = Authority.root()
REGISTER = ROOT.certify("演练登记服务", purpose=Purpose.REGISTER)
ADDRESS = "/certificates/status-list"
HOUR = timedelta(hours=1)


class Register:
    """Signs with a key in hand while it is there, and counts."""

    def __init__(self, signer: KeySigner = REGISTER) -> None:
        self.signer, self.away, self.signed = signer, False, 0

    async def certificates(self) -> tuple[bytes, ...]:
        if self.away:
            raise RegisterSignerAway
        return (self.signer.certificate,)

    async def sign(self, digest: bytes, purpose: str) -> bytes:
        assert purpose == "status-list"
        self.signed += 1
        return self.signer.sign_digest(digest)


async def maker_of(portal: Portal, signer: Register) -> StatusListMaker:
    """What a gateway runs."""
    context = portal.context
    making = StatusListMaker(context.database, signer, context.catalogue, clock=portal.clock)
    await making.begin()
    return making


async def downloaded(portal: Portal) -> StatusList:
    """The list as somebody who trusts the root reads it."""
    answer = await portal.client.get(ADDRESS)
    assert answer.status_code == 200, answer.text
    return trusted_list(answer.content, [ROOT.der], portal.context.now())


async def became(desk: Desk, identifier: str, status: str) -> None:
    async with desk.portal.context.database.write() as session:
        await session.execute(
            update(Certificate).where(Certificate.identifier == identifier).values(status=status)
        )


def said(content: StatusList, identifier: str, portal: Portal) -> Result:
    return next(iter(content.findings(identifier, portal.context.now()))).result


async def test_a_list_is_made_signed_and_handed_out(desk: Desk, licence: Json) -> None:
    assert await (await maker_of(desk.portal, Register())).drain() == 1
    content = await downloaded(desk.portal)
    now = desk.portal.context.now()
    assert (content.number, content.issued_at, content.next_update) == (1, now, now + 2 * HOUR)
    assert content.entries == {}
    assert said(content, licence["identifier"], desk.portal) is Result.PASSED


@pytest.mark.parametrize("status", ["revoked", "superseded", "cancelled", "suspended"])
async def test_what_ended_is_on_the_next_list(desk: Desk, licence: Json, status: str) -> None:
    making = await maker_of(desk.portal, Register())
    await making.drain()
    await became(desk, licence["identifier"], status)
    assert await making.drain() == 0
    desk.portal.clock.move(HOUR)
    assert await making.drain() == 1
    content = await downloaded(desk.portal)
    name = name_of(CertificateIdentifier.parse(licence["identifier"]))
    assert (content.number, [(key, each.status) for key, each in content.entries.items()]) == (
        2,
        [(name, status)],
    )
    assert said(content, licence["identifier"], desk.portal) is not Result.PASSED


async def test_what_ran_out_is_on_the_list_from_the_day_after_its_last(
    desk: Desk, maker: SealMaker, licence: Json
) -> None:
    await desk.check(APPROVAL, "food_license", "granted")
    food = await sealed(desk, maker, APPROVAL, "food_license")
    making = await maker_of(desk.portal, Register())
    desk.portal.clock.move(timedelta(days=365 * 5 + 2))
    await making.drain()
    content = await downloaded(desk.portal)
    assert said(content, food["identifier"], desk.portal) is Result.FAILED
    [listed] = content.entries.values()
    assert (listed.status, str(listed.since)) == ("expired", "2031-03-02")


async def test_nobody_reads_a_person_or_an_identifier_from_it(desk: Desk, licence: Json) -> None:
    await became(desk, licence["identifier"], "revoked")
    await (await maker_of(desk.portal, Register())).drain()
    envelope = (await desk.portal.client.get(ADDRESS)).json()
    payload = base64.b64decode(envelope["payload"]).decode()
    data = licence["data"]
    hidden = (
        licence["identifier"],
        data["number"],
        data["holder"]["name"],
        data["holder"]["code"],
        desk.case_no,
    )
    assert [text for text in hidden if text in payload] == []
    assert len(json.loads(payload)["entries"]) == 1


async def test_several_gateways_make_one_list(portal: Portal) -> None:
    registers = [Register(), Register(), Register()]
    makers = await asyncio.gather(*(maker_of(portal, each) for each in registers))
    taken = await asyncio.gather(*(each.drain() for each in makers))
    assert (sum(taken), sum(each.signed for each in registers)) == (1, 1)
    assert (await downloaded(portal)).number == 1


async def test_a_keeper_that_is_away_is_asked_again_and_until_then_there_is_no_list(portal: Portal) -> None:
    register = Register()
    making = await maker_of(portal, register)
    register.away = True
    assert await making.drain() == 1
    answer = await portal.client.get(ADDRESS)
    assert (answer.status_code, answer.json()["code"]) == (503, "StatusListNotMade")
    register.away = False
    assert await making.drain() == 0
    portal.clock.move(timedelta(seconds=5))
    assert await making.drain() == 1
    assert (await downloaded(portal)).number == 1


async def test_a_list_that_ran_out_is_not_handed_out(portal: Portal) -> None:
    await (await maker_of(portal, Register())).drain()
    portal.clock.move(2 * HOUR)
    assert (await portal.client.get(ADDRESS)).status_code == 200
    portal.clock.move(timedelta(seconds=1))
    assert (await portal.client.get(ADDRESS)).status_code == 503


async def test_a_signature_that_nobody_could_verify_is_not_published(portal: Portal) -> None:
    class Wrong(Register):
        async def sign(self, digest: bytes, purpose: str) -> bytes:
            return await super().sign(bytes(32), purpose)

    await (await maker_of(portal, Wrong())).drain()
    assert (await portal.client.get(ADDRESS)).status_code == 503


async def test_who_has_the_list_is_told_that_it_is_the_same(portal: Portal) -> None:
    making = await maker_of(portal, Register())
    await making.drain()
    tag = (await portal.client.get(ADDRESS)).headers["ETag"]
    same = await portal.client.get(ADDRESS, headers={"If-None-Match": f'"other", W/{tag}'})
    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", tag)
    portal.clock.move(HOUR)
    await making.drain()
    assert (await portal.client.get(ADDRESS, headers={"If-None-Match": tag})).status_code == 200


def keeper(tmp_path: Path, answer: Callable[[httpx.Request], httpx.Response]) -> KeeperRegister:
    """A client of a keeper that answers so."""
    token = tmp_path / "register.token"
    token.write_text("token-of-the-register\n", encoding="ascii")
    return KeeperRegister("http://keeper.test", token, httpx.MockTransport(answer))


async def test_the_keeper_is_asked_with_the_registers_token(tmp_path: Path) -> None:
    asked: list[tuple[str, str, bytes]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append((request.method, request.headers["Authorization"], request.content))
        if request.url.path == "/v1/register":
            return httpx.Response(200, json={"certificates": [base64.b64encode(b"der").decode()]})
        return httpx.Response(200, json={"signature": base64.b64encode(b"signature").decode()})

    client = keeper(tmp_path, answer)
    assert await client.certificates() == (b"der",)
    assert await client.sign(bytes(32), "status-list") == b"signature"
    assert [(method, token) for method, token, _ in asked] == [
        ("GET", "Bearer token-of-the-register"),
        ("POST", "Bearer token-of-the-register"),
    ]
    assert json.loads(asked[1][2]) == {"digest": "00" * 32, "purpose": "status-list"}


async def test_a_keeper_that_is_busy_is_asked_again_but_not_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register_signer, "_PAUSE", 0.0)
    statuses = [503, 502, 200]

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(statuses.pop(0), json={"certificates": ["ZGVy"]})

    client = keeper(tmp_path, answer)
    assert await client.certificates() == (b"der",)
    statuses.extend([503] * register_signer.ATTEMPTS)
    with pytest.raises(RegisterSignerAway):
        await client.certificates()
    assert statuses == []


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(401, json={}),
        httpx.Response(200, json={}),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"certificates": []}),
        httpx.Response(200, json={"certificates": ["*"]}),
    ],
)
async def test_a_keeper_whose_answer_is_of_no_use_counts_as_away(
    tmp_path: Path, answer: httpx.Response
) -> None:
    with pytest.raises(RegisterSignerAway):
        await keeper(tmp_path, lambda _: answer).certificates()
