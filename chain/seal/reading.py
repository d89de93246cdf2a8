"""Seals and seal signatures of any edition, as one thing: what a verifier asks of them."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from chain.crypto.sm3 import sm3
from chain.remembering import remembered
from chain.seal import asn1, asn1_v1
from chain.seal.errors import MalformedSeal
from chain.seal.moments import aware, moment_within

_DIGESTS = 2
"""Certificate list type 2: digests instead of certificates."""


class Edition(Enum):
    """The standard that a structure follows; the value is its name."""

    V1 = "GM/T 0031—2014（V1）"
    V4 = "GB/T 38540—2020（V4）"
    V5 = "GM/T 0031—2025（V5）"


_EDITIONS = {4: Edition.V4, 5: Edition.V5}


@dataclass(frozen=True, slots=True)
class ReadSeal:
    """A seal: ``listed`` are the certificates (DER), or with ``digests`` their SM3 or SHA-256 digests, of those who may use it.

    ``maker``, ``algorithm`` and ``signature`` are the seal maker's over ``signed``; ``der`` is the whole of it.
    """

    edition: Edition
    name: str
    listed: tuple[bytes, ...]
    digests: bool
    valid_start: datetime
    valid_end: datetime
    picture: bytes
    maker: bytes
    algorithm: str
    signature: bytes
    signed: bytes
    der: bytes

    def lists(self, certificate: bytes) -> bool:
        """Whether the holder of the certificate (DER) may use the seal."""
        if not self.digests:
            return certificate in self.listed
        # What a maker calls the algorithm is a free text (GB/T 38540); either digest names one certificate only.
        return not {sm3(certificate), hashlib.sha256(certificate).digest()}.isdisjoint(self.listed)


@dataclass(frozen=True, slots=True)
class ReadSignature:
    """A seal's signature: ``signer``, ``algorithm`` and ``signature`` are the signer's over ``signed``.

    ``signed_at`` is when the signer says it was made (``None`` where version 1 holds a time stamp in its place: it cannot be
    over the signature that covers it, and is not looked at), ``data_hash`` the SM3 digest of the signature's description at
    ``path``, ``timestamp`` a token over the signature.
    """

    seal: ReadSeal
    signer: bytes
    algorithm: str
    signature: bytes
    signed: bytes
    signed_at: datetime | None
    data_hash: bytes
    path: str
    timestamp: bytes | None


@remembered(count=64, largest=2**17)
def read_seal(der: bytes) -> ReadSeal:
    """Read SESeal of version 4 or 5, a body's once for all that it seals; raises :class:`MalformedSeal`."""
    return _seal(asn1.load(asn1.Seal, der))


def read_signature(der: bytes) -> ReadSignature:
    """Read SES_Signature of any edition; raises :class:`MalformedSeal`."""
    try:
        value = asn1.load(asn1.SealSignature, der)
    except MalformedSeal:
        return _signature_v1(asn1.load(asn1_v1.SealSignature, der))
    to_sign = value["to_sign"]
    signed_at = aware(to_sign["time"].native)
    if signed_at is None:
        raise MalformedSeal
    return ReadSignature(
        seal=_seal(to_sign["seal"]),
        signer=value["cert"].native,
        algorithm=value["algorithm"].dotted,
        signature=value["signature"].native,
        signed=to_sign.dump(),
        signed_at=signed_at,
        data_hash=to_sign["data_hash"].native,
        path=to_sign["property_info"].native,
        timestamp=value["timestamp"].native,
    )


def _seal(value: asn1.Seal) -> ReadSeal:
    info = value["info"]
    properties = info["property"]
    edition = _EDITIONS.get(info["header"]["version"].native)
    start, end = _validity(properties)
    if edition is None:
        raise MalformedSeal
    return ReadSeal(
        edition=edition,
        name=properties["name"].native,
        listed=_listed(properties),
        digests=properties["cert_list_type"].native == _DIGESTS,
        valid_start=start,
        valid_end=end,
        picture=info["picture"]["data"].native,
        maker=value["cert"].native,
        algorithm=value["algorithm"].dotted,
        signature=value["signature"].native,
        signed=info.dump(),
        der=value.dump(),
    )


def _listed(properties: asn1.Property) -> tuple[bytes, ...]:
    entries = properties["cert_list"]
    if isinstance(entries, asn1.CertificateList):
        return tuple(entries.native)
    if isinstance(entries, asn1.CertificateDigestList):
        return tuple(entry["value"].native for entry in entries)
    raise MalformedSeal("电子印章的签章人列表类型不是1（证书）或者2（证书摘要）。")


def _validity(properties: asn1.Property | asn1_v1.Property) -> tuple[datetime, datetime]:
    start, end = aware(properties["valid_start"].native), aware(properties["valid_end"].native)
    if start is None or end is None:
        raise MalformedSeal
    return start, end


def _signature_v1(value: asn1_v1.SealSignature) -> ReadSignature:
    to_sign = value["to_sign"]
    return ReadSignature(
        seal=_seal_v1(to_sign["seal"]),
        signer=to_sign["cert"].native,
        algorithm=to_sign["algorithm"].dotted,
        signature=value["signature"].native,
        signed=to_sign.dump(),
        signed_at=moment_within(to_sign["time"].native),
        data_hash=to_sign["data_hash"].native,
        path=to_sign["property_info"].native,
        timestamp=None,
    )


def _seal_v1(value: asn1_v1.Seal) -> ReadSeal:
    info, made_by = value["info"], value["made_by"]
    properties = info["property"]
    start, end = _validity(properties)
    if info["header"]["version"].native in _EDITIONS:
        raise MalformedSeal
    signed = asn1_v1.MakerSigned({"info": info, "cert": made_by["cert"], "algorithm": made_by["algorithm"]})
    return ReadSeal(
        edition=Edition.V1,
        name=properties["name"].native,
        listed=tuple(properties["cert_list"].native),
        digests=False,
        valid_start=start,
        valid_end=end,
        picture=info["picture"]["data"].native,
        maker=made_by["cert"].native,
        algorithm=made_by["algorithm"].dotted,
        signature=made_by["signature"].native,
        signed=signed.dump(),
        der=value.dump(),
    )
