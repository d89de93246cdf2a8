"""The numbers that an operator watches, as they stand in the store."""

from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.exc import OperationalError

from gateway.operation import store_numbers
from tests.unit.gateway.documents.support import drafted
from tests.unit.gateway.portal import Portal, application
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, Desk

Numbers = dict[str, float]


async def numbers(portal: Portal) -> Numbers:
    """All numbers by name and labels."""
    answer = await portal.client.get("/metrics")
    return {
        f"{sample.name}{sorted(sample.labels.values())}": sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def test_cases_tasks_and_the_audit_log_are_counted(portal: Portal, desk: Desk) -> None:
    await desk.claimed()
    await desk.open_task("business_license", [APPROVAL])
    late = portal.clock.now() - timedelta(days=1)
    await desk.open_task(None, [APPROVAL, FIRE], due_at=late)
    found = await numbers(portal)
    assert found["yilian_cases['received']"] == 1
    assert found["yilian_cases['completed']"] == 0
    assert (found[f"yilian_tasks_open['{APPROVAL}']"], found[f"yilian_tasks_overdue['{APPROVAL}']"]) == (2, 1)
    assert (found[f"yilian_tasks_open['{FIRE}']"], found[f"yilian_tasks_overdue['{FIRE}']"]) == (1, 1)
    assert found["yilian_incidents_open[]"] == 0
    assert found["yilian_audit_lines[]"] == len(await portal.audited())
    assert found["yilian_outbox_open[]"] == 2, "the start of the case, and its receipt"


async def test_documents_that_wait_for_their_seal_are_counted(portal: Portal, desk: Desk) -> None:
    before = (await numbers(portal))["yilian_documents_unsealed[]"]
    await drafted(desk)
    del store_numbers._counted_at[portal.context.database]
    assert (await numbers(portal))["yilian_documents_unsealed[]"] == before + 1


async def test_many_rows_are_counted_once_a_minute_however_often_somebody_asks(portal: Portal) -> None:
    before = await numbers(portal)
    await portal.submit()
    after = await numbers(portal)
    assert after["yilian_cases['received']"] == before["yilian_cases['received']"] == 0
    assert after["yilian_outbox_open[]"] == 2
    del store_numbers._counted_at[portal.context.database]
    assert (await numbers(portal))["yilian_cases['received']"] == 1


async def test_a_repeated_submission_counts_once(portal: Portal) -> None:
    name = "yilian_submissions_total['restaurant']"
    before = (await numbers(portal)).get(name, 0)
    headers = portal.applicant | portal.fresh_key()
    for _ in range(2):
        assert (await portal.client.post("/cases", json=application(), headers=headers)).status_code == 202
    assert (await portal.client.post("/cases", json={}, headers=headers)).status_code == 422
    assert (await numbers(portal))[name] == before + 1


async def test_an_engine_that_takes_nothing_shows_in_its_numbers(portal: Portal) -> None:
    name = "yilian_engine_commands_total['EngineUnavailable', 'publish_message']"
    before = (await numbers(portal)).get(name, 0)
    await portal.submit()
    await portal.context.dispatcher.drain()
    after = await numbers(portal)
    assert after[name] == before + 1
    assert after["yilian_engine_rejections_total['UNAVAILABLE']"] >= 1


async def test_a_store_that_is_away_is_one_of_the_numbers(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await numbers(portal))["yilian_store_reachable[]"] == 1

    def away() -> None:
        raise OperationalError("SELECT", {}, ConnectionError())

    monkeypatch.setattr(portal.context.database, "count", away)
    found = await numbers(portal)
    assert found["yilian_store_reachable[]"] == 0
    assert found["process_cpu_seconds_total[]"] > 0
