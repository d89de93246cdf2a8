"""The engine's port for jobs: pyzeebe's adapter with deadlines, reconnects and back-pressure dealt with.

pyzeebe's ``ZeebeWorker`` queues streamed jobs without bound, sleeps five seconds when it is at its limit and
ends on some statuses; so the runtime takes its adapter (connection, messages, errors) and schedules itself.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from datetime import timedelta
from typing import Any

import grpc
from pyzeebe import Job
from pyzeebe.channel import create_insecure_channel
from pyzeebe.errors import (
    JobAlreadyDeactivatedError,
    JobNotFoundError,
    ZeebeBackPressureError,
    ZeebeDeadlineExceeded,
    ZeebeGatewayUnavailableError,
    ZeebeInternalError,
)
from pyzeebe.grpc_internals.zeebe_job_adapter import ZeebeJobAdapter

from workers.runtime.failures import backoff
from workers.runtime.metrics import Metrics

CALL_DEADLINE = timedelta(seconds=5)
LONG_POLL = timedelta(seconds=10)
STREAM_LIFE = timedelta(hours=1)

_CHANNEL_OPTIONS = (
    # Without these a channel waits up to two minutes before it looks for a restarted engine.
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.min_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 3_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    # A small window: what the engine has pushed but nobody has read waits there with its timeout running.
    ("grpc.http2.bdp_probe", 0),
    ("grpc.http2.lookahead_bytes", 16_384),
)
_TRANSIENT = (ZeebeBackPressureError, ZeebeGatewayUnavailableError, ZeebeInternalError, ZeebeDeadlineExceeded)


class JobGone(Exception):
    """The job was completed, failed, cancelled or handed to another worker meanwhile."""


class EngineConnection:
    """Takes jobs from the engine and answers them; one for a worker process."""

    def __init__(self, address: str, worker_name: str, metrics: Metrics) -> None:
        self._channel: grpc.aio.Channel = create_insecure_channel(address, _CHANNEL_OPTIONS)
        self._adapter = ZeebeJobAdapter(self._channel, max_connection_retries=-1)
        self._worker_name = worker_name
        self._metrics = metrics

    async def close(self) -> None:
        """Close the channel; calls under way are cancelled."""
        await self._channel.close(None)

    async def stream(
        self, job_type: str, lease: timedelta, variables: Sequence[str]
    ) -> AsyncGenerator[Job, None]:
        """Jobs as the engine pushes them, each ours for ``lease``. Ends by one of pyzeebe's errors."""
        jobs = self._adapter.stream_activate_jobs(
            task_type=job_type,
            worker=self._worker_name,
            timeout=_milliseconds(lease),
            variables_to_fetch=variables,
            stream_request_timeout=int(STREAM_LIFE.total_seconds()),
        )
        async with aclosing(jobs):
            async for job in jobs:
                yield job

    async def poll(
        self, job_type: str, lease: timedelta, variables: Sequence[str], at_most: int
    ) -> list[Job]:
        """At most ``at_most`` waiting jobs; none after :data:`LONG_POLL`. Raises pyzeebe's errors."""
        jobs = self._adapter.activate_jobs(
            task_type=job_type,
            worker=self._worker_name,
            timeout=_milliseconds(lease),
            max_jobs_to_activate=at_most,
            variables_to_fetch=variables,
            request_timeout=_milliseconds(LONG_POLL),
        )
        async with aclosing(jobs):
            return [job async for job in jobs]

    async def complete(self, job_key: int, variables: dict[str, Any], within: timedelta) -> None:
        """Complete the job. Raises :class:`JobGone`, or ``TimeoutError`` when the engine stays away."""
        await self._insist("complete", lambda: self._adapter.complete_job(job_key, variables), within)

    async def fail(
        self, job_key: int, retries: int, code: str, held_back: timedelta, within: timedelta
    ) -> None:
        """Fail the job with ``code`` as its only text. Raises as :meth:`complete`."""
        await self._insist(
            "fail",
            lambda: self._adapter.fail_job(job_key, retries, code, _milliseconds(held_back), {}),
            within,
        )

    async def throw(self, job_key: int, code: str, within: timedelta) -> None:
        """Throw the BPMN error ``code``. Raises as :meth:`complete`."""
        await self._insist(
            "throw", lambda: self._adapter.throw_error(job_key, code, {}, error_code=code), within
        )

    async def _insist(self, call: str, send: Callable[[], Awaitable[object]], within: timedelta) -> None:
        """Send until the engine has taken it: a lost answer would mean that the whole job runs again."""
        attempt = 0
        async with asyncio.timeout(within.total_seconds()):
            while True:
                try:
                    async with asyncio.timeout(CALL_DEADLINE.total_seconds()):
                        await send()
                    return
                except (JobNotFoundError, JobAlreadyDeactivatedError) as gone:
                    raise JobGone from gone
                except (*_TRANSIENT, TimeoutError) as error:
                    attempt += 1
                    self._metrics.engine_errors.labels(call, type(error).__name__).inc()
                await asyncio.sleep(_pause(attempt))


def _pause(attempt: int) -> float:
    return backoff(attempt, timedelta(milliseconds=50), timedelta(seconds=2)).total_seconds()


def _milliseconds(span: timedelta) -> int:
    return round(span.total_seconds() * 1000)
