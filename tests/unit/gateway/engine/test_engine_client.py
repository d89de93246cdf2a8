"""The engine client's retries, deadlines and errors, against a server that only answers failure codes.

``FailingGateway`` is no engine and nothing here says anything about one: it speaks the engine's gRPC contract
(pyzeebe's stubs) far enough to refuse, to stay silent, or to say yes. What the real engine does is tested in
``tests/engine``.
"""

import asyncio
import json
import random
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import grpc
import grpc.aio
import httpx
import pytest
from pyzeebe.proto import gateway_pb2 as pb
from pyzeebe.proto.gateway_pb2_grpc import GatewayServicer, add_GatewayServicer_to_server

from chain.errors import ChainError
from gateway.engine import client as client_module
from gateway.engine.client import ATTEMPTS, DEADLINE, MAX_MESSAGE_BYTES, EngineClient
from gateway.engine.errors import (
    DeploymentRefused,
    EngineKeyUnknown,
    EngineRefused,
    EngineUnavailable,
    MessageAlreadyPublished,
    TaskGone,
    TaskTaken,
)
from gateway.engine.rest import EngineRest

Code = grpc.StatusCode
Call = Callable[[EngineClient], Awaitable[Any]]
RestAnswer = Callable[[httpx.Request], httpx.Response]

TRANSIENT = [
    Code.RESOURCE_EXHAUSTED,
    Code.UNAVAILABLE,
    Code.DEADLINE_EXCEEDED,
    Code.ABORTED,
    Code.INTERNAL,
    Code.UNKNOWN,
    Code.CANCELLED,
]


class FailingGateway(GatewayServicer):
    """Fails with ``codes`` in turn, then says yes or ``for_ever`` no; ``silent`` never answers."""

    def __init__(self) -> None:
        self.codes: list[grpc.StatusCode] = []
        self.for_ever: grpc.StatusCode | None = None
        self.silent = False
        self.version = "8.5.8"
        self.requests: list[Any] = []
        self.open = 0
        self.most_open = 0
        self.arrived = asyncio.Semaphore(0)
        self.hold: asyncio.Event | None = None

    async def _next(self, request: Any, context: Any) -> None:
        self.requests.append(request)
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        self.arrived.release()
        try:
            if self.silent:
                await asyncio.Event().wait()
            if self.hold is not None:
                await self.hold.wait()
        finally:
            self.open -= 1
        code = self.codes.pop(0) if self.codes else self.for_ever
        if code is not None:
            await context.abort(code, "refused by the test")

    async def PublishMessage(self, request: Any, context: Any) -> pb.PublishMessageResponse:  # noqa: N802
        await self._next(request, context)
        return pb.PublishMessageResponse(key=71)

    async def DeployResource(self, request: Any, context: Any) -> pb.DeployResourceResponse:  # noqa: N802
        await self._next(request, context)
        process = pb.ProcessMetadata(
            bpmnProcessId="chain", version=3, processDefinitionKey=9, resourceName="chain.bpmn"
        )
        form = pb.FormMetadata(formId="apply", version=1, formKey=10, resourceName="apply.form")
        return pb.DeployResourceResponse(
            key=72, deployments=[pb.Deployment(process=process), pb.Deployment(form=form)]
        )

    async def ResolveIncident(self, request: Any, context: Any) -> pb.ResolveIncidentResponse:  # noqa: N802
        await self._next(request, context)
        return pb.ResolveIncidentResponse()

    async def UpdateJobRetries(self, request: Any, context: Any) -> pb.UpdateJobRetriesResponse:  # noqa: N802
        await self._next(request, context)
        return pb.UpdateJobRetriesResponse()

    async def Topology(self, request: Any, context: Any) -> pb.TopologyResponse:  # noqa: N802
        await self._next(request, context)
        return pb.TopologyResponse(gatewayVersion=self.version)


@pytest.fixture
def gateway() -> FailingGateway:
    # The stubs declare every call abstract; the generated base answers the rest with UNIMPLEMENTED.
    return FailingGateway()  # type: ignore[abstract]


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "FIRST_PAUSE", 0.001)


