"""One job from admission to answer: authorised, limited in time, result checked, failure classified."""

import asyncio
import logging
import time
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any, NamedTuple, Protocol

import orjson
from pyzeebe import Job
from pyzeebe.errors import BusinessError

from chain import tracing
from chain.clock import Clock
from chain.job_types import split_type
from workers.client.gateway import GatewayClient
from workers.client.keeper import KeeperClient
from workers.data_sharing.interfaces import SharedSource
from workers.errors import JobTimeLimit, NotOurJob, ResultInvalid
from workers.runtime.context import JobContext, check_inputs, identifying
from workers.runtime.engine import JobGone
from workers.runtime.failures import Attempts, Failure, Kind, answer_to, classify
from workers.runtime.metrics import Metrics
from workers.runtime.routing import JobResult, Route
from workers.runtime.tasks import being_cancelled

logger = logging.getLogger(__name__)

ANSWER_WITHIN = timedelta(minutes=1)
"""How long the runtime insists on an answer that the engine does not take."""

RELEASE_WITHIN = timedelta(seconds=2)
SHORTEST_LIMIT = timedelta(milliseconds=10)


class JobEngine(Protocol):
    """What the runner needs of the engine."""

    async def complete(self, job_key: int, variables: dict[str, Any], within: timedelta) -> None:
        """Complete the job."""

    async def fail(
        self, job_key: int, retries: int, code: str, held_back: timedelta, within: timedelta
    ) -> None:
        """Fail the job."""

    async def throw(self, job_key: int, code: str, within: timedelta) -> None:
        """Throw a BPMN error."""


class Runner:
    """Carries out the jobs of one body."""

    def __init__(
        self,
        body: str,
        engine: JobEngine,
        gateway: GatewayClient,
        keeper: KeeperClient,
        clock: Clock,
        metrics: Metrics,
        shared: SharedSource | None = None,
    ) -> None:
        self._body = body
        self._shared = shared
        self._engine = engine
        self._gateway = gateway
        self._keeper = keeper
        self._clock = clock
        self._metrics = metrics
        self._attempts = Attempts()

    async def run(self, job: Job, route: Route, waited: timedelta = timedelta()) -> None:
        """Handle the job, which ``waited`` here for a slot, and answer it.

        Raises nothing but the cancellation by whoever stops the worker.
        """
        began = time.monotonic()
        case_no, item = (identifying(job.variables).get(name) for name in ("case_no", "item"))
        with tracing.span(f"job {route.job_type.name}", case_no=case_no, item=item, body=self._body) as span:
            span.set(job_type=route.job_type.name, job_key=job.key, retries=job.retries)
            span.set(process_instance_key=job.process_instance_key)
            ended = await self._carry_out(job, route, waited)
            span.set(result=ended.result)
            if ended.code is not None:
                span.fail(ended.code)
        self._metrics.seconds.labels(route.job_type.name).observe(time.monotonic() - began)

    async def _carry_out(self, job: Job, route: Route, waited: timedelta) -> "Ended":
        try:
            result = await self._handle(job, route, waited)
        except asyncio.CancelledError:
            if not being_cancelled():
                return await self._failed(job, route, Failure(Kind.RETRY, "HandlerCancelled"))
            await self.release(job, route)
            raise
        except BusinessError as error:
            return await self._thrown(job, route, error)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - every failure of a handler is answered
            return await self._failed(job, route, classify(error), error)
        self._attempts.forget(job.key)
        sending = self._engine.complete(job.key, result, ANSWER_WITHIN)
        return Ended(await self._answer(job, route, "completed", sending))

    async def release(self, job: Job, route: Route) -> None:
        """Give a job back untouched, so that another worker takes it at once."""
        sending = self._engine.fail(job.key, job.retries, "Released", timedelta(), RELEASE_WITHIN)
        await self._answer(job, route, "released", sending)

    async def _handle(self, job: Job, route: Route, waited: timedelta) -> dict[str, Any]:
        name, body = split_type(job.type)
        if body != self._body or name != route.job_type.name:
            raise NotOurJob
        check_inputs(route.job_type, job.variables, job.custom_headers)
        limit = asyncio.timeout(max(route.limit - waited, SHORTEST_LIMIT).total_seconds())
        try:
            async with limit:
                result = await route.handler(self._context(job, route))
        except TimeoutError as error:
            raise (JobTimeLimit() if limit.expired() else error) from None
        return {route.job_type.output: _dump(result, route)}

    def _context(self, job: Job, route: Route) -> JobContext:
        return JobContext(
            key=job.key,
            process_instance_key=job.process_instance_key,
            type=route.job_type.name,
            body=self._body,
            variables={name: job.variables.get(name) for name in route.job_type.fetched},
            headers=dict(job.custom_headers),
            gateway=self._gateway.for_job(job.key),
            keeper=self._keeper.for_body(self._body),
            clock=self._clock,
            shared=self._shared,
        )

    async def _thrown(self, job: Job, route: Route, error: BusinessError) -> "Ended":
        code = str(error.error_code)
        if not (code.isascii() and code.isidentifier() and len(code) <= 64):
            return await self._failed(job, route, Failure(Kind.PERMANENT, "BusinessErrorCodeInvalid"))
        sending = self._engine.throw(job.key, code, ANSWER_WITHIN)
        return Ended(await self._answer(job, route, "thrown", sending), code)

    async def _failed(
        self, job: Job, route: Route, failure: Failure, error: BaseException | None = None
    ) -> "Ended":
        attempt = self._attempts.failed(job.key)
        command = answer_to(failure, job.retries, attempt)
        self._metrics.failures.labels(route.job_type.name, failure.code).inc()
        unknown = error if failure.code.startswith("Unexpected:") else None
        logger.warning(
            "job failed",
            extra={**_fields(job), "code": failure.code, "attempt": attempt},
            exc_info=unknown,
        )
        sending = self._engine.fail(job.key, command.retries, failure.code, command.backoff, ANSWER_WITHIN)
        return Ended(await self._answer(job, route, failure.kind.value, sending), failure.code)

    async def _answer(self, job: Job, route: Route, result: str, sending: Coroutine[Any, Any, None]) -> str:
        """Send an answer and say what became of the job."""
        try:
            await sending
        except JobGone:
            result = "gone"
        except Exception as error:  # noqa: BLE001 - the engine hands the job out again when its timeout is over
            result = "unanswered"
            logger.warning("answer not taken", extra={**_fields(job), "code": type(error).__name__})
        self._metrics.jobs.labels(route.job_type.name, result).inc()
        logger.info("job %s", result, extra=_fields(job))
        return result


class Ended(NamedTuple):
    """What became of a job, and the code of the error if there was one."""

    result: str
    code: str | None = None


def _dump(result: object, route: Route) -> dict[str, Any]:
    """The result as JSON values, with exactly the declared fields. Raises :class:`ResultInvalid`."""
    if not isinstance(result, JobResult) or set(type(result).model_fields) != set(route.job_type.fields):
        raise ResultInvalid
    try:
        dumped: dict[str, Any] = result.model_dump(mode="json")
        orjson.dumps(dumped)
    except (ValueError, TypeError, RecursionError):
        raise ResultInvalid from None
    return dumped


def _fields(job: Job) -> dict[str, object]:
    """What a log may say about a job."""
    return {"job_key": job.key, "job_type": job.type, **identifying(job.variables)}
