"""ASN.1 structures that asn1crypto lacks, or reads too narrowly for other makers' tokens."""

# ruff: noqa: RUF012 - asn1crypto reads its specifications from plain class attributes

from asn1crypto import cms, core, tsp


class Enclosed(core.Sequence):  # type: ignore[misc]
    """EncapsulatedContentInfo of any version."""

    _fields = [
        ("content_type", core.ObjectIdentifier),
        ("content", core.OctetString, {"explicit": 0, "optional": True}),
    ]


class SignedData(core.Sequence):  # type: ignore[misc]
    """RFC 5652, chapter 5, whatever its version says."""

    _fields = [
        ("version", core.Integer),
        ("digest_algorithms", cms.DigestAlgorithms),
        ("enclosed", Enclosed),
        ("certificates", cms.CertificateSet, {"implicit": 0, "optional": True}),
        ("crls", cms.RevocationInfoChoices, {"implicit": 1, "optional": True}),
        ("signer_infos", cms.SignerInfos),
    ]


class SignedContentInfo(core.Sequence):  # type: ignore[misc]
    """ContentInfo (RFC 5652, chapter 3) that holds SignedData, with any identifier."""

    _fields = [
        ("content_type", core.ObjectIdentifier),
        ("content", SignedData, {"explicit": 0}),
    ]


class TimeStampResponse(core.Sequence):  # type: ignore[misc]
    """TimeStampResp; asn1crypto's own cannot be without a token."""

    _fields = [("status", tsp.PKIStatusInfo), ("token", SignedContentInfo, {"optional": True})]
