"""What an annotated copy (加注件) of a certificate says besides the certificate: for what it was made, and until when.

A copy is a sealed file of its own with the same identifier; its metadata are those of GB/T 36903: ``JZJZZSJ`` (when it was
made), ``JZJZZZ`` (by whom), ``JZJZZSY`` (for what), ``JZJYXQJZSJ`` (until when).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from chain.clock import BEIJING

UNTIL = "JZJYXQJZSJ"
"""The element that tells an annotated copy from a certificate: its last day, ISO 8601."""
CAUSE = "JZJZZSY"


@dataclass(frozen=True, slots=True)
class Annotation:
    """``created`` is aware; ``creator`` had it made; ``recipient`` may use it for ``purpose`` up to and on ``until``."""

    created: datetime
    creator: str
    purpose: str
    recipient: str
    until: date

    @property
    def cause(self) -> str:
        """For whom and for what, in words."""
        return f"供{self.recipient}用于{self.purpose}"

    def metadata(self) -> dict[str, str]:
        """The four elements as they stand in the file."""
        return {
            "JZJZZSJ": self.created.astimezone(BEIJING).isoformat(timespec="seconds"),
            "JZJZZZ": self.creator,
            CAUSE: self.cause,
            UNTIL: self.until.isoformat(),
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Raises ``KeyError``, ``TypeError`` or ``ValueError`` for anything else."""
        return cls(
            created=datetime.fromisoformat(values["created"]),
            creator=str(values["creator"]),
            purpose=str(values["purpose"]),
            recipient=str(values["recipient"]),
            until=date.fromisoformat(values["until"]),
        )
