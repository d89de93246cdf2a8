"""Where a span stands: its trace and its own identifier, and how they are told to another process.

The engine carries no trace context, so the trace of a case is found by its number: everybody who knows the number
derives the same trace and the same first span.
"""

import hashlib
import re
from dataclasses import dataclass

TRACEPARENT = "traceparent"
"""Name of the header (W3C Trace Context, version 00)."""

_FORM = re.compile(r"(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?")


@dataclass(frozen=True, slots=True)
class Place:
    """A span: ``trace_id`` has 128 bits, ``span_id`` 64; neither is zero."""

    trace_id: int
    span_id: int

    def traceparent(self, *, sampled: bool) -> str:
        """The header that tells another process of this span."""
        return f"00-{self.trace_id:032x}-{self.span_id:016x}-{'01' if sampled else '00'}"


def case_place(case_no: str) -> Place:
    """The first span of the trace of a case: the request that opened it."""
    digest = hashlib.sha256(f"yilian:{case_no}".encode()).digest()
    return Place(int.from_bytes(digest[:16]), int.from_bytes(digest[16:24]))


def read_traceparent(header: str | None) -> Place | None:
    """The span that a caller names, or ``None`` when it names none or breaks the form."""
    found = _FORM.fullmatch(header) if header is not None and len(header) <= 128 else None
    if found is None:
        return None
    trace_id, span_id = int(found[1], 16), int(found[2], 16)
    return Place(trace_id, span_id) if trace_id and span_id else None
