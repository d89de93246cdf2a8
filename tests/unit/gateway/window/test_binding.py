"""A window case becomes that of its applicant's account: by the code of the receipt once, or at the counter."""

import asyncio
from collections import Counter

import httpx
import orjson
import pytest
from sqlalchemy import select

from gateway.cases.binding import MOST_FAILURES
from gateway.store.models import Case, Idempotency
from tests.unit.gateway.window.support import Json, Window


async def bind(window: Window, receipt: Json, code: str | None = None, sub: str = "me") -> httpx.Response:
    request = {"case_no": receipt["case_no"], "code": code or receipt["binding_code"]}
    return await window.send("/cases/binding", request, window.portal.who(sub, "applicant"))


async def own(window: Window, sub: str = "me") -> list[str]:
    cases = (await window.seen("/cases", window.portal.who(sub, "applicant")))["cases"]
    return [case["case_no"] for case in cases]


async def test_with_the_code_the_case_becomes_the_applicants_own(window: Window) -> None:
    receipt = await window.take_in()
    assert await own(window) == []
    assert (await bind(window, receipt)).json() == {"case_no": receipt["case_no"]}
    assert await own(window) == [receipt["case_no"]]
    entries = (await window.seen(f"/cases/{receipt['case_no']}/timeline"))["timeline"]
    assert "凭绑定码将办件关联到本人账号" in [entry["what"] for entry in entries]


@pytest.mark.parametrize("written", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code} "])
async def test_a_code_is_read_however_it_is_written(window: Window, written: object) -> None:
    receipt = await window.take_in()
    assert callable(written)
    assert (await bind(window, receipt, written(receipt["binding_code"]))).status_code == 200


async def test_a_code_works_once_and_repeating_it_changes_nothing(window: Window) -> None:
    receipt = await window.take_in()
    assert [(await bind(window, receipt)).status_code for _ in range(2)] == [200, 200]
    stranger = await bind(window, receipt, sub="another")
    assert (stranger.status_code, stranger.json()["code"]) == (404, "BindingRefused")
    assert await own(window, "another") == []


async def test_a_case_that_is_not_there_answers_as_a_wrong_code_does(window: Window) -> None:
    receipt = await window.take_in()
    wrong = await bind(window, receipt, "00000-00000")
    nowhere = await bind(window, {"case_no": "YL379901-20260302-0000000000", "binding_code": "00000-00000"})
    assert wrong.json() == nowhere.json()


async def test_after_too_many_wrong_codes_only_the_counter_binds_the_case(window: Window) -> None:
    receipt = await window.take_in()
    answers = [await bind(window, receipt, "00000-00000") for _ in range(MOST_FAILURES)]
    assert [answer.status_code for answer in answers] == [404] * (MOST_FAILURES - 1) + [409]
    assert (await bind(window, receipt)).json()["code"] == "BindingClosed"
    at_counter = await window.send(f"/window/cases/{receipt['case_no']}/applicant", {"account": "me"})
    assert at_counter.status_code == 202, at_counter.text
    assert await own(window) == [receipt["case_no"]]


async def test_a_case_that_has_its_applicant_gets_no_other(window: Window) -> None:
    receipt = await window.take_in(applicant={"account": "me"})
    answer = await window.send(f"/window/cases/{receipt['case_no']}/applicant", {"account": "another"})
    assert (answer.status_code, answer.json()["code"]) == (409, "AlreadyBound")
    assert await own(window) == [receipt["case_no"]]


async def test_of_several_who_know_the_code_one_gets_the_case(window: Window) -> None:
    receipt = await window.take_in()
    answers = await asyncio.gather(*(bind(window, receipt, sub=f"me-{n}") for n in range(5)))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 404: 4}


async def test_a_repeated_submission_gets_the_same_receipt_and_the_store_keeps_no_code(
    window: Window,
) -> None:
    application = await window.application()
    headers = window.clerk() | {"Idempotency-Key": "the same one"}
    first, second = [
        (await window.portal.client.post("/window/cases", json=application, headers=headers)).json()
        for _ in range(2)
    ]
    assert first == second
    assert first["binding_code"]
    async with window.portal.context.database.read() as session:
        remembered = orjson.dumps(list(await session.scalars(select(Idempotency.response)))).decode()
        case = await session.get_one(Case, first["case_no"])
    assert first["case_no"] in remembered
    assert first["binding_code"] not in remembered + str(case.binding)


async def test_two_cases_have_two_codes(window: Window) -> None:
    first, second = await window.take_in(), await window.take_in()
    assert (await bind(window, second, first["binding_code"])).status_code == 404
