"""One case is answered on 1 April 2026 and rated; each of its ratings goes another way. Dates counted by hand.

Worked: 1–3 April, 7–10 April, then Monday to Friday. Free: 4–6 April (清明). The five working days after 1 April are
2, 3, 7, 8 and 9 April.
"""

from functools import partial
from typing import Any

import pytest

from scripts.tools.demo.client import GatewayClient, GatewayRefused, Json
from tests.e2e.people import NEW_INSPECTION
from tests.e2e.procedure.autumn import APPROVAL, FIRE, Autumn, day

pytestmark = pytest.mark.e2e


def test_each_rating_of_an_answered_case_is_followed_to_its_end(spring: Autumn) -> None:
    case_no = spring.citizen.submit(NEW_INSPECTION)
    spring.people.grant(APPROVAL, case_no, "business_license")
    assert spring.people.finish(spring.citizen, case_no)["state"] == "completed"
    _one_answer_tells_everything(spring, case_no)

    chain = _rate(spring, case_no, "chain", "dissatisfied")
    forgotten = _rate(spring, case_no, "food_license", "very_dissatisfied")
    mistaken = _rate(spring, case_no, "fire_inspection", "dissatisfied")
    good = _rate(spring, case_no, "signboard", "satisfied")
    _rate(spring, case_no, "business_license", "very_satisfied")
    assert day(good["supplement_until"]) == "2026-04-09"
    assert {each["state"] for each in (chain, forgotten, mistaken)} == {"verifying"}

    # An appeal upheld: the rating is shown, and counts no more.
    fire, supervisor = _desk(spring, FIRE), _supervisor(spring)
    _do(fire, mistaken, "appeal", grounds="mistaken", note="评价人误点")
    word = _do(supervisor, mistaken, "review", upheld=True, note="电话核实为误评")
    assert (word["state"], word["counted"]) == ("rejected", False)

    found = _do(_desk(spring, APPROVAL), chain, "verification", result="well_founded", note="回访属实")
    assert day(found["due_at"]) == "2026-04-07"

    # Verifying the forgotten one was due on 2 April: the engine's watch raises the alarm.
    spring.it_is("2026-04-03 09:00")
    head = spring.people.client("head", "head", APPROVAL)
    for reader in (head, _supervisor(spring)):
        late = spring.wait_for("the alarm", partial(_ratings, reader, overdue="true"))
        assert [each["rating_id"] for each in late] == [forgotten["rating_id"]]
    _do(head, forgotten, "seen")

    # The chain's rating is mended and answered; its applicant is told.
    desk = _desk(spring, APPROVAL)
    assert _do(desk, chain, "mending", note="增开窗口")["state"] == "answering"
    assert _do(desk, chain, "answer", text="已增开窗口，谢谢指正", satisfied=True)["state"] == "answered"
    assert "rating" in [each["kind"] for each in _messages(spring)]

    # The fifth working day, and the day after it.
    spring.it_is("2026-04-09 20:00")
    altered = _supplement(spring, case_no, "signboard", "fair")
    assert (altered["grade"], altered["state"]) == ("fair", "given")
    spring.it_is("2026-04-10 08:00")
    with pytest.raises(GatewayRefused) as refused:
        _supplement(spring, case_no, "business_license", "fair")
    assert refused.value.problem["code"] == "SupplementTimeOver"
    with pytest.raises(GatewayRefused) as refused:
        _rate(spring, case_no, "industry_permit", "satisfied")
    assert refused.value.problem["code"] in ("RatingTimeOver", "AlreadyRated")
    spring.wait_for("nobody rated", lambda: _own(spring, case_no)["industry_permit"]["state"] == "unrated")

    # 3, 7, 8, 9 and 10 April went by after the alarm: the forgotten one is let lapse, in sight of everybody.
    assert _own(spring, case_no)["food_license"]["state"] == "verifying"
    spring.it_is("2026-04-11 08:00")
    spring.wait_for("let lapse", lambda: _own(spring, case_no)["food_license"]["state"] == "lapsed")
    lapsed = _ratings(_supervisor(spring), state="lapsed")
    assert [step["step"] for step in lapsed[0]["steps"]] == ["give", "overdue", "seen", "lapse"]
    ended = {key: each["state"] for key, each in _own(spring, case_no).items()}
    assert ended == {
        "chain": "answered",
        "business_license": "given",
        "food_license": "lapsed",
        "fire_inspection": "rejected",
        "signboard": "given",
        "industry_permit": "unrated",
    }


def _one_answer_tells_everything(spring: Autumn, case_no: str) -> None:
    answers = [each for each in _messages(spring) if each["kind"] == "answer"]
    assert len(answers) == 1
    opened = spring.citizen.client.get(f"/messages/{answers[0]['id']}")
    certificates = [item["certificate"] for item in spring.citizen.case(case_no)["items"]]
    assert len(certificates) == 5
    for item in spring.citizen.case(case_no)["items"]:
        assert item["name"] in opened["text"]
    document = spring.wait_for("sealed", lambda: _sealed(spring, opened["link"]))
    assert document["kind_name"] == "办理结果统一反馈单"


def _sealed(spring: Autumn, link: str) -> Json | None:
    document = spring.citizen.client.get(link)
    return document if document["state"] == "sealed" else None


def _messages(spring: Autumn) -> list[Json]:
    found: list[Json] = spring.citizen.client.get("/messages", limit="100")["messages"]
    return found


def _rate(spring: Autumn, case_no: str, item: str, grade: str) -> Json:
    said = {"item": item, "grade": grade, "comment": "评价"}
    return spring.citizen.client.post(f"/cases/{case_no}/ratings", said)


def _supplement(spring: Autumn, case_no: str, item: str, grade: str) -> Json:
    path = f"/cases/{case_no}/ratings/{item}/supplement"
    return spring.citizen.client.post(path, {"grade": grade})


def _own(spring: Autumn, case_no: str) -> dict[str, Json]:
    found = spring.citizen.client.get(f"/cases/{case_no}/ratings")["ratings"]
    return {str(each["item"]): each for each in found}


def _ratings(reader: GatewayClient, **wanted: str) -> list[Json]:
    found: list[Json] = reader.get("/ratings", **wanted)["ratings"]
    return found


def _do(client: GatewayClient, rating: Json, what: str, **said: Any) -> Json:
    return client.post(f"/ratings/{rating['rating_id']}/{what}", said)


def _desk(spring: Autumn, body: str) -> GatewayClient:
    return spring.people.client(f"officer-{body}", "officer", body)


def _supervisor(spring: Autumn) -> GatewayClient:
    return spring.people.client("supervisor", "supervisor")
