"""From Spring Festival to the end of March 2026: what was committed to is checked, mended, revoked, or taken back before.

The dates were counted by hand on the published calendar. Free: 15–23 February. Worked by 调休: Saturdays 14 and 28 February.
"""

import pytest

from scripts.tools.demo.client import GatewayRefused
from tests.e2e.owed.spring import Spring
from tests.e2e.people import NEW_INSPECTION
from tests.e2e.procedure.autumn import APPROVAL, URBAN, day

pytestmark = pytest.mark.e2e

PROOF = "premises_proof"
LICENCE, SIGN = "business_license", "signboard"
FALSE = {"result": False, "note": "实地核查，经营场所并非承诺的场所。"}
NOT_MENDED = {"mended": False, "note": "期满未提交任何证明。"}


def submitted(spring: Spring) -> str:
    """A new restaurant that commits to the proof of its premises."""
    citizen = spring.citizen
    return citizen.submit(
        NEW_INSPECTION,
        materials=citizen.materials(NEW_INSPECTION, without=(PROOF,)),
        commitments=[{"material": PROOF}],
        undertaking={"agreed": True, "name": "王示例"},
    )


def test_a_false_commitment_is_mended_in_time_or_its_decision_is_revoked(spring: Spring) -> None:
    case_no = submitted(spring)
    granted = spring.wait_for_item(
        case_no, LICENCE, "granted at once", lambda item: bool(item["certificate"])
    )
    identifier = granted["certificate"]["identifier"]
    spring.wait_for("the checks are scheduled", lambda: spring.state(case_no, SIGN) == "open")
    # 10–13 and Saturday 14 February; 24–27 and Saturday 28; 2–6 and 9–13 March: the twentieth working day.
    assert {(line["item"], day(line["until"])) for line in spring.work(APPROVAL, case_no)} == {
        (LICENCE, "2026-03-13")
    }
    assert "有效" in spring.public(identifier)

    spring.it_is("2026-03-12 10:00")
    assert spring.work(APPROVAL, case_no, due_before="2026-03-13") == []
    for body, item in ((APPROVAL, LICENCE), (URBAN, SIGN)):
        ordered = spring.officer(body, case_no, item, "check", FALSE)
        # 13, 16–20 and 23–26 March: the tenth working day.
        assert (ordered["state"], day(ordered["mend_until"])) == ("mending", "2026-03-26")
        spring.wait_for_sealed(case_no, "order_to_mend", item)

    spring.it_is("2026-03-20 15:00")
    assert spring.officer(URBAN, case_no, SIGN, "mended", {"mended": True})["state"] == "met"
    with pytest.raises(GatewayRefused) as early:
        spring.officer(APPROVAL, case_no, LICENCE, "mended", NOT_MENDED)
    assert early.value.problem["code"] == "MendingTimeRuns"

    spring.it_is("2026-03-27 09:30")
    (late,) = spring.work(APPROVAL, case_no, state="overdue")
    assert (late["item"], late["state"]) == (LICENCE, "mending")
    assert spring.officer(APPROVAL, case_no, LICENCE, "mended", NOT_MENDED)["state"] == "unmet"
    assert spring.act(case_no, LICENCE, "revoke")["detail"]["cause"] == "commitment_false"
    decision = spring.wait_for_sealed(case_no, "revocation", LICENCE)
    assert decision["number"]
    assert "已撤销" in spring.public(identifier)
    checked = {"order_to_mend", "mend", "revoke"}
    assert [act["act"] for act in spring.acts(case_no, SIGN) if act["act"] in checked] == [
        "order_to_mend",
        "mend",
    ]
    assert spring.work(APPROVAL, case_no) == spring.work(URBAN, case_no) == []


