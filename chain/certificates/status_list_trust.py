"""Whether a status list may be relied on: signed by an installation's register, under a trusted root, and not of the future.

The register's certificate is for that alone (``Purpose.REGISTER``): else whoever holds a seal under the same root could state
that his revoked certificate counts.
"""

from collections.abc import Sequence
from datetime import datetime

from chain.certificates.status_list import SignedList, StatusList
from chain.crypto.errors import MalformedCertificate
from chain.crypto.x509 import Certificate, Purpose, read_certificate
from chain.errors import BadInput
from chain.trust.evidence import NO_EVIDENCE, Evidence
from chain.trust.path import NoPath, find_path
from chain.trust.revocation import Signed, Standing, standing_of

_MOST_CERTIFICATES = 8


class StatusListNotTrusted(BadInput):
    """The list proves nothing: its detail says why."""

    message = "状态清单的签名无法确认，请重新下载。"


def trusted_list(
    envelope: bytes, trusted_roots: Sequence[bytes], at: datetime, evidence: Evidence = NO_EVIDENCE
) -> StatusList:
    """The list in an envelope; ``trusted_roots`` are DER, ``at`` is the present moment (aware).

    Raises :class:`MalformedStatusList`, :class:`StatusListNotTrusted`; :class:`MalformedCertificate` only for a trusted root
    that cannot be read.
    """
    roots = [read_certificate(root) for root in trusted_roots]
    signed = SignedList.parse(envelope)
    signer, between = _certificates(signed)
    if not signer.public_key.verify(signed.signature, signed.payload):
        raise StatusListNotTrusted("状态清单的签名无效，内容可能被改动。")
    path = find_path(signer, roots, [*between, *evidence.intermediates], at, Purpose.REGISTER)
    if isinstance(path, NoPath):
        raise StatusListNotTrusted(f"状态清单签名人的{path.reason}")
    found = StatusList.parse(signed.payload)
    if found.issued_at > at:
        raise StatusListNotTrusted("状态清单的签发时间晚于当前时间，请核对本机时间。")
    if evidence.asks_revocation:
        standing = standing_of(path, evidence, Signed(found.issued_at), at)
        if standing.standing is not Standing.GOOD:
            raise StatusListNotTrusted(f"状态清单签名人的{standing.reason}")
    return found


def _certificates(signed: SignedList) -> tuple[Certificate, list[Certificate]]:
    if len(signed.certificates) > _MOST_CERTIFICATES:
        raise StatusListNotTrusted("状态清单所附证书过多。")
    try:
        signer, *between = map(Certificate, signed.certificates)
    except MalformedCertificate as error:
        raise StatusListNotTrusted("状态清单所附证书无法读取。") from error
    return signer, between
