"""A worker in the traces: its job stands in the trace of the case, its calls and the keeper's work under the job."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from prometheus_client import REGISTRY
from pyzeebe.errors import BusinessError

from chain.tracing import case_place, read_traceparent
from tests.recorded_spans import Told, about, parent_of, place_of, recording
from tests.unit.workers.service import BODY, CASE, DocumentedService, FixedClock, job, problem
from tests.unit.workers.test_keeper import ORDER, client, folder
from tests.unit.workers.test_workers_runner import RecordedAnswers, route
from workers.errors import GatewayUnavailable
from workers.runtime import JobContext, JobResult
from workers.runtime.metrics import Metrics
from workers.runtime.runner import Runner

__all__ = ["folder"]

TYPE = f"review.precheck.{BODY}"
PERSON = "张三 379901198503120017"
SLICE = f"/worker/cases/{CASE}/items/food_license/slice"


class Precheck(JobResult):
    complete: bool
    officer: bool = False


async def asking(job: JobContext) -> Precheck:
    await job.gateway.slice(job.case_no, job.item)
    return Precheck(complete=True)


async def refusing(job: JobContext) -> Precheck:
    raise BusinessError("NotHere", PERSON)


async def breaking(job: JobContext) -> Precheck:
    raise KeyError(PERSON)


async def waiting(job: JobContext) -> Precheck:
    raise GatewayUnavailable(PERSON)


@pytest.fixture
def told() -> Iterator[Told]:
    """This process records its spans."""
    with recording() as it:
        yield it


def runner(service: DocumentedService) -> Runner:
    return Runner(BODY, RecordedAnswers(), service.gateway(), service.keeper(), FixedClock(), Metrics())


async def test_a_call_to_the_gateway_carries_its_span_and_stands_under_the_job(told: Told) -> None:
    service = DocumentedService({f"GET {SLICE}": problem(404, "NotFound")})
    await runner(service).run(job(TYPE), route(asking, Precheck))
    outer, call = told.named("job review.precheck"), told.named("call gateway")
    assert parent_of(outer) == case_place(CASE)
    assert about(outer) == {
        "case_no": CASE,
        "item": "food_license",
        "body": BODY,
        "job_type": "review.precheck",
        "job_key": 4711,
        "process_instance_key": 99,
        "retries": 5,
        "result": "permanent",
        "code": "NotFound",
    }
    assert parent_of(call) == place_of(outer)
    assert about(call) == {"service": "gateway", "method": "GET", "status": 404, "code": "NotFound"}
    assert read_traceparent(service.requests[0].headers["traceparent"]) == place_of(call)


async def test_a_call_carries_no_header_while_nothing_is_recorded() -> None:
    service = DocumentedService({f"GET {SLICE}": problem(404, "NotFound")})
    await runner(service).run(job(TYPE), route(asking, Precheck))
    assert "traceparent" not in service.requests[0].headers


@pytest.mark.parametrize(
    ("handler", "result", "code"),
    [
        (refusing, "thrown", "NotHere"),
        (breaking, "permanent", "Unexpected:KeyError"),
        (waiting, "wait", "GatewayUnavailable"),
    ],
)
async def test_a_job_that_fails_tells_its_code_and_no_text(
    told: Told, handler: "object", result: str, code: str
) -> None:
    await runner(DocumentedService({})).run(job(TYPE), route(handler, Precheck))  # type: ignore[arg-type]
    span = told.named("job review.precheck")
    assert (about(span)["result"], about(span)["code"]) == (result, code)
    assert "379901198503120017" not in told.text()


async def test_a_job_whose_variables_are_no_case_tells_none_of_them(told: Told) -> None:
    odd = job(TYPE, {"case_no": "379901198503120017", "item": PERSON})
    await runner(DocumentedService({})).run(odd, route(waiting, Precheck))
    assert "379901198503120017" not in told.text()
    assert parent_of(told.named("job review.precheck")) is None


async def test_the_keeper_signs_under_the_call_of_the_worker(folder: Path, told: Told) -> None:
    caller = replace(case_place(CASE), span_id=0xB7AD6B7169203331)
    header = {"traceparent": caller.traceparent(sampled=True)}
    async with client(folder, BODY) as keeper:
        answer = await keeper.post(f"/v1/seals/{BODY}/sign", json=ORDER | {"case_no": CASE}, headers=header)
    assert answer.status_code == 200
    served, signed = told.named("POST /v1/seals/{body}/sign"), told.named("keeper sign")
    assert parent_of(served) == caller
    assert parent_of(signed) == place_of(served)
    assert about(signed) == {
        "body": BODY,
        "kind": "certificate",
        "item": "food_license",
        "case_no": CASE,
    }


async def test_a_stranger_at_the_keeper_chooses_no_trace(folder: Path, told: Told) -> None:
    header = {"traceparent": case_place(CASE).traceparent(sampled=True)}
    async with client(folder, None) as keeper:
        await keeper.post(f"/v1/seals/{BODY}/sign", json=ORDER | {"case_no": CASE}, headers=header)
    span = told.named("POST /v1/seals/{body}/sign")
    assert parent_of(span) is None
    assert about(span)["code"] == "NotAuthenticated"


def number(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def test_the_keeper_counts_signatures_and_refusals(folder: Path) -> None:
    signed, refused = "yilian_keeper_signatures_total", "yilian_keeper_refusals_total"
    ours = {"body": BODY, "kind": "certificate"}
    before = number(signed, **ours), number(refused, code="SealNotYours")
    async with client(folder, BODY) as keeper:
        await keeper.post(f"/v1/seals/{BODY}/sign", json=ORDER)
        await keeper.post("/v1/seals/fire_379901/sign", json=ORDER)
        shown: httpx.Response = await keeper.get("/metrics")
    assert (number(signed, **ours), number(refused, code="SealNotYours")) == (before[0] + 1, before[1] + 1)
    assert "yilian_keeper_seals 6.0" in shown.text
    assert 'yilian_build_info{process="keeper"' in shown.text
