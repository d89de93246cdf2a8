"""The issuer of the development run: tokens signed by a key in the data folder.

Never used when an identity provider is configured (``YILIAN_OIDC_ISSUER``).
"""

import base64
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chain.clock import Clock
from chain.errors import ChainError
from gateway.identity.callers import Role
from gateway.keyfile import create_once

ISSUER = "yilian-development"
AUDIENCE = "yilian"
ALGORITHM = "EdDSA"
KEY_FILE = "issuer.key"
DEFAULT_TTL = timedelta(hours=12)


class IssuerKeyDamaged(ChainError):
    """The key file of the development issuer does not hold a key."""

    message = "开发环境的签发密钥文件已损坏，请删除后重新启动。"


class DevelopmentIssuer:
    """Issues tokens for the embedded run.

    ``data`` is the data folder; the key is made in it (mode 0600) when it is not there.
    """

    def __init__(self, data: Path, clock: Clock) -> None:
        self._clock = clock
        self._key = _load_or_create(data / "keys" / KEY_FILE)
        public = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self._jwk = {"kty": "OKP", "crv": "Ed25519", "x": _base64url(public), "alg": ALGORITHM, "use": "sig"}
        self._jwk["kid"] = self._jwk["x"][:16]

    @property
    def key_set(self) -> dict[str, Any]:
        """The public JSON Web Key Set of this issuer."""
        return {"keys": [dict(self._jwk)]}

    def token(
        self, sub: str, roles: Iterable[str | Role], body: str | None = None, ttl: timedelta = DEFAULT_TTL
    ) -> str:
        """A token for ``sub`` that lives for ``ttl``; officers, clerks and workers need a ``body``."""
        now = int(self._clock.now().timestamp())
        claims: dict[str, Any] = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": sub,
            "roles": [Role(role).value for role in roles],
            "iat": now,
            "nbf": now,
            "exp": now + int(ttl.total_seconds()),
        }
        if body is not None:
            claims["body"] = body
        return jwt.encode(claims, self._key, algorithm=ALGORITHM, headers={"kid": self._jwk["kid"]})


def _load_or_create(file: Path) -> Ed25519PrivateKey:
    if not file.exists():
        create_once(file, Ed25519PrivateKey.generate().private_bytes_raw().hex())
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(file.read_text(encoding="ascii").strip()))
    except (OSError, ValueError) as error:
        raise IssuerKeyDamaged from error


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
