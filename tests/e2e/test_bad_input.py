"""Bad input over HTTP: each gets a 4xx problem in Chinese; nothing is lost and nothing happens twice."""

import uuid
from collections.abc import Callable
from functools import partial

import httpx
import pytest

from scripts.tools.demo.client import GatewayRefused, Json
from tests.e2e.people import NEW_COMMITMENT, NEW_INSPECTION, REGION, People

pytestmark = pytest.mark.e2e

APPROVAL = "approval_379901"


def refused(status: int, call: Callable[[], object]) -> Json:
    """The problem that ``call`` is answered with."""
    with pytest.raises(GatewayRefused) as caught:
        call()
    assert caught.value.status == status, caught.value.problem
    problem = caught.value.problem
    assert any("一" <= char <= "鿿" for char in problem["detail"])
    return problem


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("operator_id_number", "379901199001010010"),
        ("operator_mobile", "12345"),
        ("business_name", ""),
        ("premises_area", "很大"),
    ],
)
def test_a_wrong_field_is_named(people: People, field: str, value: str) -> None:
    citizen = people.citizen
    form = citizen.form(NEW_INSPECTION) | {field: value}
    body = citizen.application(NEW_INSPECTION, form=form, materials=[])
    problem = refused(422, lambda: citizen.client.post("/cases", body))
    assert [p["field"] for p in problem["problems"]] == [field]
    assert all(value not in str(p) for p in problem["problems"] if value)


def test_a_missing_field_is_named(people: People) -> None:
    citizen = people.citizen
    form = citizen.form(NEW_INSPECTION)
    del form["business_name"]
    body = citizen.application(NEW_INSPECTION, form=form, materials=[])
    problem = refused(422, lambda: citizen.client.post("/cases", body))
    assert [p["field"] for p in problem["problems"]] == ["business_name"]


def test_a_credit_code_with_a_wrong_check_character_is_named(people: People) -> None:
    citizen = people.citizen
    situation = {"licence": "existing", "fire": "inspection"}
    form = citizen.form(situation)
    form["uscc"] = form["uscc"][:-1] + ("1" if form["uscc"][-1] != "1" else "2")
    body = citizen.application(situation, form=form, materials=[])
    problem = refused(422, lambda: citizen.client.post("/cases", body))
    assert [p["field"] for p in problem["problems"]] == ["uscc"]


def test_an_unknown_theme_and_region_are_refused(people: People) -> None:
    citizen = people.citizen
    for change in ({"theme": "no_such_theme"}, {"region": "000000"}):
        body = citizen.application(NEW_INSPECTION, materials=[]) | change
        with pytest.raises(GatewayRefused) as caught:
            citizen.client.post("/cases", body)
        assert caught.value.status in (404, 422)


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("program.pdf", b"MZ" + b"\0" * 200, 415),
        ("page.png", b"<html><script>alert(1)</script></html>", 415),
        ("empty.pdf", b"", 422),
        ("large.pdf", b"%PDF-1.4\n" + b"\0" * (10 * 1024 * 1024 + 1), 413),
    ],
)
def test_a_file_of_the_wrong_type_or_size_is_refused(
    people: People, name: str, content: bytes, status: int
) -> None:
    client = people.citizen.client
    with pytest.raises(GatewayRefused) as caught:
        client.upload("/files", "file", [(name, content, "application/pdf")])
    assert caught.value.status in (status, 415)


def test_a_case_of_somebody_else_is_not_there(people: People) -> None:
    case_no = people.citizen.submit(NEW_INSPECTION)
    stranger = people.another_citizen()
    for part in ("", "/timeline", "/notices"):
        refused(404, partial(stranger.client.get, f"/cases/{case_no}{part}"))
    refused(404, lambda: stranger.client.post(f"/cases/{case_no}/withdrawal", {"reason": "不是我的"}))


def test_a_repeated_submission_is_one_case_and_another_under_the_same_key_is_refused(people: People) -> None:
    citizen, key = people.citizen, str(uuid.uuid4())
    body = citizen.application(NEW_COMMITMENT)
    first = citizen.client.post("/cases", body, key)
    assert citizen.client.post("/cases", body, key)["case_no"] == first["case_no"]
    other = body | {"situation": NEW_INSPECTION}
    with pytest.raises(GatewayRefused) as caught:
        citizen.client.post("/cases", other, key)
    assert caught.value.status in (409, 422)
    assert len(citizen.client.get("/cases")["cases"]) == 1


def test_an_officer_of_another_city_and_an_applicant_cannot_decide(people: People) -> None:
    case_no = people.citizen.submit(NEW_INSPECTION)
    task = people.wait_for_task(APPROVAL, case_no, "business_license")
    decision = {"outcome": "granted", "opinion": "同意"}
    path = f"/tasks/{task['task_key']}/decision"
    elsewhere = people.client("officer-elsewhere", "officer", "approval_379902")
    refused(404, lambda: elsewhere.post(path, decision))
    refused(403, lambda: people.citizen.client.post(path, decision))


def test_a_decision_counts_once_and_a_second_one_is_refused(people: People) -> None:
    case_no = people.citizen.submit(NEW_INSPECTION)
    task = people.wait_for_task(APPROVAL, case_no, "business_license")
    path, key = f"/tasks/{task['task_key']}/decision", str(uuid.uuid4())
    decision = {"outcome": "granted", "opinion": "同意"}
    first = people.desk(APPROVAL).post(path, decision, key)
    assert people.desk(APPROVAL).post(path, decision, key) == first
    refused(409, lambda: people.desk(APPROVAL).post(path, {"outcome": "refused", "opinion": "不同意"}))
    refused(404, lambda: people.desk(APPROVAL).post("/tasks/1/decision", decision))


def test_an_answer_to_no_notice_and_a_second_answer_are_refused(people: People) -> None:
    citizen = people.citizen
    case_no = citizen.submit(NEW_COMMITMENT, materials=[])
    path = f"/cases/{case_no}/supplements"
    owed = citizen.wait_for_notice(case_no)
    papers = citizen.materials(NEW_COMMITMENT)
    asked = {gap["target"] for gap in owed["gaps"]}
    body = {
        "notice_no": owed["notice_no"],
        "form": {},
        "materials": [p for p in papers if p["material"] in asked],
    }
    refused(404, lambda: citizen.client.post(path, body | {"notice_no": "BZ-999"}))
    citizen.client.post(path, body)
    refused(409, lambda: citizen.client.post(path, body))


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer x.y.z", "Basic YTpi"])
def test_a_call_without_valid_credentials_is_refused(people: People, header: str | None) -> None:
    headers = {"Authorization": header} if header else {}
    answer = httpx.get(f"{people.platform.gateway_url}/cases", headers=headers, trust_env=False)
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_a_diagram_with_a_doctype_is_refused_by_the_deploy_check(people: People) -> None:
    designer = people.client("designer", "designer")
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    problem = refused(
        422, lambda: designer.upload("/deployments", "resources", [("a.bpmn", bomb, "text/xml")])
    )
    assert "root:" not in str(problem)


def test_only_a_designer_may_deploy(people: People) -> None:
    refused(
        403,
        lambda: people.citizen.client.upload("/deployments", "resources", [("a.bpmn", b"<a/>", "text/xml")]),
    )


def test_the_public_region_of_a_theme_lists_its_materials(people: People) -> None:
    guide = people.citizen.client.get("/themes/restaurant", region=REGION)
    assert guide["items"]
