"""Reading DER that comes from outside, and the few algorithms that are spoken here."""

import hashlib
from collections.abc import Callable
from typing import TypeVar

from asn1crypto import core

from chain.crypto.der import UNREADABLE, DerLimits, require_der
from chain.crypto.errors import MalformedDer
from chain.crypto.sm3 import OID as SM3_OID
from chain.crypto.sm3 import sm3
from chain.trust.errors import MalformedEvidence

SHA256_OID = "2.16.840.1.101.3.4.2.1"
SHA1_OID = "1.3.14.3.2.26"
LIMITS = DerLimits(size=2**20, elements=200_000, depth=32)
"""A status answer or a token is a few thousand bytes, a list grows with what it revokes: five elements each."""

Structure = TypeVar("Structure", bound=core.Asn1Value)


def load(kind: type[Structure], der: bytes, error: type[MalformedEvidence]) -> Structure:
    """Read a whole structure, every value of it; raises ``error``."""
    try:
        require_der(der, LIMITS)
        value: Structure = kind.load(der, strict=True)
        _ = value.native
    except (*UNREADABLE, MalformedDer) as unreadable:
        raise error from unreadable
    return value


def _sha1(data: bytes) -> bytes:
    """Names of keys and certificates only (RFC 6960, RFC 2634): nothing is signed over it."""
    return hashlib.sha1(data, usedforsecurity=False).digest()


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


IMPRINTS: dict[str, Callable[[bytes], bytes]] = {SM3_OID: sm3, SHA256_OID: _sha256}
"""Digests that may stand for what is stamped, by object identifier."""
NAMING: dict[str, Callable[[bytes], bytes]] = {**IMPRINTS, SHA1_OID: _sha1}
"""Digests that may name a certificate or a key."""
