"""What becomes of a job whose handler raised."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain.errors import Conflict, TemporarilyUnavailable
from workers.errors import (
    CredentialsRefused,
    GatewayFailed,
    GatewayRefused,
    GatewayUnavailable,
    JobTimeLimit,
    KeeperUnavailable,
    NotOurJob,
)
from workers.runtime.failures import (
    FIRST_BACKOFF,
    LONGEST_BACKOFF,
    PATIENCE,
    Attempts,
    Failure,
    Kind,
    answer_to,
    backoff,
    classify,
)

CASES: list[tuple[BaseException, Failure]] = [
    (GatewayUnavailable(), Failure(Kind.WAIT, "GatewayUnavailable")),
    (KeeperUnavailable(), Failure(Kind.WAIT, "KeeperUnavailable")),
    (CredentialsRefused(), Failure(Kind.WAIT, "CredentialsRefused")),
    (TemporarilyUnavailable(), Failure(Kind.WAIT, "TemporarilyUnavailable")),
    (GatewayFailed(), Failure(Kind.RETRY, "GatewayFailed")),
    (JobTimeLimit(), Failure(Kind.RETRY, "JobTimeLimit")),
    (ConnectionResetError("张三"), Failure(Kind.RETRY, "Unexpected:ConnectionResetError")),
    (GatewayRefused("Conflict", 409), Failure(Kind.PERMANENT, "Conflict")),
    (GatewayRefused("张三 的身份证", 422), Failure(Kind.PERMANENT, "GatewayRefused")),
    (Conflict("张三"), Failure(Kind.PERMANENT, "Conflict")),
    (NotOurJob(), Failure(Kind.PERMANENT, "NotOurJob")),
    (ValueError("张三 379901198503120017"), Failure(Kind.PERMANENT, "Unexpected:ValueError")),
    (SystemExit(1), Failure(Kind.PERMANENT, "Unexpected:SystemExit")),
    (
        ExceptionGroup("several", [GatewayUnavailable(), ValueError("张三")]),
        Failure(Kind.PERMANENT, "Unexpected:ValueError"),
    ),
]


@pytest.mark.parametrize(("error", "failure"), CASES, ids=lambda value: getattr(value, "code", None))
def test_an_error_says_by_its_kind_how_the_job_goes_on_and_tells_only_its_code(
    error: BaseException, failure: Failure
) -> None:
    assert classify(error) == failure


def test_a_permanent_failure_is_an_incident_at_once() -> None:
    assert answer_to(Failure(Kind.PERMANENT, "Conflict"), retries=5, attempt=1).retries == 0


def test_a_retryable_failure_uses_up_a_retry_until_an_incident() -> None:
    left = 3
    for attempt in range(1, 5):
        left = answer_to(Failure(Kind.RETRY, "GatewayFailed"), left, attempt).retries
    assert left == 0


def test_a_job_waits_for_a_service_that_is_away_without_losing_retries_but_not_for_ever() -> None:
    failure = Failure(Kind.WAIT, "GatewayUnavailable")
    assert answer_to(failure, 5, attempt=PATIENCE).retries == 5
    assert answer_to(failure, 5, attempt=PATIENCE + 1).retries == 4


@given(attempt=st.integers(min_value=1, max_value=10_000))
def test_the_pause_doubles_from_the_first_to_the_longest(attempt: int) -> None:
    pause = backoff(attempt)
    full = min(FIRST_BACKOFF * 2 ** min(attempt - 1, 20), LONGEST_BACKOFF)
    assert full / 2 <= pause <= full


@given(keys=st.lists(st.integers(0, 5)))
def test_failures_in_a_row_are_counted_for_each_job_and_forgotten_with_success(keys: list[int]) -> None:
    attempts = Attempts()
    for number, key in enumerate(keys, start=1):
        assert attempts.failed(key) == keys[:number].count(key)
    for key in keys:
        attempts.forget(key)
        assert attempts.failed(key) == 1


def test_the_first_pause_is_short_enough_for_a_service_that_restarts() -> None:
    assert backoff(1) <= timedelta(seconds=1)
