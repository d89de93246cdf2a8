"""What the end of one item does to the others, on the real engine: twelve cases side by side in one house."""

import pytest

from scripts.tools.demo.client import GatewayRefused, Json
from tests.e2e.outcomes.policies import BODIES, COURSES, Course
from tests.e2e.people import NEW_INSPECTION
from tests.e2e.procedure.autumn import APPROVAL, Autumn, day

pytestmark = pytest.mark.e2e

ENDED = {"refused": "refused", "withdrawn": "withdrawn", "returned": "returned", "lapsed": "lapsed"}
ASK = {
    "food_license": "food_facilities",
    "signboard": "signboard_design",
    "fire_inspection": "fire_plan",
}
Cases = dict[Course, str]


def test_each_policy_with_each_ending(autumn: Autumn) -> None:
    cases = _in_review(autumn)
    for course, case_no in cases.items():
        _end(autumn, course, case_no)
    at_once = {course: case_no for course, case_no in cases.items() if course.ending != "lapsed"}
    for course, case_no in at_once.items():
        _followed(autumn, course, case_no)
    resting = [(course, case_no) for course, case_no in at_once.items() if course.effect == "hold"]
    (first, first_no), (second, second_no) = resting
    _nobody_decides(autumn, first, first_no)
    autumn.citizen.client.post(f"/cases/{first_no}/hold", {"decision": "continue", "reason": "其余照办"})
    for course, case_no in ((first, first_no), *_of_effect(at_once, "continue")):
        _the_others_are_granted(autumn, course, case_no)

    # 3, 4, 5, 6, 9 November are the five days of a hold; 23 November is the fifteenth of the supplements.
    assert day(autumn.act(second_no, second.others[0], "hold")["detail"]["until"]) == "2026-11-09"
    autumn.it_is("2026-11-10 09:00")
    for item in second.others:
        _acted(autumn, second_no, item, "release")
    assert autumn.act(second_no, second.others[0], "release")["detail"]["decision"] == "expired"
    _the_others_are_granted(autumn, second, second_no)

    autumn.it_is("2026-11-24 09:00")
    lapsed = {course: case_no for course, case_no in cases.items() if course.ending == "lapsed"}
    for course, case_no in lapsed.items():
        _followed(autumn, course, case_no)
    ((course, case_no),) = _of_effect(lapsed, "hold")
    autumn.people.desk(APPROVAL).post(
        f"/cases/{case_no}/hold", {"decision": "stop", "reason": "申请人来电不再办理"}
    )
    for item in course.others:
        assert autumn.act(case_no, item, "return")["detail"]["cause"] == "hold_stopped"
    assert autumn.citizen.wait_for_end(case_no)["state"] == "completed"
    for course, case_no in _of_effect(lapsed, "continue"):
        _the_others_are_granted(autumn, course, case_no)


def _in_review(autumn: Autumn) -> Cases:
    """A case for each course: the licence granted, three items in review."""
    citizen = autumn.citizen
    papers = citizen.materials(NEW_INSPECTION)
    # A board of this height goes to an officer.
    form = citizen.application(NEW_INSPECTION)["form"] | {"sign_height": 2.5}
    cases = {course: citizen.submit(NEW_INSPECTION, materials=papers, form=form) for course in COURSES}
    for case_no in cases.values():
        autumn.people.grant(APPROVAL, case_no, "business_license")
    for case_no in cases.values():
        autumn.people.inspect(case_no, ["food_license", "fire_inspection"])
        for item, body in BODIES.items():
            autumn.people.wait_for_task(body, case_no, item)
        autumn.wait_for_item(
            case_no, "business_license", "certificate", lambda item: bool(item["certificate"])
        )
    return cases


def _end(autumn: Autumn, course: Course, case_no: str) -> None:
    citizen, people, item = autumn.citizen, autumn.people, course.item
    match course.ending:
        case "refused":
            people.decide(course.body, case_no, item, {"outcome": "refused", "opinion": "不符合规定的条件。"})
        case "withdrawn":
            citizen.client.post(f"/cases/{case_no}/items/{item}/withdrawal", {"reason": "这一项不办了"})
        case "returned":
            path = f"/cases/{case_no}/items/{item}/acts"
            people.desk(course.body).post(path, {"act": "return", "reason": "重复申报"})
        case "lapsed":
            gap = {"target": ASK[item], "what": "图纸不清晰", "how": "重新上传"}
            people.decide(course.body, case_no, item, {"outcome": "supplement", "gaps": [gap]})
            assert day(citizen.wait_for_notice(case_no)["until"]) == "2026-11-23"


def _followed(autumn: Autumn, course: Course, case_no: str) -> None:
    """The item ended so, and the others are as the theme says."""
    autumn.wait_for_item(
        case_no, course.item, course.ending, lambda item: item["state"] == ENDED[course.ending]
    )
    licence = autumn.item(case_no, "business_license")["certificate"]["identifier"]
    page = autumn.citizen.client.content(f"/v/{licence}").decode()
    assert ("撤销" in page) == (course.effect == "revoke"), course
    if course.effect in ("stop", "revoke"):
        assert autumn.citizen.wait_for_end(case_no)["state"] == "completed"
        for item in (*course.others, "industry_permit"):
            shown = autumn.item(case_no, item)
            assert (shown["state"], shown["stage"]) == ("returned", "returned"), (course, item)
    elif course.effect == "hold":
        for item in course.others:
            assert autumn.act(case_no, item, "hold")["detail"]["item"] == course.item
    else:
        assert [autumn.item(case_no, item)["stage"] for item in course.others] == ["in_review"] * 2


def _nobody_decides(autumn: Autumn, course: Course, case_no: str) -> None:
    item = course.others[0]
    with pytest.raises(GatewayRefused) as refused:
        autumn.people.grant(BODIES[item], case_no, item)
    assert (refused.value.status, refused.value.problem["code"]) == (409, "ItemHeld")
    told = autumn.citizen.client.get(f"/cases/{case_no}/status")
    assert "请决定其他事项是否继续办理" in told["owes"][0]["what"]


def _the_others_are_granted(autumn: Autumn, course: Course, case_no: str) -> None:
    for item in course.others:
        autumn.people.grant(BODIES[item], case_no, item)
    ended: Json = autumn.citizen.wait_for_end(case_no)
    states = {item["item"]: item["state"] for item in ended["items"]}
    assert {states[item] for item in course.others} == {"granted"}
    assert states[course.item] == ENDED[course.ending]
    permit = autumn.item(case_no, "industry_permit")["certificate"]
    assert (permit is not None) == (course.item == "signboard")


def _acted(autumn: Autumn, case_no: str, item: str, name: str) -> None:
    autumn.wait_for(
        f"{name} of {item}", lambda: [act for act in autumn.acts(case_no, item) if act["act"] == name]
    )


def _of_effect(cases: Cases, effect: str) -> list[tuple[Course, str]]:
    return [(course, case_no) for course, case_no in cases.items() if course.effect == effect]
