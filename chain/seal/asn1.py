"""ASN.1 structures of GB/T 38540-2020, version 4. Names follow the standard where Python allows.

Version 5 (GM/T 0031-2025, read in public code) is version 4 with another number and a time stamp of the seal.
"""

# ruff: noqa: RUF012 - asn1crypto reads its specifications from plain class attributes

from typing import TypeVar

from asn1crypto import core

from chain.crypto.der import SEAL_LIMITS, UNREADABLE, require_der
from chain.crypto.errors import MalformedDer
from chain.seal.errors import MalformedSeal

VERSION = 4


class Header(core.Sequence):  # type: ignore[misc]
    """SES_Header: always ``ES``, the version, the maker's identifier."""

    _fields = [("id", core.IA5String), ("version", core.Integer), ("vid", core.IA5String)]


class CertificateList(core.SequenceOf):  # type: ignore[misc]
    """CertInfoList: certificates of those who may use the seal, DER."""

    _child_spec = core.OctetString


class CertificateDigest(core.Sequence):  # type: ignore[misc]
    """CertDigestObj: the digest of a certificate."""

    _fields = [("type", core.PrintableString), ("value", core.OctetString)]


class CertificateDigestList(core.SequenceOf):  # type: ignore[misc]
    """CertDigestList."""

    _child_spec = CertificateDigest


class Extension(core.Sequence):  # type: ignore[misc]
    """ExtData."""

    _fields = [
        ("extn_id", core.ObjectIdentifier),
        ("critical", core.Boolean, {"default": False}),
        ("extn_value", core.OctetString),
    ]


class Extensions(core.SequenceOf):  # type: ignore[misc]
    """ExtensionDatas."""

    _child_spec = Extension


class Property(core.Sequence):  # type: ignore[misc]
    """SES_ESPropertyInfo; ``cert_list_type`` 1 is a list of certificates, 2 of digests."""

    _fields = [
        ("type", core.Integer),
        ("name", core.UTF8String),
        ("cert_list_type", core.Integer),
        ("cert_list", core.Any),
        ("created", core.GeneralizedTime),
        ("valid_start", core.GeneralizedTime),
        ("valid_end", core.GeneralizedTime),
    ]
    _oid_pair = ("cert_list_type", "cert_list")
    _oid_specs = {1: CertificateList, 2: CertificateDigestList}


class Picture(core.Sequence):  # type: ignore[misc]
    """SES_ESPictureInfo; width and height in millimetres."""

    _fields = [
        ("type", core.IA5String),
        ("data", core.OctetString),
        ("width", core.Integer),
        ("height", core.Integer),
    ]


class SealInfo(core.Sequence):  # type: ignore[misc]
    """SES_SealInfo: what the seal maker signs. Makers write the extensions with a tag or without."""

    _fields = [
        ("header", Header),
        ("es_id", core.IA5String),
        ("property", Property),
        ("picture", Picture),
        ("extensions", Extensions, {"optional": True}),
        ("tagged_extensions", Extensions, {"explicit": 0, "optional": True}),
    ]


class Seal(core.Sequence):  # type: ignore[misc]
    """SESeal."""

    _fields = [
        ("info", SealInfo),
        ("cert", core.OctetString),
        ("algorithm", core.ObjectIdentifier),
        ("signature", core.OctetBitString),
        ("timestamp", core.OctetBitString, {"explicit": 0, "optional": True}),
    ]


class ToSign(core.Sequence):  # type: ignore[misc]
    """TBS_Sign: what the signer signs; ``property_info`` is the path of Signature.xml."""

    _fields = [
        ("version", core.Integer),
        ("seal", Seal),
        ("time", core.GeneralizedTime),
        ("data_hash", core.OctetBitString),
        ("property_info", core.IA5String),
        ("extensions", Extensions, {"explicit": 0, "optional": True}),
    ]


class SealSignature(core.Sequence):  # type: ignore[misc]
    """SES_Signature."""

    _fields = [
        ("to_sign", ToSign),
        ("cert", core.OctetString),
        ("algorithm", core.ObjectIdentifier),
        ("signature", core.OctetBitString),
        ("timestamp", core.OctetBitString, {"explicit": 0, "optional": True}),
    ]


Structure = TypeVar("Structure", bound=core.Sequence)


def load(kind: type[Structure], der: bytes) -> Structure:
    """Read a whole structure, every value of it; raises :class:`MalformedSeal`."""
    try:
        require_der(der, SEAL_LIMITS)
        value: Structure = kind.load(der, strict=True)
        _ = value.native
    except (MalformedDer, *UNREADABLE) as error:
        raise MalformedSeal from error
    return value
