"""ASN.1 structures of GM/T 0031-2014, version 1: what older seals and seal signatures look like. Read only, never made.

They differ from version 4 in the order of their fields, in UTCTime, in a list of certificates only, and in what is
signed. Read in public code and in one file of another maker; the standard's text was not at hand.
"""

# ruff: noqa: RUF012 - asn1crypto reads its specifications from plain class attributes

from asn1crypto import core

from chain.seal.asn1 import CertificateList, Extensions, Header, Picture


class Property(core.Sequence):  # type: ignore[misc]
    """SES_ESPropertyInfo."""

    _fields = [
        ("type", core.Integer),
        ("name", core.UTF8String),
        ("cert_list", CertificateList),
        ("created", core.UTCTime),
        ("valid_start", core.UTCTime),
        ("valid_end", core.UTCTime),
    ]


class SealInfo(core.Sequence):  # type: ignore[misc]
    """SES_SealInfo."""

    _fields = [
        ("header", Header),
        ("es_id", core.IA5String),
        ("property", Property),
        ("picture", Picture),
        ("extensions", Extensions, {"optional": True}),
    ]


class MakerSignature(core.Sequence):  # type: ignore[misc]
    """SES_SignInfo."""

    _fields = [
        ("cert", core.OctetString),
        ("algorithm", core.ObjectIdentifier),
        ("signature", core.OctetBitString),
    ]


class Seal(core.Sequence):  # type: ignore[misc]
    """SESeal."""

    _fields = [("info", SealInfo), ("made_by", MakerSignature)]


class MakerSigned(core.Sequence):  # type: ignore[misc]
    """What the seal maker signs: the seal's information with its own certificate and the algorithm."""

    _fields = [("info", SealInfo), ("cert", core.OctetString), ("algorithm", core.ObjectIdentifier)]


class ToSign(core.Sequence):  # type: ignore[misc]
    """TBS_Sign: what the signer signs; ``time`` holds a point in time in one of several notations, or a time stamp."""

    _fields = [
        ("version", core.Integer),
        ("seal", Seal),
        ("time", core.OctetBitString),
        ("data_hash", core.OctetBitString),
        ("property_info", core.IA5String),
        ("cert", core.OctetString),
        ("algorithm", core.ObjectIdentifier),
    ]


class SealSignature(core.Sequence):  # type: ignore[misc]
    """SES_Signature."""

    _fields = [("to_sign", ToSign), ("signature", core.OctetBitString)]
