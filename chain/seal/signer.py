"""Who signs: the port behind which a key file, the keeper process or a hardware module stands."""

from typing import Protocol

from chain.crypto.sm2 import PrivateKey, sm2_digest
from chain.crypto.x509 import Certificate


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


def signing_digest(certificate: bytes, message: bytes) -> bytes:
    """The digest ``e`` of a message for the key in a certificate."""
    return sm2_digest(Certificate(certificate).public_key, message)
