"""Verification of bearer tokens (RFC 7519, RFC 8725)."""

import hashlib
import math
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import jwt
from jwt.exceptions import PyJWTError

from chain.clock import Clock
from chain.errors import NotAuthenticated
from gateway.identity.callers import OF_PROGRAMS, Caller
from gateway.identity.keys import KeySource, VerificationKey

LEEWAY_SECONDS = 30
MAX_TOKEN_CHARACTERS = 8192
REMEMBERED_TOKENS = 4096
"""How many verified tokens a process keeps: those used last."""


class TokenInvalid(NotAuthenticated):
    """A token that is not of the issuer, not for us, or cannot be read."""

    message = "登录凭证无效，请重新登录。"


class TokenExpired(NotAuthenticated):
    """A token whose time is over, or has not come."""

    message = "登录已过期，请重新登录。"


class TokenLivesTooLong(NotAuthenticated):
    """A token that was issued for longer than its roles may have: stolen, it would serve for as long."""

    message = "登录凭证的有效期超过允许的上限，请重新登录或换发凭证。"


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """The longest time that a token may be issued for, in seconds.

    ``programs`` is for tokens all of whose roles are held by programs (:data:`OF_PROGRAMS`), ``people`` for all others.
    """

    people: int = 24 * 3600
    programs: int = 31 * 24 * 3600

    def of(self, caller: Caller) -> int:
        """The limit for the token of ``caller``."""
        return self.programs if caller.roles and caller.roles <= OF_PROGRAMS else self.people


@dataclass(frozen=True, slots=True)
class _Verified:
    """A token whose signature held under ``key``; its time is looked at anew whenever it is shown."""

    kid: str
    key: VerificationKey
    claims: dict[str, Any]
    caller: Caller


class TokenVerifier:
    """Turns a bearer token into a :class:`Caller`; time is read through the clock port.

    A signature is checked once: what held is remembered by the token's digest for as long as the key set gives that
    same key. A key that was taken out of the set, or read again, believes nothing that it believed before.
    """

    def __init__(
        self, keys: KeySource, issuer: str, audience: str, clock: Clock, lifetimes: Lifetimes | None = None
    ) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._clock = clock
        self._lifetimes = lifetimes or Lifetimes()
        self._verified: OrderedDict[bytes, _Verified] = OrderedDict()

    async def verify(self, token: str) -> Caller:
        """The caller.

        Raises ``TokenInvalid``, ``TokenExpired``, ``TokenLivesTooLong``, ``ClaimsRefused`` or
        ``IdentityProviderUnavailable``.
        """
        digest = hashlib.sha256(token.encode(errors="surrogatepass")).digest()
        before = self._verified.get(digest)
        kid = before.kid if before is not None else self._kid(token)
        key = await self._keys.key(kid)
        if key is None:
            raise TokenInvalid
        known = before if before is not None and before.key is key else None
        claims = known.claims if known is not None else self._claims(token, key)
        now = self._clock.now().timestamp()
        _check_time(claims, now)
        caller = known.caller if known is not None else Caller.from_claims(claims)
        issued = _moment(claims["iat"]) if "iat" in claims else now
        if _moment(claims["exp"]) - issued > self._lifetimes.of(caller):
            raise TokenLivesTooLong
        self._remember(digest, known or _Verified(kid, key, claims, caller))
        return caller

    def _remember(self, digest: bytes, verified: _Verified) -> None:
        self._verified[digest] = verified
        self._verified.move_to_end(digest)
        if len(self._verified) > REMEMBERED_TOKENS:
            self._verified.popitem(last=False)

    def _claims(self, token: str, key: VerificationKey) -> dict[str, Any]:
        """The claims that the signature vouches for."""
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                key.key,
                algorithms=[key.algorithm],
                audience=self._audience,
                issuer=self._issuer,
                options={
                    "require": ["exp", "sub", "aud", "iss"],
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                },
            )
        except (PyJWTError, ValueError, TypeError, RecursionError) as error:
            raise TokenInvalid from error
        return claims

    @staticmethod
    def _kid(token: str) -> str:
        if len(token) > MAX_TOKEN_CHARACTERS:
            raise TokenInvalid
        try:
            kid = jwt.get_unverified_header(token).get("kid")
        except (PyJWTError, ValueError, TypeError, RecursionError) as error:
            raise TokenInvalid from error
        if not isinstance(kid, str):
            raise TokenInvalid
        return kid


def _check_time(claims: dict[str, Any], now: float) -> None:
    if now >= _moment(claims["exp"]) + LEEWAY_SECONDS:
        raise TokenExpired
    for name in ("nbf", "iat"):
        if name in claims and now < _moment(claims[name]) - LEEWAY_SECONDS:
            raise TokenExpired


def _moment(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TokenInvalid
    try:
        moment = float(value)
    except OverflowError as error:
        raise TokenInvalid from error
    if not math.isfinite(moment):
        raise TokenInvalid
    return moment
