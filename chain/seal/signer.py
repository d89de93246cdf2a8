"""Who signs: the port behind which a key file, the keeper process or a hardware module stands."""

from collections.abc import Callable
from typing import Protocol

from chain.crypto.sm2 import PrivateKey, sm2_digest
from chain.crypto.x509 import read_certificate
from chain.seal.errors import SignatureNotTheirs


class DigestSigner(Protocol):
    """Signs digests with a key that does not leave it."""

    @property
    def certificate(self) -> bytes:
        """The signer's certificate, DER."""
        ...

    def sign_digest(self, digest: bytes) -> bytes:
        """DER ``SEQUENCE {r, s}`` over ``e``, the 32-byte SM2 digest (see
        :func:`chain.crypto.sm2.sm2_digest`).
        """
        ...


class Signer(DigestSigner, Protocol):
    """Signs whole messages too."""

    def sign(self, message: bytes) -> bytes:
        """DER ``SEQUENCE {r, s}`` over the message."""
        ...


class KeySigner:
    """Signs with a key held in this process: for the keeper itself, the seal maker and tests."""

    def __init__(self, key: PrivateKey, certificate: bytes) -> None:
        self._key = key
        self._certificate = certificate

    @property
    def certificate(self) -> bytes:
        """The signer's certificate, DER."""
        return self._certificate

    def sign_digest(self, digest: bytes) -> bytes:
        """DER ``SEQUENCE {r, s}`` over the digest."""
        return self._key.sign_digest(digest)

    def sign(self, message: bytes) -> bytes:
        """DER ``SEQUENCE {r, s}`` over the message."""
        return self.sign_digest(signing_digest(self._certificate, message))


class RemoteSigner:
    """Signs with a key that another process or machine holds; ``ask`` takes a digest there and brings the signature back.

    How it travels is the caller's: the keeper's HTTP interface, or a service of a certification authority.
    """

    def __init__(self, certificate: bytes, ask: Callable[[bytes], bytes]) -> None:
        self._certificate, self._ask = certificate, ask

    @property
    def certificate(self) -> bytes:
        """The signer's certificate, DER."""
        return self._certificate

    def sign_digest(self, digest: bytes) -> bytes:
        """DER ``SEQUENCE {r, s}`` over the digest; raises :class:`SignatureNotTheirs`, and what ``ask`` raises."""
        return checked_signature(self._certificate, digest, self._ask(digest))

    def sign(self, message: bytes) -> bytes:
        """DER ``SEQUENCE {r, s}`` over the message; raises as :meth:`sign_digest`."""
        return self.sign_digest(signing_digest(self._certificate, message))


def checked_signature(certificate: bytes, digest: bytes, signature: bytes) -> bytes:
    """The signature that was brought from elsewhere; raises :class:`SignatureNotTheirs`."""
    if not read_certificate(certificate).public_key.verify_digest(signature, digest):
        raise SignatureNotTheirs
    return signature


def signing_digest(certificate: bytes, message: bytes) -> bytes:
    """The digest ``e`` of a message for the key in a certificate."""
    return sm2_digest(read_certificate(certificate).public_key, message)
