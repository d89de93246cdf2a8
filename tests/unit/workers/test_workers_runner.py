"""One job from admission to answer. The engine's side is only recorded here; tests/engine runs it for real."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from pyzeebe.errors import BusinessError

from chain.job_types import JOB_TYPES
from tests.unit.workers.service import BODY, CASE, NOW, DocumentedService, FixedClock, job
from workers.errors import GatewayFailed, GatewayUnavailable
from workers.runtime import JobContext, JobResult
from workers.runtime.engine import JobGone
from workers.runtime.metrics import Metrics
from workers.runtime.routing import LIMIT_SHARE, Handler, Route
from workers.runtime.runner import Runner

TYPE = f"review.precheck.{BODY}"


class Precheck(JobResult):
    complete: bool
    officer: bool = False


class Clock(JobResult):
    state: str
    next: datetime | None


class RecordedAnswers:
    """Keeps the answers that would go to the engine."""

    def __init__(self, gone: bool = False) -> None:
        self.answers: list[tuple[Any, ...]] = []
        self.gone = gone

    async def complete(self, job_key: int, variables: dict[str, Any], within: timedelta) -> None:
        self._keep("complete", job_key, variables)

    async def fail(
        self, job_key: int, retries: int, code: str, held_back: timedelta, within: timedelta
    ) -> None:
        self._keep("fail", job_key, retries, code, held_back)

    async def throw(self, job_key: int, code: str, within: timedelta) -> None:
        self._keep("throw", job_key, code)

    def _keep(self, *answer: Any) -> None:
        self.answers.append(answer)
        if self.gone:
            raise JobGone


def runner(engine: RecordedAnswers, metrics: Metrics | None = None) -> Runner:
    service = DocumentedService({})
    return Runner(BODY, engine, service.gateway(), service.keeper(), FixedClock(), metrics or Metrics())


def route(
    handler: Handler, result: type[JobResult] = Precheck, name: str = "review.precheck", seconds: float = 30
) -> Route:
    return Route(JOB_TYPES[name], handler, result, timedelta(seconds=seconds))


async def complete(job: JobContext) -> Precheck:
    return Precheck(complete=True)


def raising(error: BaseException) -> Handler:
    async def handler(job: JobContext) -> Precheck:
        raise error

    return handler


async def test_a_result_is_sent_as_the_one_declared_object() -> None:
    engine = RecordedAnswers()
    await runner(engine).run(job(TYPE), route(complete))
    assert engine.answers == [("complete", 4711, {"precheck": {"complete": True, "officer": False}})]


async def test_times_in_a_result_reach_the_engine_with_their_offset() -> None:
    async def check(job: JobContext) -> Clock:
        return Clock(state="green", next=NOW)

    engine = RecordedAnswers()
    await runner(engine).run(job(f"clock.check.{BODY}"), route(check, Clock, "clock.check"))
    assert engine.answers[0][2] == {"clock": {"state": "green", "next": "2026-03-02T09:30:00+08:00"}}


async def test_a_handler_sees_the_declared_variables_and_nothing_else() -> None:
    seen: list[JobContext] = []

    async def handler(job: JobContext) -> Precheck:
        seen.append(job)
        return Precheck(complete=True)

    variables = {"case_no": CASE, "item": "food_license", "secret": "x"}
    await runner(RecordedAnswers()).run(job(TYPE, variables), route(handler))
    assert dict(seen[0].variables) == {"case_no": CASE, "item": "food_license"}
    assert (seen[0].case_no, seen[0].item, seen[0].body) == (CASE, "food_license", BODY)


async def test_a_job_of_another_body_is_not_handled() -> None:
    engine = RecordedAnswers()
    await runner(engine).run(job("review.precheck.approval_379902"), route(raising(AssertionError())))
    assert engine.answers[0][:4] == ("fail", 4711, 0, "NotOurJob")


@pytest.mark.parametrize("variables", [{}, {"case_no": CASE}, {"case_no": CASE, "item": None}])
async def test_a_job_without_its_inputs_is_an_incident(variables: dict[str, Any]) -> None:
    engine = RecordedAnswers()
    await runner(engine).run(job(TYPE, variables), route(complete))
    assert engine.answers[0][:4] == ("fail", 4711, 0, "JobInputInvalid")


@pytest.mark.parametrize("case_no", ["../admin", "YL 1", 5, "", "a" * 65, "张三"])
async def test_a_case_number_that_is_none_never_reaches_a_service(case_no: object) -> None:
    async def handler(job: JobContext) -> Precheck:
        return Precheck(complete=bool(job.case_no))

    engine = RecordedAnswers()
    await runner(engine).run(job(TYPE, {"case_no": case_no, "item": "food_license"}), route(handler))
    assert engine.answers[0][:4] == ("fail", 4711, 0, "JobInputInvalid")


@pytest.mark.parametrize(
    ("error", "retries", "code"),
    [
        (GatewayUnavailable(), 5, "GatewayUnavailable"),
        (GatewayFailed(), 4, "GatewayFailed"),
        (ValueError("张三 379901198503120017"), 0, "Unexpected:ValueError"),
        (SystemExit(3), 0, "Unexpected:SystemExit"),
        (asyncio.CancelledError(), 4, "HandlerCancelled"),
    ],
)
async def test_a_failure_tells_the_engine_its_code_only(
    error: BaseException, retries: int, code: str
) -> None:
    engine = RecordedAnswers()
    await runner(engine).run(job(TYPE), route(raising(error)))
    assert engine.answers[0][:4] == ("fail", 4711, retries, code)


async def test_the_pause_between_failures_of_a_job_grows() -> None:
    engine = RecordedAnswers()
    runs = runner(engine)
    for _ in range(6):
        await runs.run(job(TYPE), route(raising(GatewayFailed())))
    pauses = [answer[4] for answer in engine.answers]
    assert pauses[0] <= timedelta(seconds=1)
    assert pauses[5] >= timedelta(seconds=16)


async def test_a_business_error_is_thrown_with_its_code() -> None:
    engine = RecordedAnswers()
    await runner(engine).run(job(TYPE), route(raising(BusinessError("LicenceGone", "张三"))))
    assert engine.answers == [("throw", 4711, "LicenceGone")]


async def test_a_business_error_whose_code_could_be_a_name_is_an_incident() -> None:
    engine = RecordedAnswers()
    await runner(engine).run(job(TYPE), route(raising(BusinessError("张三"))))
    assert engine.answers[0][:4] == ("fail", 4711, 0, "BusinessErrorCodeInvalid")


@pytest.mark.parametrize("result", [None, {"complete": True}, object(), Clock(state="green", next=None)])
async def test_a_result_that_is_not_the_declared_one_is_an_incident(result: Any) -> None:
    async def handler(job: JobContext) -> Precheck:
        return result  # type: ignore[no-any-return]

    engine = RecordedAnswers()
    await runner(engine).run(job(TYPE), route(handler))
    assert engine.answers[0][:4] == ("fail", 4711, 0, "ResultInvalid")


async def test_a_result_that_is_no_json_is_an_incident_and_not_a_job_that_runs_for_ever() -> None:
    async def handler(job: JobContext) -> Precheck:
        return Precheck.model_construct(complete=object())  # type: ignore[arg-type]

    engine = RecordedAnswers()
    await runner(engine).run(job(TYPE), route(handler))
    assert engine.answers[0][:4] == ("fail", 4711, 0, "ResultInvalid")


async def test_a_handler_that_hangs_is_ended_and_tried_again() -> None:
    async def handler(job: JobContext) -> Precheck:
        await asyncio.Event().wait()
        return Precheck(complete=True)

    engine = RecordedAnswers()
    await runner(engine).run(job(TYPE), route(handler, seconds=0.05))
    assert engine.answers[0][:4] == ("fail", 4711, 4, "JobTimeLimit")


async def test_a_time_limit_of_the_handlers_own_is_not_taken_for_the_jobs() -> None:
    engine = RecordedAnswers()
    await runner(engine).run(job(TYPE), route(raising(TimeoutError())))
    assert engine.answers[0][:4] == ("fail", 4711, 4, "Unexpected:TimeoutError")


async def test_a_running_job_of_a_worker_that_stops_is_given_back_with_all_its_retries() -> None:
    begun = asyncio.Event()

    async def handler(job: JobContext) -> Precheck:
        begun.set()
        await asyncio.Event().wait()
        return Precheck(complete=True)

    engine = RecordedAnswers()
    running = asyncio.create_task(runner(engine).run(job(TYPE), route(handler)))
    await begun.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert engine.answers == [("fail", 4711, 5, "Released", timedelta())]


async def test_an_answer_to_a_job_that_is_gone_is_counted_and_forgotten() -> None:
    metrics = Metrics()
    await runner(RecordedAnswers(gone=True), metrics).run(job(TYPE), route(complete))
    counted = {"job_type": "review.precheck", "result": "gone"}
    assert metrics.registry.get_sample_value("yilian_worker_jobs_total", counted) == 1


async def test_a_handler_has_less_time_when_its_job_waited_for_a_slot() -> None:
    async def handler(job: JobContext) -> Precheck:
        await asyncio.Event().wait()
        return Precheck(complete=True)

    engine = RecordedAnswers()
    await runner(engine).run(job(TYPE), route(handler, seconds=3600), timedelta(seconds=3600 * LIMIT_SHARE))
    assert engine.answers[0][:4] == ("fail", 4711, 4, "JobTimeLimit")
