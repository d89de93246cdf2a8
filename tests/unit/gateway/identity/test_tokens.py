"""Tokens: who is believed, and every trick that is not."""

import base64
import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chain.errors import ChainError, NotAuthenticated
from gateway.identity.callers import Caller, ClaimsRefused, Role
from gateway.identity.development import AUDIENCE, ISSUER, DevelopmentIssuer
from gateway.identity.keys import (
    MAX_STALE_SECONDS,
    FixedKeys,
    IdentityProviderUnavailable,
    KeysUnprotected,
    RemoteKeys,
    VerificationKey,
    read_key_set,
)
from gateway.identity.token import main
from gateway.identity.verifier import (
    Lifetimes,
    TokenExpired,
    TokenInvalid,
    TokenLivesTooLong,
    TokenVerifier,
)


class StoppedClock:
    """Stands at one moment until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def issuer(tmp_path: Path, clock: StoppedClock) -> DevelopmentIssuer:
    return DevelopmentIssuer(tmp_path, clock)


@pytest.fixture
def verifier(issuer: DevelopmentIssuer, clock: StoppedClock) -> TokenVerifier:
    return TokenVerifier(FixedKeys(issuer.key_set), ISSUER, AUDIENCE, clock)


def claims_of(clock: StoppedClock, **changes: Any) -> dict[str, Any]:
    now = int(clock.now().timestamp())
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "a", "roles": ["applicant"], "exp": now + 60}
    return {key: value for key, value in {**claims, **changes}.items() if value is not None}


def signed(issuer: DevelopmentIssuer, claims: dict[str, Any]) -> str:
    kid = issuer.key_set["keys"][0]["kid"]
    return jwt.encode(claims, issuer._key, algorithm="EdDSA", headers={"kid": kid})


async def test_a_token_of_the_issuer_names_its_caller(
    issuer: DevelopmentIssuer, verifier: TokenVerifier
) -> None:
    token = issuer.token("officer-1", [Role.OFFICER], "fire_379901")
    assert await verifier.verify(token) == Caller("officer-1", frozenset({Role.OFFICER}), "fire_379901")


async def test_a_token_ends_with_its_time_as_the_clock_port_reads_it(
    issuer: DevelopmentIssuer, verifier: TokenVerifier, clock: StoppedClock
) -> None:
    token = issuer.token("a", ["applicant"], ttl=timedelta(minutes=1))
    clock.moment += timedelta(seconds=80)
    await verifier.verify(token)
    clock.moment += timedelta(seconds=20)
    with pytest.raises(TokenExpired):
        await verifier.verify(token)


async def test_a_token_of_later_is_not_believed_yet(
    issuer: DevelopmentIssuer, verifier: TokenVerifier, clock: StoppedClock
) -> None:
    token = issuer.token("a", ["applicant"])
    clock.moment -= timedelta(minutes=5)
    with pytest.raises(TokenExpired):
        await verifier.verify(token)


DAY = 24 * 3600


@pytest.mark.parametrize(
    ("roles", "longest"),
    [
        (["applicant"], DAY),
        (["officer"], DAY),
        (["designer"], DAY),
        ([], DAY),
        (["worker"], 31 * DAY),
        (["operator"], 31 * DAY),
        (["worker", "operator"], 31 * DAY),
        (["worker", "officer"], DAY),
    ],
)
@pytest.mark.parametrize("tells_when_issued", [True, False])
async def test_a_token_may_live_as_long_as_its_roles_and_no_longer(
    issuer: DevelopmentIssuer,
    verifier: TokenVerifier,
    clock: StoppedClock,
    roles: list[str],
    longest: int,
    tells_when_issued: bool,
) -> None:
    now = int(clock.now().timestamp())
    claims = claims_of(clock, roles=roles, body="fire_379901", iat=now if tells_when_issued else None)
    assert (await verifier.verify(signed(issuer, claims | {"exp": now + longest}))).sub == "a"
    with pytest.raises(TokenLivesTooLong):
        await verifier.verify(signed(issuer, claims | {"exp": now + longest + 1}))


async def test_an_installation_may_allow_less(issuer: DevelopmentIssuer, clock: StoppedClock) -> None:
    strict = TokenVerifier(FixedKeys(issuer.key_set), ISSUER, AUDIENCE, clock, Lifetimes(people=3600))
    await strict.verify(issuer.token("a", ["applicant"], ttl=timedelta(hours=1)))
    with pytest.raises(TokenLivesTooLong):
        await strict.verify(issuer.token("a", ["applicant"], ttl=timedelta(hours=2)))


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "somebody-else"},
        {"iss": None},
        {"aud": "another-service"},
        {"aud": None},
        {"exp": None},
        {"exp": "tomorrow"},
        {"exp": True},
        {"exp": float("inf")},
        {"exp": 10**400},
        {"nbf": "yesterday"},
        {"sub": None},
        {"sub": 7},
    ],
)
async def test_claims_that_do_not_hold_are_refused(
    issuer: DevelopmentIssuer, verifier: TokenVerifier, clock: StoppedClock, changes: dict[str, Any]
) -> None:
    with pytest.raises(NotAuthenticated):
        await verifier.verify(signed(issuer, claims_of(clock, **changes)))


@pytest.mark.parametrize(
    "changes",
    [
        {"sub": ""},
        {"sub": "x" * 201},
        {"sub": "a\nb"},
        {"roles": None},
        {"roles": "applicant"},
        {"roles": ["officer"]},
        {"roles": ["clerk"]},
        {"roles": ["worker"], "body": "../etc"},
        {"roles": ["applicant"], "body": 5},
    ],
)
async def test_a_token_that_does_not_say_who_calls_is_refused(
    issuer: DevelopmentIssuer, verifier: TokenVerifier, clock: StoppedClock, changes: dict[str, Any]
) -> None:
    with pytest.raises(ClaimsRefused):
        await verifier.verify(signed(issuer, claims_of(clock, **changes)))


async def test_roles_nobody_knows_count_for_nothing(
    issuer: DevelopmentIssuer, verifier: TokenVerifier, clock: StoppedClock
) -> None:
    caller = await verifier.verify(signed(issuer, claims_of(clock, roles=["applicant", "root", 5])))
    assert caller.roles == {Role.APPLICANT}


def forged(header: dict[str, Any], claims: dict[str, Any], signature: bytes = b"") -> str:
    parts = [json.dumps(header).encode(), json.dumps(claims).encode(), signature]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


async def test_tricks_with_the_algorithm_are_refused(
    issuer: DevelopmentIssuer, verifier: TokenVerifier, clock: StoppedClock
) -> None:
    kid = issuer.key_set["keys"][0]["kid"]
    public = issuer._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    claims = claims_of(clock)
    tricks = [
        forged({"alg": "none", "kid": kid}, claims),
        forged({"alg": "NoNe", "kid": kid}, claims),
        jwt.encode(claims, public, algorithm="HS256", headers={"kid": kid}),
        jwt.encode(claims, Ed25519PrivateKey.generate(), algorithm="EdDSA", headers={"kid": kid}),
        jwt.encode(claims, ec.generate_private_key(ec.SECP256R1()), algorithm="ES256", headers={"kid": kid}),
        jwt.encode(claims, issuer._key, algorithm="EdDSA", headers={"kid": "another"}),
        jwt.encode(claims, issuer._key, algorithm="EdDSA"),
        jwt.encode(claims, issuer._key, algorithm="EdDSA", headers={"kid": kid, "crit": ["exp"]}),
    ]
    for token in tricks:
        with pytest.raises(TokenInvalid):
            await verifier.verify(token)


@pytest.mark.parametrize("token", ["", "a", "a.b.c", "...", "é.é.é", "x" * 9000, "e30.e30.", "W10.e30.AA"])
async def test_what_is_no_token_is_refused(verifier: TokenVerifier, token: str) -> None:
    with pytest.raises(TokenInvalid):
        await verifier.verify(token)


async def test_a_changed_token_is_refused(issuer: DevelopmentIssuer, verifier: TokenVerifier) -> None:
    head, _, signature = issuer.token("a", ["applicant"]).split(".")
    other = issuer.token("b", ["operator"]).split(".")[1]
    with pytest.raises(TokenInvalid):
        await verifier.verify(f"{head}.{other}.{signature}")


class ChangingKeys:
    """A key set that the provider changes while tokens are in use."""

    def __init__(self, document: Any) -> None:
        self.keys = read_key_set(document)

    async def key(self, kid: str) -> VerificationKey | None:
        return self.keys.get(kid)


async def test_a_token_that_was_believed_is_refused_once_its_key_left_the_set(
    issuer: DevelopmentIssuer, clock: StoppedClock
) -> None:
    keys = ChangingKeys(issuer.key_set)
    verifier = TokenVerifier(keys, ISSUER, AUDIENCE, clock)
    token = issuer.token("a", ["applicant"])
    await verifier.verify(token)
    keys.keys.clear()
    with pytest.raises(TokenInvalid):
        await verifier.verify(token)


async def test_a_token_that_was_believed_is_refused_under_another_key_of_the_same_name(
    issuer: DevelopmentIssuer, clock: StoppedClock, tmp_path: Path
) -> None:
    keys = ChangingKeys(issuer.key_set)
    verifier = TokenVerifier(keys, ISSUER, AUDIENCE, clock)
    token = issuer.token("a", ["applicant"])
    await verifier.verify(token)
    (kid,) = keys.keys
    (other,) = read_key_set(DevelopmentIssuer(tmp_path / "other", clock).key_set).values()
    keys.keys[kid] = other
    with pytest.raises(TokenInvalid):
        await verifier.verify(token)


async def test_a_token_of_a_key_that_was_read_again_is_still_believed(
    issuer: DevelopmentIssuer, clock: StoppedClock
) -> None:
    keys = ChangingKeys(issuer.key_set)
    verifier = TokenVerifier(keys, ISSUER, AUDIENCE, clock)
    token = issuer.token("a", ["applicant"])
    caller = await verifier.verify(token)
    keys.keys = read_key_set(issuer.key_set)
    assert await verifier.verify(token) == caller


async def test_only_so_many_verified_tokens_are_kept(
    issuer: DevelopmentIssuer, verifier: TokenVerifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.identity.verifier.REMEMBERED_TOKENS", 2)
    tokens = [issuer.token(sub, ["applicant"]) for sub in "abcd"]
    callers = [await verifier.verify(token) for token in tokens]
    assert len(verifier._verified) == 2
    assert [await verifier.verify(token) for token in tokens] == callers


def test_the_key_is_for_its_owner_only_and_made_once(tmp_path: Path, clock: StoppedClock) -> None:
    first = DevelopmentIssuer(tmp_path, clock)
    file = tmp_path / "keys" / "issuer.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert DevelopmentIssuer(tmp_path, clock).key_set == first.key_set
    assert "d" not in first.key_set["keys"][0]


def test_a_damaged_key_file_is_told_in_one_sentence(tmp_path: Path, clock: StoppedClock) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "issuer.key").write_text("nonsense")
    with pytest.raises(ChainError, match="签发密钥文件已损坏"):
        DevelopmentIssuer(tmp_path, clock)


def test_the_command_prints_a_token(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--data", str(tmp_path), "--sub", "w", "--role", "worker", "--body", "fire_379901"])
    claims = jwt.decode(capsys.readouterr().out.strip(), options={"verify_signature": False})
    assert (claims["sub"], claims["roles"], claims["body"]) == ("w", ["worker"], "fire_379901")


def test_the_command_refuses_beside_an_identity_provider(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YILIAN_OIDC_ISSUER", "https://login.example")
    with pytest.raises(SystemExit):
        main(["--data", str(tmp_path), "--sub", "w", "--role", "applicant"])
    assert "统一身份认证" in capsys.readouterr().err


def jwk_of(key: Any, kid: str, **extra: Any) -> dict[str, Any]:
    if isinstance(key, rsa.RSAPrivateKey):
        jwk = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    else:
        jwk = jwt.algorithms.ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return {**jwk, "kid": kid, **extra}


def test_only_sound_public_keys_enter_the_set() -> None:
    good = ec.generate_private_key(ec.SECP256R1())
    keys = [
        jwk_of(good, "ec"),
        jwk_of(rsa.generate_private_key(65537, 2048), "rsa"),
        jwk_of(rsa.generate_private_key(65537, 1024), "weak"),  # noqa: S505
        jwk_of(good, "for-encryption", use="enc"),
        jwk_of(good, "published with its secret", d="AA"),
        jwk_of(good, "other-algorithm", alg="HS256"),
        jwk_of(ec.generate_private_key(ec.SECP384R1()), "other-curve"),
        {"kty": "oct", "k": "c2VjcmV0", "kid": "shared"},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "kid": "broken"},
        {"kty": ["EC"], "kid": "odd"},
        {"kty": "OKP", "crv": "Ed25519"},
        "nonsense",
    ]
    found = read_key_set({"keys": keys})
    assert {kid: key.algorithm for kid, key in found.items()} == {"ec": "ES256", "rsa": "RS256"}


@pytest.mark.parametrize("document", [None, [], {}, {"keys": None}, {"keys": {}}])
def test_a_document_that_is_no_key_set_holds_no_keys(document: Any) -> None:
    assert read_key_set(document) == {}


async def test_a_provider_is_asked_once_and_its_keys_outlive_its_absence() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    asked: list[str] = []
    answers = [httpx.Response(200, json={"keys": [jwk_of(key, "one")]}), httpx.Response(500)]

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return answers[len(asked) - 1]

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        keys = RemoteKeys("https://login.example/keys", client)
        assert await keys.key("one") is not None
        assert await keys.key("one") is not None
        assert await keys.key("two") is None
        assert len(asked) == 1
        keys._asked_at = -1e9
        assert await keys.key("one") is not None
        assert len(asked) == 2


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500),
        httpx.Response(200, text="no json"),
        httpx.Response(302, headers={"Location": "http://127.0.0.1/"}),
        httpx.Response(200, json={"keys": []}),
        httpx.Response(200, content=b" " * 300_000 + b"{}"),
    ],
)
async def test_without_any_key_of_the_provider_nobody_is_let_in(answer: httpx.Response) -> None:
    transport = httpx.MockTransport(lambda _: answer)
    async with httpx.AsyncClient(transport=transport) as client:
        with pytest.raises(IdentityProviderUnavailable):
            await RemoteKeys("https://login.example/keys", client).key("one")


async def test_keys_of_a_provider_that_stays_away_do_not_serve_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key, now = ec.generate_private_key(ec.SECP256R1()), 1000.0
    answers = [httpx.Response(200, json={"keys": [jwk_of(key, "one")]})]
    transport = httpx.MockTransport(lambda _: answers.pop() if answers else httpx.Response(503))
    monkeypatch.setattr("gateway.identity.keys.time", SimpleNamespace(monotonic=lambda: now))
    async with httpx.AsyncClient(transport=transport) as client:
        keys = RemoteKeys("https://login.example/keys", client)
        assert await keys.key("one") is not None
        now += MAX_STALE_SECONDS
        assert await keys.key("one") is not None
        now += 1
        with pytest.raises(IdentityProviderUnavailable):
            await keys.key("one")
        answers.append(httpx.Response(200, json={"keys": [jwk_of(key, "one")]}))
        now += 60
        assert await keys.key("one") is not None


@pytest.mark.parametrize(
    "url",
    [
        "http://login.example/keys",
        "http://127.0.0.1.login.example/keys",
        "http://localhost.login.example/keys",
        "http://10.0.0.1/keys",
        "http://user@login.example/keys",
        "ftp://127.0.0.1/keys",
        "login.example/keys",
    ],
)
async def test_keys_are_not_fetched_over_an_open_network(url: str) -> None:
    async with httpx.AsyncClient() as client:
        with pytest.raises(KeysUnprotected, match="https"):
            RemoteKeys(url, client)


@pytest.mark.parametrize(
    "url",
    ["https://login.example/keys", "http://127.0.0.1:9/keys", "http://[::1]:9/keys", "http://localhost/"],
)
async def test_keys_may_be_fetched_over_https_or_from_this_machine(url: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json={"keys": [jwk_of(key, "one")]}))
    async with httpx.AsyncClient(transport=transport) as client:
        assert await RemoteKeys(url, client).key("one") is not None
