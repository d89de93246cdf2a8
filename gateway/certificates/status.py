"""What a certificate is worth today."""

from datetime import date

from gateway.store.models import Certificate

_NAMES = {
    "valid": "有效",
    "expired": "已过有效期",
    "unsealed": "制证中",
    "changed": "已变更",
    "suspended": "已暂扣",
    "withdrawn": "已撤回",
    "revoked": "已撤销",
    "cancelled": "已注销",
}


def status_on(certificate: Certificate, day: date) -> str:
    """The status code on ``day``: what became of it, else expired, else valid."""
    if certificate.state != "sealed":
        return "unsealed"
    if certificate.status != "valid":
        return certificate.status
    expired = certificate.valid_until is not None and day > certificate.valid_until
    return "expired" if expired else "valid"


def status_name(status: str) -> str:
    """The Chinese name of a status."""
    return _NAMES.get(status, "状态待核实")
