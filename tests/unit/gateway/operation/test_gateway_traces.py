"""A case in the gateway's traces: one trace from its submission on, and nothing of its applicant in it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from chain.tracing import Place, case_place
from gateway.engine.errors import EngineUnavailable
from gateway.outbox import Dispatcher
from tests.recorded_spans import Told, about, links_of, parent_of, place_of, recording
from tests.unit.gateway.portal import Portal, application, sample_form
from tests.unit.gateway.worker_api.support import APPROVAL, Desk

NAME, PHONE, ADDRESS = "秘王密印", "13987654321", "密印路七十七号"


@pytest.fixture
def told() -> Iterator[Told]:
    """The gateway records its spans."""
    with recording() as it:
        yield it


class Taking:
    """Stands where the engine is called, to see the spans around a call; it takes everything, or nothing."""

    def __init__(self, *, away: bool = False) -> None:
        self._away = away

    async def publish_message(
        self, name: str, correlation_key: str, *, message_id: str, ttl: timedelta, variables: dict[str, Any]
    ) -> int:
        """Take a message."""
        if self._away:
            raise EngineUnavailable
        return 1

    async def complete_user_task(self, task_key: int, variables: dict[str, Any]) -> None:
        """Take a decision."""

    async def update_user_task(self, task_key: int, due_at: datetime) -> None:
        """Take a due date."""


async def test_a_submission_is_the_first_span_of_its_case_and_its_delivery_follows(
    portal: Portal, told: Told
) -> None:
    case_no = await portal.submit()
    await Dispatcher(portal.context.database, Taking()).drain()
    first, delivery = told.named("POST /cases"), told.named("outbox deliver")
    assert place_of(first) == case_place(case_no)
    assert about(first) == {
        "method": "POST",
        "route": "/cases",
        "status": 202,
        "role": "applicant",
        "case_no": case_no,
    }
    assert parent_of(delivery) == place_of(first)
    assert about(delivery) == {
        "case_no": case_no,
        "kind": "start_case",
        "attempt": 1,
        "result": "delivered",
    }


async def test_a_delivery_that_must_wait_tells_why(portal: Portal, told: Told) -> None:
    await portal.submit()
    await Dispatcher(portal.context.database, Taking(away=True)).drain()
    delivery = told.named("outbox deliver")
    assert (about(delivery)["result"], about(delivery)["code"]) == ("tryagain", "EngineUnavailable")
    assert delivery.status.status_code.name == "ERROR"


async def test_the_portal_is_linked_to_and_a_worker_is_followed(
    portal: Portal, desk: Desk, told: Told
) -> None:
    caller = Place(case_place(desk.case_no).trace_id, 0xB7AD6B7169203331)
    header = {"traceparent": caller.traceparent(sampled=True)}
    await portal.client.get(f"/cases/{desk.case_no}", headers=portal.applicant | header)
    worker = desk.worker(APPROVAL) | header
    await portal.client.get(f"/worker/cases/{desk.case_no}/items/business_license/slice", headers=worker)
    outside, inside = (
        told.named("GET /cases/{case_no}"),
        told.named("GET /worker/cases/{case_no}/items/{item}/slice"),
    )
    assert (parent_of(outside), links_of(outside)) == (case_place(desk.case_no), [caller])
    assert (parent_of(inside), links_of(inside)) == (caller, [])


async def test_a_decision_at_a_desk_belongs_to_the_trace_of_its_case(
    portal: Portal, desk: Desk, told: Told
) -> None:
    await desk.claimed()
    task = await desk.open_task("business_license", [APPROVAL])
    decided = await desk.decide(APPROVAL, task, {"outcome": "granted", "opinion": NAME})
    assert decided.status_code == 202
    span = told.named("POST /tasks/{task_key}/decision")
    assert place_of(span).trace_id == case_place(desk.case_no).trace_id
    assert about(span)["role"] == "officer"
    assert NAME not in told.text()


@pytest.mark.parametrize(
    ("path", "code", "status"),
    [
        (f"/cases/{NAME}", "CaseNotFound", 404),
        ("/nowhere", "NoSuchAddress", 404),
        ("/tasks", "NotPermitted", 403),
    ],
)
async def test_a_refusal_is_told_by_its_code(
    portal: Portal, told: Told, path: str, code: str, status: int
) -> None:
    answer = await portal.client.get(path, headers=portal.applicant)
    [span] = told.all()
    assert (answer.status_code, answer.json()["code"]) == (status, about(span)["code"])
    assert about(span)["status"] == status
    assert about(span)["code"] == code


async def test_no_mark_of_a_person_is_in_the_spans_of_a_case(portal: Portal, told: Told) -> None:
    form = sample_form() | {"applicant_name": NAME, "phone": PHONE, "address": ADDRESS}
    await portal.client.post(
        f"/cases?phone={PHONE}", json=application(form=form), headers=portal.applicant | portal.fresh_key()
    )
    case_no = await portal.submit()
    await portal.upload(name=f"{NAME}.pdf")
    await portal.client.post(
        f"/cases/{case_no}/withdrawal", json={"reason": ADDRESS}, headers=portal.applicant
    )
    await portal.client.get(f"/cases/{PHONE}", headers=portal.applicant)
    assert {span.name for span in told.all()} >= {"POST /files", "POST /cases/{case_no}/withdrawal"}
    raw = told.text().encode().decode("unicode_escape", "ignore")
    for mark in (NAME, PHONE, ADDRESS, "applicant-1"):
        assert mark not in raw
        assert mark not in told.text()


async def test_what_machines_ask_every_few_seconds_leaves_no_span(portal: Portal, told: Told) -> None:
    for path in ("/health", "/metrics"):
        await portal.client.get(path)
    assert told.all() == []
