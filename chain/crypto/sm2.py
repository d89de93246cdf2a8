"""SM2 signatures (GB/T 32918.2-2016, encoding GM/T 0009) on the curve that GB/T 32918.5 recommends.

A signature is made over ``e = SM3(Z || M)``, where Z binds the signer's identifier and public key. ``e`` is
computed here, so that a key kept elsewhere signs 32 bytes and never sees the document.
"""

from functools import cached_property, lru_cache
from typing import Self

from asn1crypto import keys

from chain.crypto.der import UNREADABLE
from chain.crypto.errors import MalformedKey
from chain.crypto.libcrypto import PKey
from chain.crypto.sm3 import DIGEST_SIZE, sm3

CURVE_OID = "1.2.156.10197.1.301"
SIGNATURE_OID = "1.2.156.10197.1.501"
"""sm2-with-sm3: what is written here."""
SIGNATURE_OIDS = frozenset({SIGNATURE_OID, "1.2.156.10197.1.301.1"})
"""What others write for the same (GM/T 0006, as public implementations have it): the second is SM2's signature algorithm."""
DEFAULT_SIGNER_ID = b"1234567812345678"
"""The signer's identifier that GM/T 0009 prescribes where none is agreed."""

_A = "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC"
_B = "28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93"
_GX = "32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7"
_GY = "BC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0"
_DOMAIN = bytes.fromhex(_A + _B + _GX + _GY)

_LONGEST_SIGNATURE = 72
"""Bytes of two numbers of 32 bytes in DER: what is longer is none, and not kept."""

keys.NamedCurve.register("sm2p256v1", CURVE_OID, 32)


class PublicKey:
    """An SM2 public key, given as its uncompressed point (65 bytes, first 04)."""

    def __init__(self, point: bytes) -> None:
        if len(point) != 65 or point[0] != 4:
            raise MalformedKey
        self.point = point
        self._key = PKey.from_public(self.spki)

    @classmethod
    def from_spki(cls, der: bytes) -> Self:
        """Read SubjectPublicKeyInfo; raises :class:`MalformedKey` for any other curve or algorithm."""
        try:
            info = keys.PublicKeyInfo.load(der, strict=True)
            algorithm = info["algorithm"]
            named = algorithm["algorithm"].native == "ec" and algorithm["parameters"].name == "named"
            if not named or algorithm["parameters"].chosen.dotted != CURVE_OID:
                raise MalformedKey
            point: bytes = info["public_key"].native
        except UNREADABLE as error:
            raise MalformedKey from error
        return cls(point)

    @cached_property
    def spki(self) -> bytes:
        """SubjectPublicKeyInfo DER."""
        info = keys.PublicKeyInfo(
            {
                "algorithm": {
                    "algorithm": "ec",
                    "parameters": keys.ECDomainParameters(name="named", value=CURVE_OID),
                },
                "public_key": keys.ECPointBitString(self.point),
            }
        )
        der: bytes = info.dump()
        return der

    def verify_digest(self, signature: bytes, digest: bytes) -> bool:
        """Whether ``signature`` (DER) is this key's over the digest ``e``."""
        return len(digest) == DIGEST_SIZE and self._key.verify(signature, digest)

    def verify(self, signature: bytes, message: bytes) -> bool:
        """Whether ``signature`` (DER) is this key's over the message."""
        return self.verify_digest(signature, sm2_digest(self, message))

    def verify_lasting(self, signature: bytes, message: bytes) -> bool:
        """As :meth:`verify`, for what is shown with many files, a certificate or a seal: lately given answers are kept."""
        if len(signature) > _LONGEST_SIGNATURE:
            return self.verify(signature, message)
        return _verified(self, signature, sm2_digest(self, message))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PublicKey) and self.point == other.point

    def __hash__(self) -> int:
        return hash(self.point)


@lru_cache(maxsize=1024)
def _verified(key: PublicKey, signature: bytes, digest: bytes) -> bool:
    return key.verify_digest(signature, digest)


class PrivateKey:
    """An SM2 key pair that can sign."""

    def __init__(self, key: PKey) -> None:
        self._key = key

    @classmethod
    def generate(cls) -> Self:
        """A new key pair."""
        return cls(PKey.generate())

    @classmethod
    def from_pkcs8(cls, der: bytes) -> Self:
        """Read an unencrypted PKCS #8 key; raises :class:`MalformedKey`."""
        key = cls(PKey.from_private(der))
        if not key.public_key.point:
            raise MalformedKey
        return key

    def pkcs8(self) -> bytes:
        """PKCS #8 DER, not encrypted: for the key container only."""
        return self._key.private_der()

    @cached_property
    def public_key(self) -> PublicKey:
        """The public half."""
        return PublicKey.from_spki(self._key.public_der())

    def sign_digest(self, digest: bytes) -> bytes:
        """DER ``SEQUENCE {r, s}`` over the digest ``e`` (32 bytes)."""
        if len(digest) != DIGEST_SIZE:
            raise MalformedKey("待签摘要应为32字节的SM3摘要。")
        return self._key.sign(digest)

    def sign(self, message: bytes) -> bytes:
        """DER ``SEQUENCE {r, s}`` over the message."""
        return self.sign_digest(sm2_digest(self.public_key, message))


def sm2_digest(public_key: PublicKey, message: bytes, signer_id: bytes = DEFAULT_SIGNER_ID) -> bytes:
    """``e = SM3(Z || M)`` with ``Z = SM3(ENTL || ID || a || b || G || P)`` (GB/T 32918.2, 5.5 and 6.1)."""
    entl = (len(signer_id) * 8).to_bytes(2, "big")
    z = sm3(entl + signer_id + _DOMAIN + public_key.point[1:])
    return sm3(z + message)
