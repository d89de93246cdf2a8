"""Who signs what this installation itself states: the keeper, with the register's key and for the register's token."""

import asyncio
from base64 import b64decode
from pathlib import Path
from typing import Any, Protocol

import httpx

from chain.errors import TemporarilyUnavailable

ATTEMPTS = 3
_SECONDS = 5.0
_PAUSE = 0.5
_NOT_NOW = frozenset({429, 502, 503, 504})


class RegisterSignerAway(TemporarilyUnavailable):
    """The keeper does not sign now: it is away, does not know the token, or answers what nobody can use."""

    message = "印章保管系统暂时不能为登记信息签名，请稍后重试。"


class RegisterSigner(Protocol):
    """Signs statements of the register. Each call raises ``RegisterSignerAway``."""

    async def certificates(self) -> tuple[bytes, ...]:
        """The register's certificate, then those between it and the root, DER."""
        ...

    async def sign(self, digest: bytes, purpose: str) -> bytes:
        """DER ``SEQUENCE {r, s}`` over a digest ``e`` (32 bytes) of a statement of that ``purpose``."""
        ...


class KeeperRegister:
    """The keeper at ``url``; the token is read each time, because its file may be replaced."""

    def __init__(self, url: str, token_file: Path, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._url, self._token_file, self._transport = url.rstrip("/"), token_file, transport

    async def certificates(self) -> tuple[bytes, ...]:
        """``GET /v1/register``."""
        answer = await self._asked("GET", "/v1/register")
        try:
            found = tuple(b64decode(each, validate=True) for each in answer["certificates"])
        except (KeyError, TypeError, ValueError):
            raise RegisterSignerAway from None
        if not found:
            raise RegisterSignerAway
        return found

    async def sign(self, digest: bytes, purpose: str) -> bytes:
        """``POST /v1/register/sign``."""
        answer = await self._asked("POST", "/v1/register/sign", {"digest": digest.hex(), "purpose": purpose})
        try:
            return b64decode(answer["signature"], validate=True)
        except (KeyError, TypeError, ValueError):
            raise RegisterSignerAway from None

    async def _asked(self, method: str, path: str, content: dict[str, str] | None = None) -> dict[str, Any]:
        """The answer of a keeper that is there; repeating a call does no harm."""
        try:
            token = self._token_file.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            raise RegisterSignerAway from None
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(timeout=_SECONDS, transport=self._transport) as client:
            for attempt in range(ATTEMPTS):
                if attempt:
                    await asyncio.sleep(_PAUSE * 2**attempt)
                try:
                    answer = await client.request(method, f"{self._url}{path}", json=content, headers=headers)
                    if answer.is_success:
                        found: dict[str, Any] = answer.json()
                        return found
                except (httpx.HTTPError, ValueError):
                    continue
                if answer.status_code not in _NOT_NOW:
                    break
        raise RegisterSignerAway
