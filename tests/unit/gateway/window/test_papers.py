"""Papers that must be seen: taken at the counter, handed over to a body, given back; always somebody has them."""

from datetime import timedelta

import httpx
import pytest

from tests.unit.gateway.portal import Portal
from tests.unit.gateway.window.support import BODY, CONTRACT, Json, Window

TALENT = "talent_379901"
PLACE = "一楼综合窗口"


async def take(window: Window, case_no: str, **changes: object) -> httpx.Response:
    request = {"material": CONTRACT, "copies": 1, "place": PLACE, **changes}
    return await window.send(f"/window/cases/{case_no}/papers", request)


async def move(window: Window, paper: Json, state: str, body: str | None = None) -> httpx.Response:
    request = {"state": state, "place": "三楼档案室", "body": body}
    return await window.send(f"/window/papers/{paper['paper_id']}/moves", request)


async def test_what_must_be_seen_is_told_until_the_paper_comes(window: Window) -> None:
    case_no = (await window.take_in())["case_no"]
    unseen = [{"material": CONTRACT, "name": "劳动合同或者就业协议", "form": "复印件"}]
    case = await window.seen(f"/cases/{case_no}")
    assert [{**each, "name": unseen[0]["name"]} for each in case["papers_to_see"]] == unseen
    assert (await take(window, case_no)).status_code == 201
    assert (await window.seen(f"/cases/{case_no}"))["papers_to_see"] == []


async def test_nothing_on_paper_is_asked_of_who_handed_in_online(window: Window, portal: Portal) -> None:
    sent = await window.send("/cases", await window.application(portal.applicant), portal.applicant)
    case = await window.seen(f"/cases/{sent.json()['case_no']}", portal.applicant)
    assert case["papers_to_see"] == []


async def test_a_papers_way_is_kept_and_the_applicant_follows_it(window: Window, portal: Portal) -> None:
    case_no = (await window.take_in(applicant={"account": "applicant-1"}))["case_no"]
    paper = (await take(window, case_no, copies=2)).json()
    portal.clock.move(timedelta(hours=1))
    assert (await move(window, paper, "handed_over", TALENT)).status_code == 201
    portal.clock.move(timedelta(hours=1))
    assert (await move(window, paper, "returned")).status_code == 201
    (shown,) = (await window.seen(f"/cases/{case_no}/papers", portal.applicant))["papers"]
    assert [(step["state_name"], step["body_name"]) for step in shown["moves"]] == [
        ("窗口已收取", portal.context.catalogue.body(BODY).name),
        ("已移交", portal.context.catalogue.body(TALENT).name),
        ("已退还申请人", None),
    ]
    assert (shown["copies"], shown["state"], shown["body"]) == (2, "returned", None)
    assert shown["returned_at"] == shown["moves"][-1]["at"] == "2026-03-02T11:00:00+08:00"
    assert "clerk-1" not in str(shown)


async def test_a_paper_that_is_back_is_moved_no_more(window: Window) -> None:
    paper = (await take(window, (await window.take_in())["case_no"])).json()
    await move(window, paper, "returned")
    again = await move(window, paper, "handed_over", BODY)
    assert (again.status_code, again.json()["code"]) == (409, "PaperIsBack")


REFUSED: list[tuple[Json, str]] = [
    ({"material": "floor_plan"}, "material"),
    ({"copies": 0}, "copies"),
    ({"place": "  "}, "place"),
]


@pytest.mark.parametrize(("changes", "field"), REFUSED, ids=lambda value: str(value))
async def test_what_is_no_paper_of_the_case_is_not_taken(window: Window, changes: Json, field: str) -> None:
    answer = await take(window, (await window.take_in())["case_no"], **changes)
    assert answer.status_code == 422
    assert [problem["field"] for problem in answer.json()["problems"]] == [field]


@pytest.mark.parametrize(
    ("state", "body"), [("handed_over", None), ("handed_over", "fire_379901"), ("returned", TALENT)]
)
async def test_a_paper_goes_to_a_body_of_its_case_or_to_the_applicant(
    window: Window, state: str, body: str | None
) -> None:
    paper = (await take(window, (await window.take_in())["case_no"])).json()
    answer = await move(window, paper, state, body)
    assert [problem["field"] for problem in answer.json()["problems"]] == ["body"]


async def test_a_paper_of_another_bodys_case_is_not_there(window: Window) -> None:
    paper = (await take(window, (await window.take_in())["case_no"])).json()
    request = {"state": "returned", "place": PLACE}
    path = f"/window/papers/{paper['paper_id']}/moves"
    answer = await window.send(path, request, window.clerk(body="hrss_379902"))
    assert (answer.status_code, answer.json()["code"]) == (404, "PaperNotFound")


async def test_a_repeated_taking_takes_one_paper(window: Window) -> None:
    case_no = (await window.take_in())["case_no"]
    request = {"material": CONTRACT, "copies": 1, "place": PLACE}
    headers = window.clerk() | {"Idempotency-Key": "the same one"}
    for _ in range(2):
        await window.portal.client.post(f"/window/cases/{case_no}/papers", json=request, headers=headers)
    assert len((await window.seen(f"/cases/{case_no}/papers"))["papers"]) == 1
