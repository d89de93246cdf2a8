"""What the unit tests stand a handler on: the gateway's documented answers over httpx, and the answers to the engine."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
from pyzeebe import Job

from chain.clock import BEIJING
from workers.client.gateway import GatewayClient
from workers.client.http import Reply, Unreachable
from workers.client.keeper import KeeperClient
from workers.client.transport import TokenSource
from workers.runtime.context import JobContext

BODY = "approval_379901"
CASE = "YL379901-20260302-ABCDEFGHJK"
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=BEIJING)

Answer = Callable[[httpx.Request], httpx.Response]


class FixedClock:
    """Always the same moment."""

    def __init__(self, moment: datetime = NOW) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """That moment."""
        return self.moment


class ExchangeWith:
    """Asks a service of this process instead of one behind a connection."""

    def __init__(self, service: Answer) -> None:
        self._service = service

    async def ask(self, method: str, url: str, headers: Mapping[str, str], content: bytes | None) -> Reply:
        """The service's answer; an error of transport is a service that cannot be reached."""
        try:
            answer = self._service(httpx.Request(method, url, headers=headers, content=content))
        except httpx.TransportError as error:
            raise Unreachable from error
        return Reply(answer.status_code, answer.headers, answer.content)

    async def close(self) -> None:
        """Nothing is open."""


@dataclass
class DocumentedService:
    """Answers ``METHOD path`` as the contract documents it, and keeps what it was asked."""

    answers: dict[str, Any]
    requests: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request; an undocumented one is 404."""
        self.requests.append(request)
        answer = self.answers.get(f"{request.method} {request.url.path}")
        if answer is None:
            return problem(404, "NotFound")
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if isinstance(answer, httpx.Response | Exception):
            if isinstance(answer, Exception):
                raise answer
            return answer
        return (
            httpx.Response(200, content=answer)
            if isinstance(answer, bytes)
            else httpx.Response(200, json=answer)
        )

    def sent(self, number: int = -1) -> Any:
        """The JSON body of a request."""
        return json.loads(self.requests[number].content)

    def gateway(self) -> GatewayClient:
        """A gateway client that talks to this service."""
        return GatewayClient("http://gateway", TokenSource.fixed("token"), ExchangeWith(self))

    def keeper(self) -> KeeperClient:
        """A keeper client that talks to this service."""
        return KeeperClient("http://keeper", TokenSource.fixed("token"), ExchangeWith(self))

    def context(
        self, job_type: str, variables: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> JobContext:
        """The context of one job whose services are this one."""
        return JobContext(
            key=4711,
            process_instance_key=99,
            type=job_type,
            body=BODY,
            variables=variables,
            headers=headers or {},
            gateway=self.gateway().for_job(4711),
            keeper=self.keeper().for_body(BODY),
            clock=FixedClock(),
        )


def problem(status: int, code: str, **headers: str) -> httpx.Response:
    """Problem details as the gateway renders them."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(
        status, json={"code": code, "status": status, "detail": "张三 13900000001"}, headers=named
    )


def job(job_type: str, variables: Mapping[str, Any] | None = None, **changed: Any) -> Job:
    """A job as pyzeebe gives it, with half a minute left."""
    values: dict[str, Any] = {
        "key": 4711,
        "type": job_type,
        "process_instance_key": 99,
        "bpmn_process_id": "p",
        "process_definition_version": 1,
        "process_definition_key": 1,
        "element_id": "Task_1",
        "element_instance_key": 100,
        "custom_headers": {},
        "worker": "w",
        "retries": 5,
        "deadline": round((NOW + timedelta(seconds=30)).timestamp() * 1000),
        "variables": {"case_no": CASE, "item": "food_license"} if variables is None else variables,
    }
    return Job(**{**values, **changed})


def slice_of(item: str, **changed: Any) -> dict[str, Any]:
    """A documented slice of ``item``."""
    values: dict[str, Any] = {
        "case_no": CASE,
        "item": item,
        "body": BODY,
        "region": "379901",
        "situation": {"licence": "new", "fire": "inspection"},
        "form": {},
        "materials": [],
        "by_commitment": False,
        "prior": {},
        "findings": [],
    }
    return {**values, **changed}
