"""Signing with a hardware module (密码机、智能密码钥匙): the key is made in it and does not leave it.

:class:`HsmToken` is what is asked of a module (GM/T 0016 and GM/T 0018 have a call for each, from memory); a product's own
library is wrapped to fit. :class:`RehearsalToken` stands in for one where none is to be had.
"""

from typing import Protocol

from asn1crypto import algos

from chain.crypto.sm2 import PrivateKey, PublicKey
from chain.seal.errors import TokenAway
from chain.seal.signer import checked_signature, signing_digest

_HALF = 32


class HsmToken(Protocol):
    """A module that is unlocked; ``container`` names a key pair in it. Each call raises :class:`TokenAway`."""

    def public_key(self, container: str) -> PublicKey:
        """The public half, for which a certificate is asked."""
        ...

    def sign(self, container: str, digest: bytes) -> bytes:
        """``r`` and ``s`` (32 bytes each, one after the other) over the SM2 digest ``e``, as modules give them."""
        ...


class HsmSigner:
    """Signs with the key pair ``container`` of a module, certified by ``certificate`` (DER)."""

    def __init__(self, token: HsmToken, container: str, certificate: bytes) -> None:
        self._token, self._container, self._certificate = token, container, certificate

    @property
    def certificate(self) -> bytes:
        """The signer's certificate, DER."""
        return self._certificate

    def sign_digest(self, digest: bytes) -> bytes:
        """DER ``SEQUENCE {r, s}`` over the digest; raises :class:`TokenAway`, and ``SignatureNotTheirs`` for a wrong key."""
        pair = self._token.sign(self._container, digest)
        return checked_signature(self._certificate, digest, _encoded(pair))

    def sign(self, message: bytes) -> bytes:
        """DER ``SEQUENCE {r, s}`` over the message; raises as :meth:`sign_digest`."""
        return self.sign_digest(signing_digest(self._certificate, message))


class RehearsalToken:
    """A module of a rehearsal: key pairs in this process's memory, gone with it."""

    def __init__(self) -> None:
        self._keys: dict[str, PrivateKey] = {}

    def generate(self, container: str) -> None:
        """A new key pair under that name."""
        self._keys[container] = PrivateKey.generate()

    def public_key(self, container: str) -> PublicKey:
        """The public half."""
        return self._key(container).public_key

    def sign(self, container: str, digest: bytes) -> bytes:
        """``r`` and ``s``."""
        pair = algos.DSASignature.load(self._key(container).sign_digest(digest)).native
        return b"".join(int(pair[name]).to_bytes(_HALF, "big") for name in ("r", "s"))

    def _key(self, container: str) -> PrivateKey:
        if container not in self._keys:
            raise TokenAway
        return self._keys[container]


def _encoded(pair: bytes) -> bytes:
    r, s = (int.from_bytes(half, "big") for half in (pair[:_HALF], pair[_HALF:]))
    der: bytes = algos.DSASignature({"r": r, "s": s}).dump()
    return der
