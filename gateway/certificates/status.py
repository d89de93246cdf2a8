"""What a certificate is worth today."""

from datetime import date

from chain.certificates.certificate_types import EXPIRED, find_type
from chain.certificates.events import Status
from chain.procedure import Act
from gateway.store.models import Certificate

VALID, SUSPENDED, SUPERSEDED = Status.VALID.value, Status.SUSPENDED.value, Status.SUPERSEDED.value
"""Status of a version that counts, of one that was taken away for a time, and of one whose successor is sealed."""
UNSEALED = "unsealed"
"""What follows from the state of its making."""

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
    """The status code on ``day``; one that is not sealed is worth nothing yet."""
    return worth_on(certificate, day) if certificate.state == "sealed" else UNSEALED


def worth_on(certificate: Certificate, day: date) -> str:
    """What it is, or will be once it is sealed, worth on ``day``: what ended it, else expired, else suspended or valid."""
    if certificate.status not in (VALID, SUSPENDED):
        return certificate.status
    expired = certificate.valid_until is not None and day > certificate.valid_until
    return EXPIRED if expired else certificate.status


def cause_name(certificate: Certificate) -> str:
    """Why a version was made, in Chinese: the act that it follows."""
    return "制发" if certificate.cause is None else Act(certificate.cause).label


def status_name(status: str, type_code: str | None = None) -> str:
    """The Chinese name of a status, as the type of ``type_code`` names it where that is known."""
    kind = find_type(type_code)
    named = None if kind is None else kind.status_name(status)
    return named or _NAMES.get(status, "状态待核实")
