"""The engine client: every call has a deadline, and says whether it may be repeated.

gRPC goes through the stubs that pyzeebe ships; user tasks have no gRPC call and go over REST (``/v1`` on 8.5,
``/v2`` from 8.6 on). Back-pressure is normal: calls that may be repeated are, with growing jittered pauses, and
messages are capped in flight, which keeps rejections near none (measured on 8.5.8).
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import grpc
import grpc.aio
import httpx
import orjson
from pyzeebe.proto import gateway_pb2 as pb
from pyzeebe.proto.gateway_pb2_grpc import GatewayStub

from chain.errors import ChainError
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
from gateway.operation import metrics
from gateway.operation.commands import watched

if TYPE_CHECKING:
    from pyzeebe.proto.gateway_pb2_grpc import GatewayAsyncStub

DEADLINE = 10.0
DEPLOY_DEADLINE = 30.0
EVALUATION_DEADLINE = 2.0
ATTEMPTS = 4
FIRST_PAUSE = 0.05
MAX_MESSAGE_BYTES = 4 * 1024 * 1024

_T = TypeVar("_T")
_REPEATABLE = {
    grpc.StatusCode.RESOURCE_EXHAUSTED,
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.DEADLINE_EXCEEDED,
    grpc.StatusCode.ABORTED,
    grpc.StatusCode.INTERNAL,
    grpc.StatusCode.UNKNOWN,
    grpc.StatusCode.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class DeployedDefinition:
    """One definition of a deployment. ``kind``: process, form, decision, decision_requirements."""

    kind: str
    id: str
    version: int
    key: int
    resource_name: str


@dataclass(frozen=True, slots=True)
class Deployed:
    """A deployment: its key and the definitions in it (an unchanged one keeps its key and version)."""

    key: int
    definitions: tuple[DeployedDefinition, ...]


@dataclass(frozen=True, slots=True)
class Topology:
    """The cluster as its gateway sees it; ``leaders`` are the partitions that have one."""

    gateway_version: str
    brokers: int
    partitions: int
    leaders: frozenset[int]

    @property
    def ready(self) -> bool:
        """Whether every partition has a leader."""
        return self.partitions > 0 and len(self.leaders) == self.partitions


class EngineClient:
    """A client of one engine; safe to share between tasks of one event loop. Close it at the end.

    ``grpc_address`` is a gRPC target, which can name several gateways (``ipv4:host:port,host:port``): the channel stays
    with one and turns to the next when that is gone. ``rest_url`` is a list with commas, see :class:`EngineRest`.
    """

    def __init__(self, grpc_address: str, rest_url: str, starts_in_flight: int = 64) -> None:
        self._channel = grpc.aio.insecure_channel(
            grpc_address,
            options=[
                ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
                ("grpc.keepalive_time_ms", 45_000),
                ("grpc.initial_reconnect_backoff_ms", 200),
                ("grpc.max_reconnect_backoff_ms", 3_000),
            ],
        )
        self._stub: GatewayAsyncStub = GatewayStub(self._channel)  # type: ignore[assignment]
        self._rest = EngineRest(rest_url, DEADLINE)
        self._starts = asyncio.Semaphore(starts_in_flight)
        self._rest_version: str | None = None

    async def close(self) -> None:
        """Close the connections."""
        await self._channel.close(None)
        await self._rest.aclose()

    @watched("publish_message")
    async def publish_message(
        self,
        name: str,
        correlation_key: str,
        *,
        message_id: str,
        ttl: timedelta,
        variables: Mapping[str, Any],
    ) -> int:
        """Publish a message that counts once for its id within ``ttl``; returns its key. May be repeated.

        Raises ``MessageAlreadyPublished``, ``EngineUnavailable``, ``EngineRefused``.
        """
        request = pb.PublishMessageRequest(
            name=name,
            correlationKey=correlation_key,
            messageId=message_id,
            timeToLive=int(ttl.total_seconds() * 1000),
            variables=orjson.dumps(dict(variables)).decode(),
        )
        _check_size(request)
        async with self._starts:
            response = await _repeated(lambda: self._stub.PublishMessage(request, timeout=DEADLINE))
        return response.key

    @watched("deploy")
    async def deploy(self, resources: Mapping[str, bytes]) -> Deployed:
        """Deploy diagrams, decisions and forms (name to content). Deploying the same again changes nothing.

        Raises ``DeploymentRefused``, ``EngineUnavailable``.
        """
        request = pb.DeployResourceRequest(
            resources=[pb.Resource(name=name, content=content) for name, content in resources.items()]
        )
        try:
            _check_size(request)
            response = await _repeated(lambda: self._stub.DeployResource(request, timeout=DEPLOY_DEADLINE))
        except EngineRefused as error:
            raise DeploymentRefused from error
        found = (_definition(deployment) for deployment in response.deployments)
        return Deployed(response.key, tuple(definition for definition in found if definition is not None))

    @watched("evaluate_decision", traced=False)
    async def evaluate_decision(self, decision: str, variables: Mapping[str, str]) -> list[dict[str, Any]]:
        """The rows that the latest version of a COLLECT table gives for ``variables``; not repeated, two seconds.

        The engine logs the answers: they must not identify anybody. Raises ``EngineRefused`` when it does not know the
        table or cannot evaluate it, ``EngineUnavailable``.
        """
        request = pb.EvaluateDecisionRequest(
            decisionId=decision, variables=orjson.dumps(dict(variables)).decode()
        )
        response = await _repeated(
            lambda: self._stub.EvaluateDecision(request, timeout=EVALUATION_DEADLINE), attempts=1
        )
        rows = orjson.loads(response.decisionOutput) if not response.failureMessage else None
        if rows is None and not response.failureMessage:
            return []
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise EngineRefused
        return rows

    @watched("migrate_instance")
    async def migrate_instance(self, instance_key: int, target: int, elements: Sequence[str]) -> None:
        """Let an instance go on in the definition of key ``target``, its active ``elements`` keeping their ids.

        May be repeated. Raises ``EngineKeyUnknown`` when the instance has ended, ``EngineRefused`` when it cannot be
        migrated as it stands at this moment, ``EngineUnavailable``.
        """
        plan = pb.MigrateProcessInstanceRequest.MigrationPlan(
            targetProcessDefinitionKey=target,
            mappingInstructions=[
                pb.MigrateProcessInstanceRequest.MappingInstruction(
                    sourceElementId=each, targetElementId=each
                )
                for each in elements
            ],
        )
        request = pb.MigrateProcessInstanceRequest(processInstanceKey=instance_key, migrationPlan=plan)
        await _repeated(lambda: self._stub.MigrateProcessInstance(request, timeout=DEADLINE))

    @watched("resolve_incident")
    async def resolve_incident(self, incident_key: int) -> None:
        """Resolve an incident. Raises ``EngineKeyUnknown`` when it is gone, ``EngineUnavailable``."""
        request = pb.ResolveIncidentRequest(incidentKey=incident_key)
        await _repeated(lambda: self._stub.ResolveIncident(request, timeout=DEADLINE))

    @watched("update_job_retries")
    async def update_job_retries(self, job_key: int, retries: int) -> None:
        """Give a job ``retries`` (>= 1) again. Raises ``EngineKeyUnknown``, ``EngineUnavailable``."""
        request = pb.UpdateJobRetriesRequest(jobKey=job_key, retries=retries)
        await _repeated(lambda: self._stub.UpdateJobRetries(request, timeout=DEADLINE))

    async def topology(self, timeout: float = 3.0) -> Topology:  # noqa: ASYNC109 - a gRPC deadline
        """The cluster's brokers and leaders; not repeated. Raises ``EngineUnavailable``."""
        response = await _repeated(
            lambda: self._stub.Topology(pb.TopologyRequest(), timeout=timeout), attempts=1
        )
        leaders = frozenset(
            partition.partitionId
            for broker in response.brokers
            for partition in broker.partitions
            if partition.role == pb.Partition.LEADER
        )
        return Topology(response.gatewayVersion, len(response.brokers), response.partitionsCount, leaders)

    @watched("complete_user_task")
    async def complete_user_task(self, task_key: int, variables: Mapping[str, Any]) -> None:
        """Complete a user task. Not repeated: after ``EngineUnavailable`` it may be completed all the same.

        Raises ``TaskGone``, ``TaskTaken`` (being completed at this moment), ``EngineUnavailable``.
        """
        await self._user_task("POST", task_key, "/completion", {"variables": dict(variables)})

    @watched("assign_user_task")
    async def assign_user_task(self, task_key: int, assignee: str) -> None:
        """Claim a free user task. Raises ``TaskTaken``, ``TaskGone``, ``EngineUnavailable``."""
        await self._user_task(
            "POST", task_key, "/assignment", {"assignee": assignee, "allowOverride": False, "action": "claim"}
        )

    @watched("unassign_user_task")
    async def unassign_user_task(self, task_key: int) -> None:
        """Give a claimed user task back. Raises ``TaskGone``, ``EngineUnavailable``."""
        await self._user_task("DELETE", task_key, "/assignee", None)

    @watched("update_user_task")
    async def update_user_task(self, task_key: int, due_at: datetime) -> None:
        """Change the due date of a user task; may be repeated. Raises ``TaskGone``, ``TaskTaken``, ``EngineUnavailable``."""
        await self._user_task("PATCH", task_key, "", {"changeset": {"dueDate": due_at.isoformat()}})

    async def _user_task(self, method: str, key: int, action: str, body: dict[str, Any] | None) -> None:
        version = await self._version()
        content = None if body is None else orjson.dumps(body)
        try:
            response = await self._rest.request(method, f"/{version}/user-tasks/{key}{action}", content)
        except httpx.HTTPError as error:
            raise EngineUnavailable from error
        if not response.is_success:
            raise _REST_ERRORS.get(response.status_code, EngineUnavailable)

    async def _version(self) -> str:
        if self._rest_version is None:
            topology = await self.topology()
            self._rest_version = "v1" if topology.gateway_version.startswith("8.5.") else "v2"
        return self._rest_version


