"""Make seals and seal signatures (GB/T 38540-2020, V4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from chain.crypto.der_writing import (
    bits,
    generalized_time,
    ia5,
    identifier,
    integer,
    octets,
    sequence,
    tagged,
)
from chain.crypto.sm2 import SIGNATURE_OID
from chain.crypto.x509 import Validity
from chain.seal import asn1
from chain.seal.signer import Signer

ORGANISATION_SEAL, PERSONAL_SEAL = 1, 2
"""Property types: the seal of an organisation, and that of a person."""


@dataclass(frozen=True, slots=True)
class SealPicture:
    """The picture of a seal: PNG, and its size in whole millimetres."""

    png: bytes
    width_mm: int
    height_mm: int


@dataclass(frozen=True, slots=True)
class SealOrder:
    """What a seal maker is asked for. ``seal_id`` and ``maker_id`` are ASCII; ``certificates`` may use the
    seal.
    """

    seal_id: str
    maker_id: str
    name: str
    certificates: Sequence[bytes]
    picture: SealPicture
    validity: Validity
    made: datetime
    kind: int = ORGANISATION_SEAL


def make_seal(order: SealOrder, maker: Signer) -> bytes:
    """The seal, DER; the maker signs the seal's information."""
    info = asn1.SealInfo(
        {
            "header": {"id": "ES", "version": asn1.VERSION, "vid": order.maker_id},
            "es_id": order.seal_id,
            "property": {
                "type": order.kind,
                "name": order.name,
                "cert_list_type": 1,
                "cert_list": asn1.CertificateList(list(order.certificates)),
                "created": _whole_seconds(order.made),
                "valid_start": _whole_seconds(order.validity.start),
                "valid_end": _whole_seconds(order.validity.end),
            },
            "picture": {
                "type": "PNG",
                "data": order.picture.png,
                "width": order.picture.width_mm,
                "height": order.picture.height_mm,
            },
        }
    )
    seal = asn1.Seal(
        {
            "info": info,
            "cert": maker.certificate,
            "algorithm": SIGNATURE_OID,
            "signature": maker.sign(info.dump(force=True)),
        }
    )
    der: bytes = seal.dump(force=True)
    return der


def data_to_sign(seal_der: bytes, data_hash: bytes, property_info: str, now: datetime) -> bytes:
    """TBS_Sign, DER: what is hashed with the signer's key and then signed; ``seal_der`` is a seal that was read."""
    return sequence(
        integer(asn1.VERSION), seal_der, generalized_time(now), bits(data_hash), ia5(property_info)
    )


def seal_signature(
    to_sign: bytes, certificate: bytes, signature: bytes, timestamp: bytes | None = None
) -> bytes:
    """SES_Signature, DER: the content of SignedValue.dat; ``timestamp`` is a token (DER) over ``signature``."""
    return sequence(
        to_sign,
        octets(certificate),
        identifier(SIGNATURE_OID),
        bits(signature),
        b"" if timestamp is None else tagged(0, bits(timestamp)),
    )


def _whole_seconds(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
