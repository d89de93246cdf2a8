"""Keys that sign tokens, each with the one algorithm it may be used with.

The algorithm is a property of the key, never of the token (RFC 8725 §3.1), so neither ``none`` nor HMAC over a
public key can pass.
"""

import asyncio
import ipaddress
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import httpx
import orjson
from jwt import PyJWK
from jwt.exceptions import PyJWTError

from chain.errors import ChainError, TemporarilyUnavailable

FETCH_SECONDS = 5.0
FRESH_SECONDS = 600.0
COOL_DOWN_SECONDS = 30.0
MAX_STALE_SECONDS = 3600.0
"""How long keys go on serving while the provider does not answer.

Six times their age at the next question: a restart or a short outage is not felt, and a key that the provider withdrew
is not believed for longer, whoever keeps us from hearing of it.
"""
MAX_SET_BYTES = 256 * 1024
MIN_RSA_BITS = 2048


class IdentityProviderUnavailable(TemporarilyUnavailable):
    """The keys of the identity provider cannot be had at the moment."""

    message = "统一身份认证暂时不可用，请稍后重试。"


class KeysUnprotected(ChainError):
    """The address of the keys is not HTTPS: whoever stands between could put in keys of their own."""

    message = "YILIAN_OIDC_JWKS_URL 必须是 https 地址（仅本机地址可用 http）。"


@dataclass(frozen=True, slots=True)
class VerificationKey:
    """A public key and the algorithm that is pinned to it."""

    key: PyJWK
    algorithm: str


class KeySource(Protocol):
    """Where the keys of the issuer come from."""

    async def key(self, kid: str) -> VerificationKey | None:
        """The key of that identifier, or ``None``. Raises ``IdentityProviderUnavailable``."""
        ...


def pinned_algorithm(jwk: Mapping[str, Any]) -> str | None:
    """The algorithm a public key may be used with, or ``None`` for a key that is not accepted here."""
    kind, curve = jwk.get("kty"), jwk.get("crv")
    algorithm = {("EC", "P-256"): "ES256", ("OKP", "Ed25519"): "EdDSA", ("RSA", None): "RS256"}.get(
        (str(kind), curve if isinstance(curve, str) else None)
    )
    if jwk.get("use", "sig") != "sig" or jwk.get("alg", algorithm) != algorithm:
        return None
    if "d" in jwk:  # a private key that was published: anybody may sign with it
        return None
    return algorithm


def read_key_set(document: Any) -> dict[str, VerificationKey]:
    """The usable keys of a JSON Web Key Set by their identifier; others are passed over."""
    found: dict[str, VerificationKey] = {}
    entries = document.get("keys") if isinstance(document, dict) else None
    for entry in entries if isinstance(entries, list) else []:
        if not isinstance(entry, dict) or not isinstance(entry.get("kid"), str):
            continue
        algorithm = pinned_algorithm(entry)
        if algorithm is None:
            continue
        try:
            key = PyJWK(entry, algorithm)
        except (PyJWTError, ValueError, TypeError):
            continue
        if getattr(key.key, "key_size", MIN_RSA_BITS) >= MIN_RSA_BITS or algorithm != "RS256":
            found[entry["kid"]] = VerificationKey(key, algorithm)
    return found


class FixedKeys:
    """Keys that do not change while the process runs: those of the development issuer."""

    def __init__(self, document: Any) -> None:
        self._keys = read_key_set(document)

    async def key(self, kid: str) -> VerificationKey | None:
        """The key of that identifier, or ``None``."""
        return self._keys.get(kid)


class RemoteKeys:
    """The key set at an address, kept for ten minutes.

    An unknown identifier, and an answer that did not come, ask again, at most twice a minute.
    When the address does not answer, the keys of the last answer go on serving for :data:`MAX_STALE_SECONDS`.
    """

    def __init__(self, url: str, client: httpx.AsyncClient) -> None:
        """Raises ``KeysUnprotected`` when the keys would come over an open network."""
        _refuse_unprotected(url)
        self._url = url
        self._client = client
        self._keys: dict[str, VerificationKey] = {}
        self._asked_at: float | None = None
        self._answered_at: float | None = None
        self._lock = asyncio.Lock()

    async def key(self, kid: str) -> VerificationKey | None:
        """The key of that identifier, or ``None``. Raises ``IdentityProviderUnavailable``."""
        asked = self._asked_at
        missed = kid not in self._keys or _older(self._answered_at, FRESH_SECONDS)
        if _older(asked, FRESH_SECONDS) or (missed and _older(asked, COOL_DOWN_SECONDS)):
            async with self._lock:
                if _older(self._asked_at, COOL_DOWN_SECONDS):
                    await self._refresh()
        if not self._keys or _older(self._answered_at, MAX_STALE_SECONDS):
            raise IdentityProviderUnavailable
        return self._keys.get(kid)

    async def _refresh(self) -> None:
        self._asked_at = time.monotonic()
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                found = read_key_set(orjson.loads(await self._fetched()))
            if found:
                self._keys, self._answered_at = found, time.monotonic()
        except (httpx.HTTPError, TimeoutError, orjson.JSONDecodeError) as error:
            # The cool-down holds also when there is no key yet: a flood of requests must not become one of fetches.
            if not self._keys:
                raise IdentityProviderUnavailable from error

    async def _fetched(self) -> bytes:
        """The document; read no further than :data:`MAX_SET_BYTES`, and nothing after an answer that is too long."""
        found = bytearray()
        request = self._client.stream("GET", self._url, timeout=FETCH_SECONDS, follow_redirects=False)
        async with request as answer:
            answer.raise_for_status()
            async for part in answer.aiter_bytes():
                found += part
                if len(found) > MAX_SET_BYTES:
                    raise httpx.DecodingError("the key set is too long")
        return bytes(found)


def _older(moment: float | None, seconds: float) -> bool:
    return moment is None or time.monotonic() - moment > seconds


def _refuse_unprotected(url: str) -> None:
    address = httpx.URL(url)
    if address.scheme == "https" or (address.scheme == "http" and _is_loopback(address.host)):
        return
    raise KeysUnprotected


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
