"""What a verification found: one finding for each thing looked at, and the verdict that follows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self


class Result(StrEnum):
    """Of one finding, and of the whole; the verdict is the worst of its findings."""

    PASSED = "passed"
    INDETERMINATE = "indeterminate"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """In Chinese."""
        return {"passed": "通过", "indeterminate": "无法确定", "failed": "不通过"}[self.value]


def worst(results: Iterable[Result]) -> Result:
    """Failed when anything failed, else indeterminate when anything is open, else passed; failed where nothing was looked at."""
    found = set(results)
    for result in (Result.FAILED, Result.INDETERMINATE):
        if result in found:
            return result
    return Result.PASSED if found else Result.FAILED


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: its key, its Chinese name, the result and the reason."""

    key: str
    name: str
    result: Result
    reason: str

    @property
    def passed(self) -> bool:
        """Whether this passed."""
        return self.result is Result.PASSED


@dataclass(frozen=True, slots=True)
class Verdict:
    """All findings, and whom the file claims to come from (empty where nothing could be read); ``metadata`` is what a
    certificate's file says of it, for whoever has something to hold it to."""

    findings: tuple[Finding, ...]
    identifier: str = ""
    issuer: str = ""
    seals: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """What could not be looked at from this file alone, and does not speak against it."""
    metadata: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def result(self) -> Result:
        """The worst of its findings (:func:`worst`)."""
        return worst(finding.result for finding in self.findings)

    @property
    def passed(self) -> bool:
        """Whether everything passed."""
        return self.result is Result.PASSED

    def with_findings(self, *more: Finding) -> Self:
        """This verdict and what was found besides the file, in its issuer's register for one."""
        return replace(self, findings=(*self.findings, *more))
