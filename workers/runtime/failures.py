"""What becomes of a job whose handler raised: wait, try again, or an incident at once.

The text that goes to the engine is a code and nothing else: messages of errors may quote personal data.
"""

import random
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from chain.errors import ChainError, TemporarilyUnavailable
from workers.errors import Retryable

FIRST_BACKOFF = timedelta(seconds=1)
LONGEST_BACKOFF = timedelta(minutes=2)
PATIENCE = 30
"""So many times in a row a job waits without losing a retry (about 45 minutes); then they are used up too."""

_REMEMBERED = 10_000


class Kind(StrEnum):
    """How a failed job goes on, mildest first."""

    WAIT = "wait"
    RETRY = "retry"
    PERMANENT = "permanent"


@dataclass(frozen=True, slots=True)
class Failure:
    """``code`` names the error and is safe to show anywhere."""

    kind: Kind
    code: str


@dataclass(frozen=True, slots=True)
class FailJob:
    """The command to the engine: ``retries`` left (0 raises an incident), how long to hold the job back."""

    retries: int
    backoff: timedelta


def classify(error: BaseException) -> Failure:
    """Say how a job whose handler raised ``error`` goes on; of a group the gravest member counts."""
    if isinstance(error, BaseExceptionGroup):
        order = list(Kind)
        return max(
            (classify(member) for member in error.exceptions), key=lambda failure: order.index(failure.kind)
        )
    if isinstance(error, TemporarilyUnavailable):
        return Failure(Kind.WAIT, error.code)
    if isinstance(error, Retryable):
        return Failure(Kind.RETRY, error.code)
    if isinstance(error, ChainError):
        return Failure(Kind.PERMANENT, error.code)
    kind = Kind.RETRY if isinstance(error, OSError) else Kind.PERMANENT
    return Failure(kind, f"Unexpected:{type(error).__name__}")


def backoff(
    attempt: int, first: timedelta = FIRST_BACKOFF, longest: timedelta = LONGEST_BACKOFF
) -> timedelta:
    """How long to wait after failure ``attempt`` (from 1): doubling, bounded, the upper half by chance."""
    full: timedelta = min(longest, first * (1 << min(attempt - 1, 20)))
    return full * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, protects nothing


class Attempts:
    """Counts the failures in a row of each job that this process saw; the oldest are forgotten."""

    def __init__(self) -> None:
        self._failures: OrderedDict[int, int] = OrderedDict()

    def failed(self, job_key: int) -> int:
        """Count one more failure of the job and return how many there were."""
        count = self._failures.pop(job_key, 0) + 1
        self._failures[job_key] = count
        if len(self._failures) > _REMEMBERED:
            self._failures.popitem(last=False)
        return count

    def forget(self, job_key: int) -> None:
        """The job succeeded."""
        self._failures.pop(job_key, None)


def answer_to(failure: Failure, retries: int, attempt: int) -> FailJob:
    """The command for the ``attempt``-th failure in a row of a job with ``retries`` left."""
    if failure.kind is Kind.PERMANENT:
        return FailJob(0, timedelta())
    if failure.kind is Kind.WAIT and attempt <= PATIENCE:
        return FailJob(retries, backoff(attempt))
    return FailJob(max(0, retries - 1), backoff(attempt))
