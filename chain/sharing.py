"""What both sides of the sharing interfaces (数据共享) must agree on: the resources, and the digest of a record.

The interfaces follow GB/T 36906 (共享服务接口) from memory: its text was not at hand. Which fields there are stands in
the gateway's catalogue (``gateway/sharing/resources``) and, for programs elsewhere, in ``docs/interfaces``.
"""

import json
from collections.abc import Iterable, Mapping
from enum import StrEnum

from chain.crypto.sm3 import sm3

IN_BUSINESS = "存续"
"""Status (djzt) of a legal person that may be relied on."""


class Resource(StrEnum):
    """A shared resource; the value stands in the address of its interface (``/sharing/v1/<resource>/query``)."""

    LICENCES = "licences"
    LEGAL_PERSONS = "legal-persons"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return {"licences": "证照信息", "legal-persons": "法人信息"}[self.value]


def record_digest(fields: Mapping[str, str | None]) -> str:
    """SM3 (hexadecimal) of a record's fields as JSON: names sorted, no spaces, UTF-8."""
    text = json.dumps(dict(fields), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sm3(text.encode()).hex()


def answer_digest(digests: Iterable[str]) -> str:
    """SM3 (hexadecimal) of an answer: over the digests of its records in their order, one a line."""
    return sm3("\n".join(digests).encode()).hex()
