"""An application is stored once, checked field by field, and leaves one message for the engine."""

import asyncio
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import func, select

from forms.elements import load_dictionary
from gateway.store.models import Case, ItemCase
from tests.unit.gateway.portal import Portal, application, open_portal, sample_form
from tests.unit.gateway.statements import statements


async def test_a_sound_application_is_received_and_leaves_one_start_message(portal: Portal) -> None:
    case_no = await portal.submit()
    (row,) = await portal.outbox()
    assert (row.kind, row.case_no, row.dedupe_key) == ("start_case", case_no, case_no)
    assert row.payload["name"] == "restaurant.submitted"
    variables = row.payload["variables"]
    assert variables["lead_body"] == "approval_379901"
    assert set(variables["items"]) == {
        "business_license",
        "food_license",
        "fire_inspection",
        "signboard",
        "industry_permit",
    }


async def test_no_row_of_a_submission_is_written_twice(portal: Portal) -> None:
    files = [{"material": "food_facilities", "file_id": await portal.upload()}]
    headers = portal.applicant | portal.fresh_key()
    with statements(portal) as asked:
        answer = await portal.client.post("/cases", json=application(materials=files), headers=headers)
    assert answer.status_code == 202
    written = [each.split()[2] for each in asked if each.startswith("INSERT")]
    assert {"cases", "item_cases", "case_files", "outbox"} <= set(written)
    assert len(written) == len(set(written))
    assert not [each for each in asked if each.startswith("UPDATE")]


async def test_what_the_catalogue_leaves_open_for_an_item_stays_open_in_the_store(portal: Portal) -> None:
    await portal.submit()
    async with portal.context.database.read() as session:
        items = {item.item: item for item in await session.scalars(select(ItemCase))}
    assert (items["industry_permit"].form_key, items["industry_permit"].statutory_days) == (None, None)
    assert (items["signboard"].form_key, items["signboard"].statutory_days) == ("urban/signboard", 10)


async def test_no_personal_data_travels_to_the_engine(portal: Portal) -> None:
    await portal.submit()
    (row,) = await portal.outbox()
    told = orjson.dumps(row.payload).decode()
    elements = load_dictionary().elements
    form = sample_form()
    texts = [form[key] for key in form if elements[key].personal and isinstance(form[key], str)]
    assert form["operator_id_number"] in texts
    assert not [text for text in texts if text in told]


async def test_the_receipt_says_received_and_the_case_is_there_at_once(portal: Portal) -> None:
    answer = await portal.client.post(
        "/cases", json=application(), headers=portal.applicant | portal.fresh_key()
    )
    receipt = answer.json()
    assert (receipt["state"], receipt["state_name"]) == ("received", "已收件")
    assert receipt["received_at"].endswith("+08:00")
    case = (await portal.client.get(receipt["links"]["self"], headers=portal.applicant)).json()
    assert case["state"] == "received"
    assert case["process_instance_key"] is None
    assert [holder["body"] for holder in case["holders"]] == ["approval_379901"]
    assert {item["state"] for item in case["items"]} == {"pending"}
    assert case["owes"] == []


async def test_the_same_key_and_request_get_the_same_answer(portal: Portal) -> None:
    headers = portal.applicant | portal.fresh_key()
    first = await portal.client.post("/cases", json=application(), headers=headers)
    again = await portal.client.post("/cases", json=application(), headers=headers)
    assert first.json() == again.json()
    assert len(await portal.outbox()) == 1


async def test_racing_repetitions_store_one_case(portal: Portal) -> None:
    headers = portal.applicant | portal.fresh_key()
    answers = await asyncio.gather(
        *(portal.client.post("/cases", json=application(), headers=headers) for _ in range(6))
    )
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["case_no"] for answer in answers}) == 1
    assert len(await portal.outbox()) == 1


async def test_the_same_key_with_another_request_is_a_conflict(portal: Portal) -> None:
    headers = portal.applicant | portal.fresh_key()
    await portal.client.post("/cases", json=application(), headers=headers)
    other = application(region="379902")
    answer = await portal.client.post("/cases", json=other, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "IdempotencyKeyReused")
    assert len(await portal.outbox()) == 1


async def test_keys_of_different_applicants_do_not_meet(portal: Portal) -> None:
    key = portal.fresh_key()
    first = await portal.client.post("/cases", json=application(), headers=portal.applicant | key)
    other = portal.who("applicant-2", "applicant")
    second = await portal.client.post("/cases", json=application(), headers=other | key)
    assert first.json()["case_no"] != second.json()["case_no"]


