"""Prefill: the applicant's own earlier words, for the applicant alone, on record."""

from typing import Any

from gateway.store.models import AuditEntry
from tests.unit.gateway.portal import Portal, sample_form

URL = "/themes/restaurant/prefill?region=379901&licence=new&fire=inspection"


async def told(portal: Portal, headers: dict[str, str]) -> Any:
    answer = await portal.client.get(URL, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"
    return answer.json()


async def test_what_the_applicant_wrote_before_is_filled_in_and_the_reading_is_on_record(
    portal: Portal,
) -> None:
    await portal.submit()
    found = await told(portal, portal.applicant)
    asked_again = {"operator_name", "operator_id_number", "operator_mobile", "operator_address"}
    assert found["values"] == {key: sample_form()[key] for key in asked_again}
    assert set(found["sources"].values()) == {"本人以往办件填写的内容"}
    assert found["left_out"] == []
    assert (await portal.audited())[-1] == "prefill.read"
    async with portal.context.database.read() as session:
        entry = await session.get(AuditEntry, 2)
    assert entry is not None
    assert entry.detail == {"theme": "restaurant", "region": "379901", "fields": sorted(asked_again)}


async def test_nobody_is_told_what_another_wrote(portal: Portal) -> None:
    await portal.submit()
    assert (await told(portal, portal.who("stranger", "applicant")))["values"] == {}


async def test_answers_are_checked_as_for_the_form(portal: Portal) -> None:
    answer = await portal.client.get(
        "/themes/restaurant/prefill?region=379901&licence=new", headers=portal.applicant
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "FieldProblems")
