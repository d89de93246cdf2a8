"""Verification of bearer tokens (RFC 7519, RFC 8725)."""

import math
from typing import Any

import jwt
from jwt.exceptions import PyJWTError

from chain.clock import Clock
from chain.errors import NotAuthenticated
from gateway.identity.callers import Caller
from gateway.identity.keys import KeySource

LEEWAY_SECONDS = 30
MAX_TOKEN_CHARACTERS = 8192


class TokenInvalid(NotAuthenticated):
    """A token that is not of the issuer, not for us, or cannot be read."""

    message = "登录凭证无效，请重新登录。"


class TokenExpired(NotAuthenticated):
    """A token whose time is over, or has not come."""

    message = "登录已过期，请重新登录。"


class TokenVerifier:
    """Turns a bearer token into a :class:`Caller`; time is read through the clock port."""

    def __init__(self, keys: KeySource, issuer: str, audience: str, clock: Clock) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._clock = clock

    async def verify(self, token: str) -> Caller:
        """The caller.

        Raises ``TokenInvalid``, ``TokenExpired``, ``ClaimsRefused`` or ``IdentityProviderUnavailable``.
        """
        key = await self._keys.key(self._kid(token))
        if key is None:
            raise TokenInvalid
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
        self._check_time(claims)
        return Caller.from_claims(claims)

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

    def _check_time(self, claims: dict[str, Any]) -> None:
        now = self._clock.now().timestamp()
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
