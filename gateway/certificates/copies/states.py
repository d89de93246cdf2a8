"""What an annotated copy is on a day: whether it can still be made, and whether it may still be used."""

from datetime import date

from gateway.certificates.status import VALID, status_on
from gateway.store.models import Certificate, CertificateCopy

ORDERED, SEALED, STOPPED, LAPSED = "ordered", "sealed", "stopped", "lapsed"
STATE_NAMES = {
    ORDERED: "制作中",
    SEALED: "已签章",
    STOPPED: "不再制作",
    LAPSED: "使用期限已过",
}


def state_on(copy: CertificateCopy, certificate: Certificate, day: date) -> str:
    """``stopped``: its time was over, or the certificate counted no more, before it was sealed."""
    over = day > copy.until
    if copy.blob_ref is not None:
        return LAPSED if over else SEALED
    return STOPPED if over or status_on(certificate, day) != VALID else ORDERED
