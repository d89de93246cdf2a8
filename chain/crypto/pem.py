"""Certificates and lists as they are handed around: DER, or PEM (RFC 7468), which most tools write."""

from asn1crypto import pem

_LARGEST = 32 * 2**20
"""Bytes looked through for a beginning: the largest revocation list in base64."""


def der_of(content: bytes) -> bytes:
    """The DER in PEM, of several pieces the first; anything else as it is, for its reader to judge."""
    if len(content) > _LARGEST or not pem.detect(content):
        return content
    try:
        der: bytes = pem.unarmor(content)[2]
    except ValueError:
        return content
    return der
