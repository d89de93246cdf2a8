"""Tokens that others made: whatever their header promises, only the pinned key and algorithm of the issuer count."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from gateway.identity.development import AUDIENCE, ISSUER, DevelopmentIssuer
from gateway.identity.keys import MAX_SET_BYTES, IdentityProviderUnavailable, RemoteKeys
from gateway.settings import Settings
from tests.unit.gateway.portal import Portal

Make = Callable[[DevelopmentIssuer, dict[str, Any]], str]


def part(content: Any) -> str:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def kid_of(issuer: DevelopmentIssuer) -> str:
    return str(issuer.key_set["keys"][0]["kid"])


def signed(issuer: DevelopmentIssuer, header: dict[str, Any], claims: bytes) -> str:
    """Signed by the issuer's own key, whatever stands in header and claims."""
    text = f"{part({'alg': 'EdDSA', 'kid': kid_of(issuer)} | header)}.{part(claims)}"
    return f"{text}.{part(issuer._key.sign(text.encode()))}"


def changed(**changes: Any) -> Make:
    """The issuer's signature over other claims; ``None`` leaves one out."""

    def make(issuer: DevelopmentIssuer, claims: dict[str, Any]) -> str:
        whole = {key: value for key, value in (claims | changes).items() if value is not None}
        return signed(issuer, {}, json.dumps(whole).encode())

    return make


def foreign(**header: Any) -> Make:
    """Another key's signature, the header telling where that key is to be found."""

    def make(issuer: DevelopmentIssuer, claims: dict[str, Any]) -> str:
        own = Ed25519PrivateKey.generate()
        told = {"alg": "EdDSA", "kid": kid_of(issuer)} | header
        if "jwk" in told:
            raw = own.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
            told["jwk"] = {"kty": "OKP", "crv": "Ed25519", "x": part(raw), "kid": told["kid"]}
        text = f"{part(told)}.{part(claims)}"
        return f"{text}.{part(own.sign(text.encode()))}"

    return make


def hmac_over(encoding: Encoding, shape: PublicFormat) -> Make:
    """The public key taken for a shared secret."""

    def make(issuer: DevelopmentIssuer, claims: dict[str, Any]) -> str:
        secret = issuer._key.public_key().public_bytes(encoding, shape)
        text = f"{part({'alg': 'HS256', 'typ': 'JWT', 'kid': kid_of(issuer)})}.{part(claims)}"
        return f"{text}.{part(hmac.new(secret, text.encode(), hashlib.sha256).digest())}"

    return make


def unsigned(algorithm: str) -> Make:
    """No signature at all."""
    return lambda issuer, claims: f"{part({'alg': algorithm, 'kid': kid_of(issuer)})}.{part(claims)}."


def by_rsa(issuer: DevelopmentIssuer, claims: dict[str, Any]) -> str:
    key = rsa.generate_private_key(65537, 2048)
    return jwt.encode(claims, key, algorithm="RS256", headers={"kid": kid_of(issuer)})


def nested(issuer: DevelopmentIssuer, claims: dict[str, Any]) -> str:
    inner = signed(issuer, {}, json.dumps(claims).encode())
    return signed(issuer, {"cty": "JWT"}, inner.encode())


def twice_claimed(issuer: DevelopmentIssuer, claims: dict[str, Any]) -> str:
    """The expiry twice: the second, which counts, is over."""
    text = json.dumps(claims)[:-1] + ', "exp": 1}'
    return signed(issuer, {}, text.encode())


def unencoded(issuer: DevelopmentIssuer, claims: dict[str, Any]) -> str:
    return signed(issuer, {"b64": False, "crit": ["b64"]}, json.dumps(claims).encode())


def encrypted(issuer: DevelopmentIssuer, claims: dict[str, Any]) -> str:
    return f"{part({'alg': 'dir', 'enc': 'A128GCM', 'kid': kid_of(issuer)})}..{part(b'x' * 12)}.{part(claims)}.{part(b'x' * 16)}"