_REST_ERRORS: dict[int, type[ChainError]] = {
    400: EngineRefused,
    404: TaskGone,
    409: TaskTaken,
}
_GRPC_ERRORS: dict[grpc.StatusCode, type[ChainError]] = {
    grpc.StatusCode.ALREADY_EXISTS: MessageAlreadyPublished,
    grpc.StatusCode.NOT_FOUND: EngineKeyUnknown,
}


def _check_size(request: pb.PublishMessageRequest | pb.DeployResourceRequest) -> None:
    # gRPC reports one too large as RESOURCE_EXHAUSTED, the code of back-pressure; repeating it never helps.
    if request.ByteSize() > MAX_MESSAGE_BYTES:
        raise EngineRefused


async def _repeated(call: Callable[[], Awaitable[_T]], attempts: int = ATTEMPTS) -> _T:
    pause = FIRST_PAUSE
    for attempt in range(1, attempts + 1):
        try:
            return await call()
        except grpc.aio.AioRpcError as error:
            code = error.code()
            if code not in _REPEATABLE:
                raise _GRPC_ERRORS.get(code, EngineRefused) from None
            metrics.engine_rejections.labels(code.name).inc()
            if attempt == attempts:
                raise EngineUnavailable from None
        await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - jitter
        pause *= 3
    raise EngineUnavailable


def _definition(deployment: pb.Deployment) -> DeployedDefinition | None:
    match deployment.WhichOneof("Metadata"):
        case "process":
            process = deployment.process
            return DeployedDefinition(
                "process",
                process.bpmnProcessId,
                process.version,
                process.processDefinitionKey,
                process.resourceName,
            )
        case "form":
            form = deployment.form
            return DeployedDefinition("form", form.formId, form.version, form.formKey, form.resourceName)
        case "decision":
            decision = deployment.decision
            return DeployedDefinition(
                "decision", decision.dmnDecisionId, decision.version, decision.decisionKey, ""
            )
        case "decisionRequirements":
            drg = deployment.decisionRequirements
            return DeployedDefinition(
                "decision_requirements",
                drg.dmnDecisionRequirementsId,
                drg.version,
                drg.decisionRequirementsKey,
                drg.resourceName,
            )
    return None