@pytest.mark.parametrize("key", [None, "short", "x" * 129, "tab\tinside-key"])
async def test_without_a_sound_key_nothing_is_stored(portal: Portal, key: str | None) -> None:
    headers = portal.applicant | ({"Idempotency-Key": key} if key else {})
    answer = await portal.client.post("/cases", json=application(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "IdempotencyKeyMissing")
    assert await portal.outbox() == []


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"theme": "castle"}, 404, None),
        ({"region": "110000"}, 422, None),
        ({"situation": {"licence": "new"}}, 422, "situation.fire"),
        ({"situation": {"licence": "old", "fire": "inspection"}}, 422, "situation.licence"),
        ({"situation": {"licence": ["new"], "fire": "inspection"}}, 422, "situation.licence"),
        ({"form": []}, 422, "form"),
        ({"form": None}, 422, "form"),
        ({"materials": {}}, 422, "materials"),
        ({"materials": [{"material": "fire_plan"}]}, 422, "materials.0.file_id"),
        ({"materials": [{"material": "castle", "file_id": "F0"}]}, 422, "materials[0].material"),
        ({"materials": [{"material": "fire_plan", "file_id": "F0"}]}, 422, "materials[0].file_id"),
        ({"extra": 1}, 422, "extra"),
    ],
)
async def test_a_wrong_application_names_what_is_wrong(
    portal: Portal, changes: dict[str, Any], status: int, field: str | None
) -> None:
    answer = await portal.client.post(
        "/cases", json=application(**changes), headers=portal.applicant | portal.fresh_key()
    )
    assert answer.status_code == status, answer.text
    if field is not None:
        assert field in [problem["field"] for problem in answer.json()["problems"]]
    assert await portal.outbox() == []


async def test_every_wrong_field_is_named_and_no_value_is_repeated(portal: Portal) -> None:
    form = sample_form()
    for key in ("operator_id_number", "operator_mobile", "business_name"):
        assert key in form
    form["operator_id_number"] = "379901199001011111"
    form["operator_mobile"] = "12345"
    del form["business_name"]
    answer = await portal.client.post(
        "/cases", json=application(form=form), headers=portal.applicant | portal.fresh_key()
    )
    fields = {problem["field"] for problem in answer.json()["problems"]}
    assert fields == {"operator_id_number", "operator_mobile", "business_name"}
    assert "379901199001011111" not in answer.text
    assert "12345" not in answer.text


async def test_a_file_of_somebody_else_is_not_there(portal: Portal) -> None:
    file_id = await portal.upload(headers=portal.who("applicant-2", "applicant"))
    materials = [{"material": "fire_plan", "file_id": file_id}]
    answer = await portal.client.post(
        "/cases", json=application(materials=materials), headers=portal.applicant | portal.fresh_key()
    )
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["reason"] == "没有这个文件，请重新上传。"


async def test_one_file_may_serve_two_materials_but_not_one_twice(portal: Portal) -> None:
    file_id = await portal.upload()
    both = [{"material": name, "file_id": file_id} for name in ("fire_plan", "floor_plan")]
    await portal.submit(materials=both)
    answer = await portal.client.post(
        "/cases",
        json=application(materials=[both[0], both[0]]),
        headers=portal.applicant | portal.fresh_key(),
    )
    assert answer.json()["problems"][0]["field"] == "materials[1].file_id"


async def test_a_submission_is_audited(portal: Portal) -> None:
    await portal.submit()
    assert await portal.audited() == ["case.submit"]


async def test_who_submits_goes_ahead_of_programs_that_wait_to_write(tmp_path: Path) -> None:
    seen, hold, holding = list[int](), asyncio.Event(), asyncio.Event()
    async with open_portal(tmp_path) as portal:
        database = portal.context.database
        line: Any = database._group

        async def program(*, held: bool = False) -> None:
            """A writer that notes how many cases are on the disk when its turn comes."""
            async with database.write(), database.read() as session:
                seen.append(await session.scalar(select(func.count()).select_from(Case)) or 0)
                if held:
                    holding.set()
                    await hold.wait()

        tasks = [asyncio.create_task(program(held=True))]
        await holding.wait()
        tasks += [asyncio.create_task(program()) for _ in range(2)]
        headers = portal.applicant | portal.fresh_key()
        submitting = asyncio.create_task(portal.client.post("/cases", json=application(), headers=headers))
        while not line._waiting._ahead and not submitting.done():  # noqa: ASYNC110 - nothing tells of who waits
            await asyncio.sleep(0.005)
        hold.set()
        await asyncio.gather(*tasks)
        assert (await submitting).status_code == 202
    assert seen == [0, 1, 1]