LATER = 4102444800
TRICKS: dict[str, Make] = {
    "alg none": unsigned("none"),
    "alg None": unsigned("None"),
    "alg empty": unsigned(""),
    "no signature of EdDSA": unsigned("EdDSA"),
    "hmac over the raw key": hmac_over(Encoding.Raw, PublicFormat.Raw),
    "hmac over the PEM": hmac_over(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    "hmac over the DER": hmac_over(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
    "RS256 under our kid": by_rsa,
    "another key": foreign(),
    "another key in jwk": foreign(jwk={}),
    "another key at jku": foreign(jku="http://127.0.0.1:1/keys"),
    "another key at x5u": foreign(x5u="http://127.0.0.1:1/certificate"),
    "another key in x5c": foreign(x5c=["AAAA"]),
    "kid of a file": foreign(kid="../../../../dev/null"),
    "kid of a query": foreign(kid="' OR 1=1 --"),
    "kid very long": foreign(kid="k" * 4000),
    "kid a list": foreign(kid=["a"]),
    "kid missing": foreign(kid=None),
    "crit of what nobody knows": lambda issuer, claims: signed(
        issuer, {"crit": ["exp", "unknown"], "unknown": 1}, json.dumps(claims).encode()
    ),
    "b64 false": unencoded,
    "a token in a token": nested,
    "encrypted": encrypted,
    "claims twice": twice_claimed,
    "claims a list": lambda issuer, _: signed(issuer, {}, b"[]"),
    "claims no json": lambda issuer, _: signed(issuer, {}, b"\xff\xfe"),
    "claims deep": lambda issuer, _: signed(issuer, {}, b"[" * 5000),
    "exp missing": changed(exp=None),
    "exp over": changed(exp=1_000_000_000),
    "exp a text": changed(exp="4102444800"),
    "exp true": changed(exp=True),
    "exp NaN": changed(exp=float("nan")),
    "exp endless": changed(exp=float("inf")),
    "exp huge": changed(exp=10**400),
    "exp negative": changed(exp=-1),
    "exp years away": changed(exp=LATER),
    "issued long ago for long": changed(iat=1),
    "nbf later": changed(nbf=LATER),
    "nbf a text": changed(nbf="now"),
    "iat later": changed(iat=LATER),
    "iat a text": changed(iat="now"),
    "aud another": changed(aud="another-service"),
    "aud others": changed(aud=["another", "third"]),
    "aud missing": changed(aud=None),
    "aud an object": changed(aud={AUDIENCE: True}),
    "iss another": changed(iss="https://evil.example"),
    "iss missing": changed(iss=None),
    "iss a list": changed(iss=[ISSUER]),
    "sub missing": changed(sub=None),
    "sub empty": changed(sub=""),
    "sub a number": changed(sub=7),
    "sub with a line end": changed(sub="a\nb"),
    "sub with a null": changed(sub="a\x00b"),
    "sub very long": changed(sub="s" * 201),
    "roles missing": changed(roles=None),
    "roles a text": changed(roles="operator"),
    "roles an object": changed(roles={"operator": True}),
    "officer of no body": changed(roles=["officer"]),
    "worker of an odd body": changed(roles=["worker"], body="../../x"),
    "body a list": changed(roles=["officer"], body=["fire_379901"]),
}


@pytest.fixture
def issuer(portal: Portal) -> DevelopmentIssuer:
    settings: Settings = portal.context.settings
    return DevelopmentIssuer(settings.data, portal.context.clock)


@pytest.fixture
def claims(portal: Portal) -> dict[str, Any]:
    now = int(portal.context.now().timestamp())
    return {"iss": ISSUER, "aud": AUDIENCE, "sub": "somebody", "roles": ["applicant"], "exp": now + 60}


async def ask(portal: Portal, token: str) -> httpx.Response:
    return await portal.client.get("/cases", headers={"Authorization": f"Bearer {token}"})


async def test_a_token_of_the_issuer_is_let_in(
    portal: Portal, issuer: DevelopmentIssuer, claims: dict[str, Any]
) -> None:
    assert (await ask(portal, changed()(issuer, claims))).status_code == 200
    assert (
        await ask(portal, changed(aud=["other", AUDIENCE], iat=claims["exp"] - 60)(issuer, claims))
    ).status_code == 200


@pytest.mark.parametrize("make", TRICKS.values(), ids=TRICKS)
async def test_a_token_made_outside_is_refused_in_plain_words(
    make: Make, portal: Portal, issuer: DevelopmentIssuer, claims: dict[str, Any]
) -> None:
    answer = await ask(portal, make(issuer, claims))
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert "登录" in answer.json()["detail"]


@pytest.mark.parametrize("scheme", ["Basic", "Digest", "bearer token", ""])
async def test_another_scheme_is_no_login(
    scheme: str, portal: Portal, issuer: DevelopmentIssuer, claims: dict[str, Any]
) -> None:
    headers = {"Authorization": f"{scheme} {changed()(issuer, claims)}"}
    assert (await portal.client.get("/cases", headers=headers)).status_code == 401


async def test_a_token_in_the_query_or_a_cookie_is_no_login(
    portal: Portal, issuer: DevelopmentIssuer, claims: dict[str, Any]
) -> None:
    token = changed()(issuer, claims)
    for answer in (
        await portal.client.get("/cases", params={"access_token": token, "token": token}),
        await portal.client.get("/cases", headers={"Cookie": f"access_token={token}"}),
    ):
        assert answer.status_code == 401


@pytest.mark.parametrize("roles", [["officer"], ["worker"], ["applicant"], []])
@pytest.mark.parametrize("address", ["/tasks", "/cases", "/worker/cases/YL1/dossier"])
async def test_a_token_of_a_body_that_the_catalogue_does_not_know_is_refused(
    roles: list[str], address: str, portal: Portal, issuer: DevelopmentIssuer, claims: dict[str, Any]
) -> None:
    token = changed(roles=roles, body="nobody_000000")(issuer, claims)
    answer = await portal.client.get(address, headers={"Authorization": f"Bearer {token}"})

    assert (answer.status_code, answer.json()["code"]) == (403, "BodyNotKnown")
    assert "实施主体" in answer.json()["detail"]


async def test_an_endless_key_set_is_read_no_further_than_its_bound() -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 65_536
            yield b" " * 65_536

    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=endless()))
    async with httpx.AsyncClient(transport=transport) as client:
        with pytest.raises(IdentityProviderUnavailable):
            await RemoteKeys("https://login.example/keys", client).key("one")
    assert sent <= MAX_SET_BYTES + 2 * 65_536


async def test_a_flood_of_unknown_keys_asks_the_provider_once() -> None:
    asked = 0

    def answer(_: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        raw = Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return httpx.Response(
            200, json={"keys": [{"kty": "OKP", "crv": "Ed25519", "x": part(raw), "kid": "one"}]}
        )

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        keys = RemoteKeys("https://login.example/keys", client)
        assert [await keys.key(f"unknown-{number}") for number in range(50)] == [None] * 50
    assert asked == 1


async def test_a_provider_that_is_away_from_the_start_is_asked_once_by_many() -> None:
    asked = 0

    def away(_: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        return httpx.Response(503)

    async with httpx.AsyncClient(transport=httpx.MockTransport(away)) as client:
        keys = RemoteKeys("https://login.example/keys", client)
        for number in range(20):
            with pytest.raises(IdentityProviderUnavailable):
                await keys.key(f"key-{number}")
    assert asked == 1
