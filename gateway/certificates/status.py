"""What a certificate is worth today."""

from datetime import date

from chain.certificates.events import Status
from chain.procedure import Act
from gateway.store.models import Certificate

VALID, SUSPENDED, SUPERSEDED = Status.VALID.value, Status.SUSPENDED.value, Status.SUPERSEDED.value
"""Status of a version that counts, of one that was taken away for a time, and of one whose successor is sealed."""
EXPIRED, UNSEALED = "expired", "unsealed"
"""What follows from the date, and from the state of its making."""

_NAMES = {
    VALID: "有效",
    EXPIRED: "已过有效期",
    UNSEALED: "制证中",
    SUSPENDED: "已暂扣",
    SUPERSEDED: "已由新版本替代",
    "stripped": "已吊销",
    "recalled": "已撤回",
    "revoked": "已撤销",
    "cancelled": "已注销",
}


def status_on(certificate: Certificate, day: date) -> str:
    """The status code on ``day``: what ended it, else expired, else suspended or valid."""
    if certificate.state != "sealed":
        return UNSEALED
    if certificate.status not in (VALID, SUSPENDED):
        return certificate.status
    expired = certificate.valid_until is not None and day > certificate.valid_until
    return EXPIRED if expired else certificate.status


def cause_name(certificate: Certificate) -> str:
    """Why a version was made, in Chinese: the act that it follows."""
    return "制发" if certificate.cause is None else Act(certificate.cause).label


def status_name(status: str) -> str:
    """The Chinese name of a status."""
    return _NAMES.get(status, "状态待核实")
