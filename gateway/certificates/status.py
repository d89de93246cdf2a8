"""What a certificate is worth today."""

from datetime import date

from chain.procedure import Act
from gateway.store.models import Certificate

VALID, SUPERSEDED = "valid", "superseded"
"""Status of a version that counts, and of one whose successor is sealed; the others are states of the licence."""

_NAMES = {
    VALID: "有效",
    "expired": "已过有效期",
    "unsealed": "制证中",
    SUPERSEDED: "已由新版本替代",
    "stripped": "已吊销",
    "recalled": "已撤回",
    "revoked": "已撤销",
    "cancelled": "已注销",
}


def status_on(certificate: Certificate, day: date) -> str:
    """The status code on ``day``: what became of it, else expired, else valid."""
    if certificate.state != "sealed":
        return "unsealed"
    if certificate.status != VALID:
        return certificate.status
    expired = certificate.valid_until is not None and day > certificate.valid_until
    return "expired" if expired else VALID


def cause_name(certificate: Certificate) -> str:
    """Why a version was made, in Chinese: the act that it follows."""
    return "制发" if certificate.cause is None else Act(certificate.cause).label


def status_name(status: str) -> str:
    """The Chinese name of a status."""
    return _NAMES.get(status, "状态待核实")
