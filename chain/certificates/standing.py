"""What an issuer's register says of a certificate today, as findings beside those on its file.

It is no property of the file: the same sound file passes one day and does not the next. A verdict on the file alone lacks these
findings; whoever asked the register adds them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from chain.certificates.verdict import Finding, Result

STATUS, SUPERSEDED = "status", "superseded"
"""Keys of the two findings; ``SUPERSEDED`` is a status too."""
VALID = "valid"
_NAME, _NEWER = "登记状态", "版本"
_MAY_COUNT_AGAIN = frozenset({"suspended", "unsealed"})
"""Statuses that end one way or the other, as a certificate on hold does (EN 319 102-1: indeterminate, try later)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The status, its Chinese ``name``, ``moment`` in words of which it is known, and who took its place where that is known."""

    status: str
    name: str
    moment: str
    successor: str | None = None

    def findings(self) -> Iterator[Finding]:
        """Whether it counts, and whether it is the newest version."""
        yield Finding(STATUS, _NAME, self._result, f"登记状态为“{self.name}”（{self.moment}）。")
        if self.status == SUPERSEDED or self.successor is not None:
            newer = "" if self.successor is None else f"，新版本的电子证照标识：{self.successor}"
            yield Finding(SUPERSEDED, _NEWER, Result.FAILED, f"已由新版本替代{newer}。")
        else:
            yield Finding(SUPERSEDED, _NEWER, Result.PASSED, f"没有登记替代它的新版本（{self.moment}）。")

    @property
    def _result(self) -> Result:
        if self.status == VALID:
            return Result.PASSED
        return Result.INDETERMINATE if self.status in _MAY_COUNT_AGAIN else Result.FAILED


def unknown(reason: str) -> Finding:
    """The register that was asked says nothing of the certificate; ``reason`` in Chinese."""
    return Finding(STATUS, _NAME, Result.INDETERMINATE, reason)