@pytest.fixture
async def address(gateway: FailingGateway) -> AsyncIterator[str]:
    server = grpc.aio.server()
    add_GatewayServicer_to_server(gateway, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    yield f"127.0.0.1:{port}"
    await server.stop(None)


@pytest.fixture
async def client(address: str) -> AsyncIterator[EngineClient]:
    engine = EngineClient(address, "http://engine.invalid")
    yield engine
    await engine.close()


async def publish(client: EngineClient) -> int:
    return await client.publish_message(
        "case_submitted", "YL1", message_id="YL1", ttl=timedelta(minutes=2), variables={"case_no": "YL1"}
    )


async def deploy(client: EngineClient) -> Any:
    return await client.deploy({"chain.bpmn": b"<definitions/>"})


async def resolve(client: EngineClient) -> None:
    await client.resolve_incident(5)


async def give_retries(client: EngineClient) -> None:
    await client.update_job_retries(6, 3)


REPEATED = [publish, deploy, resolve, give_retries]


async def rest(client: EngineClient, answer: RestAnswer) -> None:
    """Let the client's user-task calls be answered by ``answer``."""
    await client._rest.aclose()
    client._rest = EngineRest("http://engine.invalid", DEADLINE, httpx.MockTransport(answer))


class RestCodes:
    """Answers every REST call with one status, and keeps what was asked."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(self.status)


@pytest.mark.parametrize("call", REPEATED)
async def test_back_pressure_is_waited_out(client: EngineClient, gateway: FailingGateway, call: Call) -> None:
    gateway.codes = [Code.RESOURCE_EXHAUSTED] * (ATTEMPTS - 1)
    await call(client)
    assert len(gateway.requests) == ATTEMPTS


@pytest.mark.parametrize("code", TRANSIENT)
async def test_a_passing_failure_is_repeated_with_the_same_message(
    client: EngineClient, gateway: FailingGateway, code: grpc.StatusCode
) -> None:
    gateway.codes = [code]
    assert await publish(client) == 71
    first, second = gateway.requests
    assert first == second
    assert (first.messageId, first.timeToLive) == ("YL1", 120_000)
    assert json.loads(first.variables) == {"case_no": "YL1"}


@pytest.mark.parametrize("code", TRANSIENT)
@pytest.mark.parametrize("call", REPEATED)
async def test_a_lasting_failure_is_an_unavailable_engine_after_the_last_attempt(
    client: EngineClient, gateway: FailingGateway, call: Call, code: grpc.StatusCode
) -> None:
    gateway.for_ever = code
    with pytest.raises(EngineUnavailable):
        await call(client)
    assert len(gateway.requests) == ATTEMPTS


async def test_the_pauses_between_attempts_grow(
    client: EngineClient, gateway: FailingGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[float, float]] = []

    def middle(low: float, high: float) -> float:
        asked.append((low, high))
        return 1.0

    pauses: list[float] = []
    sleep = asyncio.sleep

    async def noted(seconds: float) -> None:
        pauses.append(seconds)
        await sleep(0)

    gateway.for_ever = Code.RESOURCE_EXHAUSTED
    monkeypatch.setattr(random, "uniform", middle)
    monkeypatch.setattr(asyncio, "sleep", noted)
    with pytest.raises(EngineUnavailable):
        await publish(client)
    assert pauses == pytest.approx([0.001, 0.003, 0.009])
    assert asked == [(0.5, 1.5)] * (ATTEMPTS - 1)


@pytest.mark.parametrize("call", [*REPEATED, lambda client: client.topology()])
async def test_no_engine_at_the_address_is_an_unavailable_engine(call: Call) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: a connection is refused
        client = EngineClient(f"127.0.0.1:{taken.getsockname()[1]}", "http://engine.invalid")
        with pytest.raises(EngineUnavailable):
            await call(client)
        await client.close()


@pytest.mark.parametrize("call", REPEATED)
async def test_an_unanswered_call_ends_with_its_deadline(
    client: EngineClient, gateway: FailingGateway, monkeypatch: pytest.MonkeyPatch, call: Call
) -> None:
    monkeypatch.setattr(client_module, "DEADLINE", 0.1)
    monkeypatch.setattr(client_module, "DEPLOY_DEADLINE", 0.1)
    await client.topology()  # connects
    gateway.silent = True
    async with asyncio.timeout(20):
        with pytest.raises(EngineUnavailable):
            await call(client)
    assert len(gateway.requests) > 1


async def test_an_unanswered_question_after_the_topology_is_asked_once(
    client: EngineClient, gateway: FailingGateway
) -> None:
    await client.topology()  # connects
    gateway.silent = True
    async with asyncio.timeout(20):
        with pytest.raises(EngineUnavailable):
            await client.topology(timeout=0.3)
    assert len(gateway.requests) == 2


@pytest.mark.parametrize(
    ("call", "code", "expected"),
    [
        (publish, Code.ALREADY_EXISTS, MessageAlreadyPublished),
        (publish, Code.INVALID_ARGUMENT, EngineRefused),
        (publish, Code.PERMISSION_DENIED, EngineRefused),
        (deploy, Code.INVALID_ARGUMENT, DeploymentRefused),
        (deploy, Code.FAILED_PRECONDITION, DeploymentRefused),
        (resolve, Code.NOT_FOUND, EngineKeyUnknown),
        (give_retries, Code.NOT_FOUND, EngineKeyUnknown),
        (give_retries, Code.INVALID_ARGUMENT, EngineRefused),
    ],
)
async def test_a_final_answer_has_its_own_error_and_is_not_asked_for_twice(
    client: EngineClient,
    gateway: FailingGateway,
    call: Call,
    code: grpc.StatusCode,
    expected: type[ChainError],
) -> None:
    gateway.for_ever = code
    with pytest.raises(ChainError) as caught:
        await call(client)
    assert type(caught.value) is expected
    assert "refused by the test" not in str(caught.value)
    assert len(gateway.requests) == 1


async def test_a_message_whose_first_answer_was_lost_is_found_to_be_published(
    client: EngineClient, gateway: FailingGateway
) -> None:
    gateway.codes = [Code.UNAVAILABLE, Code.ALREADY_EXISTS]
    with pytest.raises(MessageAlreadyPublished):
        await publish(client)


async def test_a_deployment_too_large_for_the_engine_is_refused_and_not_tried_again(
    client: EngineClient, gateway: FailingGateway
) -> None:
    with pytest.raises(DeploymentRefused):
        await client.deploy({"chain.bpmn": b" " * MAX_MESSAGE_BYTES})
    assert gateway.requests == []


async def test_a_message_too_large_for_the_engine_is_refused_and_not_tried_again(
    client: EngineClient, gateway: FailingGateway
) -> None:
    with pytest.raises(EngineRefused):
        await client.publish_message(
            "m", "k", message_id="i", ttl=timedelta(0), variables={"v": " " * MAX_MESSAGE_BYTES}
        )
    assert gateway.requests == []


async def test_a_deployment_names_its_definitions(client: EngineClient) -> None:
    deployed = await deploy(client)
    assert deployed.key == 72
    assert [(found.kind, found.id, found.version, found.key) for found in deployed.definitions] == [
        ("process", "chain", 3, 9),
        ("form", "apply", 1, 10),
    ]


async def test_no_more_messages_are_in_flight_than_allowed(address: str, gateway: FailingGateway) -> None:
    gateway.hold = asyncio.Event()
    client = EngineClient(address, "http://engine.invalid", starts_in_flight=2)
    async with asyncio.timeout(20):
        publications = [asyncio.ensure_future(publish(client)) for _ in range(6)]
        await gateway.arrived.acquire()
        await gateway.arrived.acquire()
        await asyncio.sleep(0.05)  # a third would arrive now
        gateway.hold.set()
        await asyncio.gather(*publications)
    assert gateway.most_open == 2
    assert len(gateway.requests) == 6
    await client.close()


async def complete(client: EngineClient) -> None:
    await client.complete_user_task(8, {"decision": "pass"})


async def assign(client: EngineClient) -> None:
    await client.assign_user_task(8, "officer")


async def unassign(client: EngineClient) -> None:
    await client.unassign_user_task(8)


async def update(client: EngineClient) -> None:
    await client.update_user_task(8, datetime.fromisoformat("2026-03-09T23:59:59+08:00"))


TASK_CALLS = [complete, assign, unassign, update]


@pytest.mark.parametrize("call", TASK_CALLS)
@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (400, EngineRefused),
        (404, TaskGone),
        (409, TaskTaken),
        (429, EngineUnavailable),
        (500, EngineUnavailable),
        (503, EngineUnavailable),
    ],
)
async def test_a_refused_task_call_has_its_own_error_and_is_not_repeated(
    client: EngineClient, call: Call, status: int, expected: type[ChainError]
) -> None:
    codes = RestCodes(status)
    await rest(client, codes)
    with pytest.raises(ChainError) as caught:
        await call(client)
    assert type(caught.value) is expected
    assert len(codes.requests) == 1


@pytest.mark.parametrize(
    ("call", "method", "action", "body"),
    [
        (complete, "POST", "/completion", {"variables": {"decision": "pass"}}),
        (assign, "POST", "/assignment", {"assignee": "officer", "allowOverride": False, "action": "claim"}),
        (unassign, "DELETE", "/assignee", None),
        (update, "PATCH", "", {"changeset": {"dueDate": "2026-03-09T23:59:59+08:00"}}),
    ],
)
@pytest.mark.parametrize(("version", "root"), [("8.5.8", "v1"), ("8.6.0", "v2"), ("8.7.3", "v2")])
async def test_an_accepted_task_call_went_to_the_path_of_the_engines_version(
    client: EngineClient,
    gateway: FailingGateway,
    call: Call,
    method: str,
    action: str,
    body: dict[str, Any] | None,
    version: str,
    root: str,
) -> None:
    gateway.version = version
    codes = RestCodes(204)
    await rest(client, codes)
    await call(client)
    (request,) = codes.requests
    assert (request.method, request.url.path) == (method, f"/{root}/user-tasks/8{action}")
    assert (json.loads(request.content) if request.content else None) == body


@pytest.mark.parametrize("failure", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError])
@pytest.mark.parametrize("call", TASK_CALLS)
async def test_a_task_call_that_got_no_answer_is_an_unavailable_engine_and_not_repeated(
    client: EngineClient, call: Call, failure: type[httpx.TransportError]
) -> None:
    asked: list[str] = []

    def no_answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        raise failure("no answer", request=request)

    await rest(client, no_answer)
    with pytest.raises(EngineUnavailable):
        await call(client)
    assert len(asked) == 1


async def test_a_task_call_before_the_engine_is_up_learns_its_version_later(
    client: EngineClient, gateway: FailingGateway
) -> None:
    gateway.codes = [Code.UNAVAILABLE]
    codes = RestCodes(204)
    await rest(client, codes)
    with pytest.raises(EngineUnavailable):
        await complete(client)
    await complete(client)
    assert [request.url.path for request in codes.requests] == ["/v1/user-tasks/8/completion"]
