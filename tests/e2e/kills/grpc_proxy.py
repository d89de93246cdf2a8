"""A pass-through for the engine's gRPC: bytes in, bytes out; it reads just enough to name the step."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeAlias

import grpc
import grpc.aio
from pyzeebe.proto import gateway_pb2 as pb

from chain.job_types import split_type
from tests.e2e.kills.gate import Call, Gate
from tests.e2e.kills.steps import Side, job_step, message_step
from tests.e2e.kills.turns import Turns

_SERVICE = "/gateway_protocol.Gateway/"
_PATIENT = (
    ("grpc.http2.min_ping_interval_without_data_ms", 1_000),
    ("grpc.http2.max_ping_strikes", 0),
    ("grpc.keepalive_permit_without_calls", 1),
)
_QUICK = (("grpc.initial_reconnect_backoff_ms", 100), ("grpc.max_reconnect_backoff_ms", 1_000))

Context: TypeAlias = "grpc.aio.ServicerContext[bytes, bytes]"


class GrpcProxy(grpc.GenericRpcHandler):  # type: ignore[type-arg]  # generic in its stubs only
    """Listens on ``port`` of loopback and passes on to the gRPC target ``upstream``."""

    def __init__(self, port: int, upstream: str, gate: Gate, turns: Turns) -> None:
        self._gate = gate
        self._turns = turns
        self._jobs_out: dict[int, pb.ActivatedJob] = {}
        self._channel = grpc.aio.insecure_channel(upstream, options=_QUICK)
        self._server = grpc.aio.server(options=_PATIENT)
        self._server.add_generic_rpc_handlers([self])
        self._server.add_insecure_port(f"127.0.0.1:{port}")

    async def start(self) -> None:
        """Begin to listen."""
        await self._server.start()

    async def close(self) -> None:
        """Break off what is under way."""
        await self._server.stop(None)
        await self._channel.close(None)

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> "grpc.RpcMethodHandler[Any, Any]":
        """The handler of a method, whichever it is."""
        method = str(handler_call_details.method)
        match method.removeprefix(_SERVICE):
            case "StreamActivatedJobs":
                return grpc.unary_stream_rpc_method_handler(self._jobs(method, self._pushed))
            case "ActivateJobs":
                return grpc.unary_stream_rpc_method_handler(self._jobs(method, self._polled))
        return grpc.unary_unary_rpc_method_handler(self._unary(method))

    def _unary(self, method: str) -> Callable[[bytes, Context], Awaitable[bytes]]:
        onwards = self._channel.unary_unary(method, _as_is, _as_is)

        async def handle(request: bytes, context: Context) -> bytes:
            call = self._recognise(method.removeprefix(_SERVICE), request)
            await self._break_off_if(context, call, Side.BEFORE)
            sending: Any = onwards(request, timeout=context.time_remaining())
            if await self._gate.stops(call, Side.DURING):
                sending.cancel()
                await context.abort(grpc.StatusCode.UNAVAILABLE, "broken off")
            try:
                answer: bytes = await sending
            except grpc.aio.AioRpcError as error:
                await context.abort(error.code(), error.details() or "")
            await self._break_off_if(context, call, Side.AFTER)
            return answer

        return handle

    def _jobs(
        self, method: str, jobs_of: Callable[[bytes], list[pb.ActivatedJob]]
    ) -> Callable[[bytes, Context], AsyncIterator[bytes]]:
        onwards = self._channel.unary_stream(method, _as_is, _as_is)

        async def handle(request: bytes, context: Context) -> AsyncIterator[bytes]:
            under_way: Any = onwards(request, timeout=context.time_remaining())
            try:
                async for answer in under_way:
                    for job in jobs_of(answer):
                        self._jobs_out[job.key] = job
                        await self._break_off_if(context, self._of_job("take", job), Side.AFTER)
                    yield answer
            except grpc.aio.AioRpcError as error:
                await context.abort(error.code(), error.details() or "")
            finally:
                under_way.cancel()

        return handle

    async def _break_off_if(self, context: Context, call: Call | None, side: Side) -> None:
        if await self._gate.stops(call, side):
            await context.abort(grpc.StatusCode.UNAVAILABLE, "broken off")

    def _recognise(self, method: str, request: bytes) -> Call | None:
        if method == "PublishMessage":
            return self._of_message(pb.PublishMessageRequest.FromString(request))
        if method == "CompleteJob":
            job = self._jobs_out.get(pb.CompleteJobRequest.FromString(request).jobKey)
            return self._of_job("complete", job) if job else None
        return None

    def _of_message(self, message: pb.PublishMessageRequest) -> Call:
        call, document = Call(message_step(message.name)), message.name == "document-drafted"
        later = document and self._turns.told(message.correlationKey, message.variables)
        return call.in_turn() if later else call

    def _of_job(self, what: str, job: pb.ActivatedJob) -> Call:
        name, body = split_type(job.type)
        call = Call(job_step(what, name), f"worker-{body}")
        if name != "document.issue":
            return call
        variables = json.loads(job.variables)
        later = self._turns.is_next(variables["case_no"], variables["document_no"], body)
        return call.in_turn() if later else call

    @staticmethod
    def _pushed(answer: bytes) -> list[pb.ActivatedJob]:
        return [pb.ActivatedJob.FromString(answer)]

    @staticmethod
    def _polled(answer: bytes) -> list[pb.ActivatedJob]:
        return list(pb.ActivateJobsResponse.FromString(answer).jobs)


def _as_is(message: bytes) -> bytes:
    return message