def test_a_commitment_taken_back_before_the_decision_is_a_material_owed_and_an_officer_decides(
    spring: Spring,
) -> None:
    spring.it_is("2026-03-30 09:00")
    citizen = spring.new_citizen()
    spring.platform.services[f"worker-{URBAN}"].stop()
    try:
        case_no = submitted(spring)
        spring.wait_for("received", lambda: citizen.case(case_no)["process_instance_key"])
        for item in (LICENCE, SIGN):
            path = f"/cases/{case_no}/obligations/{spring.number(case_no, item)}/retraction"
            assert citizen.client.post(path, {})["state"] == "retracted"
    finally:
        spring.platform.services[f"worker-{URBAN}"].start()
    owed = citizen.wait_for_notice(case_no)
    assert [gap["target"] for gap in owed["gaps"]] == [PROOF]
    paper = citizen.attach(PROOF, "经营场所使用证明")
    citizen.client.post(
        f"/cases/{case_no}/supplements",
        {"notice_no": owed["notice_no"], "form": {}, "materials": [paper]},
    )
    spring.people.grant(APPROVAL, case_no, LICENCE)
    spring.wait_for_item(case_no, LICENCE, "decided", lambda item: item["stage"] == "concluded")
    assert spring.act(case_no, LICENCE, "conclude")["body"] == APPROVAL
    assert {spring.state(case_no, item) for item in (LICENCE, SIGN)} == {"retracted"}
    with pytest.raises(GatewayRefused) as again:
        citizen.client.post(f"/cases/{case_no}/obligations/{spring.number(case_no, LICENCE)}/retraction", {})
    assert again.value.problem["code"] == "ObligationSettled"


def test_a_tolerated_material_that_does_not_come_returns_the_item_or_revokes_what_was_granted_meanwhile(
    spring: Spring,
) -> None:
    spring.it_is("2026-04-01 09:00")
    spring.new_citizen()
    waiting, granted = tolerated(spring), tolerated(spring)
    for case_no in (waiting, granted):
        spring.people.grant(APPROVAL, case_no, LICENCE)
        spring.people.inspect(case_no, [FOOD, FIRE_ITEM])
        spring.people.wait_for_task(APPROVAL, case_no, FOOD)
        # 2, 3 April; 4–6 are 清明; 7, 8, 9 April: the fifth working day.
        (line,) = spring.work(APPROVAL, case_no)
        assert (line["item"], day(line["until"])) == (FOOD, "2026-04-09")
        spring.people.grant("fire_379901", case_no, FIRE_ITEM)
    spring.people.grant(APPROVAL, granted, FOOD)
    ended = spring.citizen.wait_for_end(granted)
    identifier = next(item["certificate"]["identifier"] for item in ended["items"] if item["item"] == FOOD)
    assert "有效" in spring.public(identifier)

    # Three working days before the last, at nine: 9, 8, 7 and then Friday the 3rd.
    spring.it_is("2026-04-03 09:30")
    spring.wait_for("reminded", lambda: reminded(spring, waiting) and reminded(spring, granted))

    spring.it_is("2026-04-10 00:05")
    spring.wait_for_item(waiting, FOOD, "returned", lambda item: item["stage"] == "returned")
    spring.wait_for_sealed(waiting, "return_notice", FOOD)
    spring.wait_for("revoked", lambda: "已撤销" in spring.public(identifier))
    spring.wait_for_sealed(granted, "revocation", FOOD)
    for case_no, act in ((waiting, "return"), (granted, "revoke")):
        assert spring.state(case_no, FOOD) == "unmet"
        assert spring.act(case_no, FOOD, act)["detail"]["cause"] == "tolerance_unmet"
    end = spring.citizen.wait_for_end(waiting)
    assert {item["item"]: item["stage"] for item in end["items"]}[FOOD] == "returned"


FOOD, FIRE_ITEM = "food_license", "fire_inspection"
LATER = "food_facilities"


def tolerated(spring: Spring) -> str:
    """A new restaurant whose drawing of the kitchen is to come later."""
    citizen = spring.citizen
    return citizen.submit(
        NEW_INSPECTION,
        materials=citizen.materials(NEW_INSPECTION, without=(LATER,)),
        tolerances=[{"material": LATER}],
        undertaking={"agreed": True, "name": "王示例"},
    )


def reminded(spring: Spring, case_no: str) -> bool:
    """Whether the applicant was reminded of what is to come."""
    notices = spring.citizen.client.get(f"/cases/{case_no}/notices")["notices"]
    return any(notice["kind"] == "reminder" for notice in notices)
