"""One inspection of two bodies, delivery in three ways, publicity. The dates were counted by hand on the published
calendar of 2026: Friday, 25 to Sunday, 27 September (Mid-Autumn) and 1–7 October are free, Sunday, 20 September and
Saturday, 10 October are worked.
"""

import pytest

from scripts.tools.demo.client import GatewayClient, GatewayRefused, Json
from tests.e2e.joint import record_under_all_seals, uses_of_seals
from tests.e2e.people import NEW_INSPECTION
from tests.e2e.procedure.autumn import APPROVAL, FIRE, Autumn, day

pytestmark = pytest.mark.e2e

ADDRESS = {"receiver": "王示例", "phone": "13800000000", "address": "示例一区海岱路1号"}
HANDED_OUT: Json = {
    "receiver": {
        "name": "王示例",
        "relation": "applicant",
        "identity": "resident_id",
        "identity_checked": True,
    },
    "signed": True,
}


def clerk(autumn: Autumn) -> GatewayClient:
    """The clerk at the counter of the leading body."""
    return autumn.people.client("clerk-1", "clerk", APPROVAL)


def deliveries(autumn: Autumn, case_no: str) -> list[Json]:
    """The deliveries of a case as its applicant sees them."""
    found: list[Json] = autumn.citizen.client.get(f"/cases/{case_no}/deliveries")["deliveries"]
    return found


def ready(autumn: Autumn, case_no: str, items: int) -> Json:
    """Wait until the first delivery holds so many items and all of it is sealed."""

    def found() -> Json | None:
        known = deliveries(autumn, case_no)
        return known[0] if known and known[0]["ready"] and len(known[0]["items"]) == items else None

    delivery: Json = autumn.wait_for("a delivery that is made out", found)
    return delivery


def sealed(autumn: Autumn, case_no: str) -> int:
    """How many documents and certificates of all deliveries are sealed."""
    return sum(part["sealed"] for delivery in deliveries(autumn, case_no) for part in delivery["parts"])


def all_delivered(autumn: Autumn, case_no: str) -> bool:
    """Whether nothing waits any more."""
    return {delivery["state"] for delivery in deliveries(autumn, case_no)} == {"delivered"}


def cards(autumn: Autumn, body: str, case_no: str, clock: str) -> list[str]:
    """Colours of the cards that the head of a body sees of a case's limit."""
    head = autumn.people.client(f"head-{body}", "head", body)
    shown: list[Json] = head.get("/cards")["cards"]
    return [card["colour"] for card in shown if (card["case_no"], card["clock"]) == (case_no, clock)]


def public(autumn: Autumn, word: str) -> list[Json]:
    """What anybody finds in the list of decisions."""
    found: list[Json] = autumn.citizen.client.get("/publicity", q=word)["publications"]
    return found


def decided(autumn: Autumn, case_no: str) -> Json:
    """Food and fire are granted; the case to its end."""
    autumn.people.grant(APPROVAL, case_no, "food_license")
    autumn.people.grant(FIRE, case_no, "fire_inspection")
    return autumn.citizen.wait_for_end(case_no)


def test_two_bodies_inspect_once_and_what_they_grant_is_public_in_time_and_collected(autumn: Autumn) -> None:
    citizen = autumn.citizen
    case_no = citizen.submit(NEW_INSPECTION, delivery={"way": "window"})
    autumn.people.grant(APPROVAL, case_no, "business_license")
    autumn.wait_for("inspection", lambda: autumn.people.open_task(FIRE, case_no))
    desks = {body: autumn.people.desk(body) for body in (APPROVAL, FIRE)}
    path = f"/cases/{case_no}/inspections"
    appointed = {"starts_at": "2026-09-23T09:30:00+08:00", "place": "示例一区海岱路1号"}
    desks[FIRE].post(path, appointed)
    owed = citizen.client.get(f"/cases/{case_no}/status")["owes"]
    assert "请于2026年9月23日9时30分在示例一区海岱路1号配合联合勘验。" in [each["what"] for each in owed]
    citizen.client.post(f"{path}/KY01/confirmation", {"confirmed": True})
    task = autumn.people.open_task(APPROVAL, case_no)
    assert task is not None
    findings = [{"item": item, "passed": True} for item in ("food_license", "fire_inspection")]
    with pytest.raises(GatewayRefused, match="已经约定联合勘验"):
        desks[APPROVAL].post(f"/tasks/{task['task_key']}/decision", {"outcome": "done", "findings": findings})

    autumn.it_is("2026-09-23 10:00")
    last: Json = {}
    for body, item in ((APPROVAL, "food_license"), (FIRE, "fire_inspection")):
        desk = autumn.people.desk(body)
        desk.post(f"{path}/KY01/participants", {"officers": ["张一", "李二"]})
        last = desk.post(f"{path}/KY01/findings", {"findings": [{"item": item, "passed": True}]})
    assert last["state"] == "recorded"
    case = decided(autumn, case_no)
    assert case["state"] == "completed"
    record = [
        act["document_no"] for act in autumn.acts(case_no, "fire_inspection") if act["act"] == "inspect"
    ]
    assert record == [last["document_no"]]
    sealing = {APPROVAL: "示例一区行政审批服务局", FIRE: "示例一区消防救援大队"}
    record_under_all_seals(autumn.citizen, case_no, str(last["document_no"]), sealing)
    assert uses_of_seals(autumn.platform, case_no) == [(body, "official") for body in sealing]

    # The licence was decided on 21 September: 22–24, 28–30 September, 8, 9, 10 and 12 October.
    delivery = ready(autumn, case_no, 5)
    assert day(delivery["due_at"]) == "2026-10-12"
    shown = citizen_form(autumn, case_no)
    name = autumn.wait_for("public", lambda: autumn.citizen.client.get("/publicity")["publications"])
    assert {each["body"] for each in name} <= {APPROVAL, FIRE, "urban_379901"}
    assert shown not in str(name)
    done = clerk(autumn).post(f"/window/deliveries/{case_no}/{delivery['delivery_no']}/handout", HANDED_OUT)
    assert (done["state"], done["way"]) == ("delivered", "window")
    act = autumn.act(case_no, "fire_inspection", "deliver")
    assert (day(act["effective_at"]), act["document_no"]) == ("2026-09-23", done["document_no"])
    assert cards(autumn, APPROVAL, case_no, "inspection") == []


def citizen_form(autumn: Autumn, _case_no: str) -> str:
    """The number of the natural person who applied."""
    return str(autumn.citizen.form(NEW_INSPECTION)["operator_id_number"])


def test_results_are_posted_twice_or_reach_the_account_of_who_agreed(autumn: Autumn) -> None:
    autumn.it_is("2026-09-24 09:00")
    agreed = autumn.new_citizen().submit(NEW_INSPECTION, delivery={"way": "electronic"})
    autumn.people.grant(APPROVAL, agreed, "business_license")

    # The signboard is decided by itself as soon as the licence is there.
    autumn.wait_for("all sealed", lambda: sealed(autumn, agreed) == 4)
    autumn.it_is("2026-09-24 09:30")
    autumn.wait_for("arrived", lambda: all_delivered(autumn, agreed))
    for item in ("business_license", "signboard"):
        assert day(autumn.act(agreed, item, "deliver")["effective_at"]) == "2026-09-24"

    case_no = autumn.new_citizen().submit(NEW_INSPECTION, delivery={"way": "post", "address": ADDRESS})
    autumn.people.grant(APPROVAL, case_no, "business_license")
    ready(autumn, case_no, 2)
    path = f"/cases/{case_no}/deliveries/SD01/postings"
    officer = autumn.people.desk(APPROVAL)
    officer.post(path, {"carrier": "邮政速递", "tracking_no": "EX-1"})
    autumn.it_is("2026-09-28 15:00")
    officer = autumn.people.desk(APPROVAL)
    officer.post(
        f"{path}/outcome", {"result": "returned", "at": "2026-09-28T10:00:00+08:00", "reason": "无人签收"}
    )
    officer.post(path, {"carrier": "邮政速递", "tracking_no": "EX-2"})
    autumn.it_is("2026-09-30 15:00")
    there: Json = {"result": "received", "at": "2026-09-30T11:00:00+08:00", "receiver": "王示例"}
    done = autumn.people.desk(APPROVAL).post(f"{path}/outcome", there)
    assert (done["state"], done["way"]) == ("delivered", "post")
    assert day(autumn.act(case_no, "business_license", "deliver")["effective_at"]) == "2026-09-30"


def test_what_is_missed_is_shown_to_the_body_and_its_head(autumn: Autumn) -> None:
    autumn.it_is("2026-09-30 16:00")
    case_no = autumn.new_citizen().submit(NEW_INSPECTION, delivery={"way": "window"})
    autumn.people.grant(APPROVAL, case_no, "business_license")
    ready(autumn, case_no, 2)
    # Inspection: five working days, 8, 9, 10, 12, 13 October. Delivery: ten, until 20 October.
    assert day(deliveries(autumn, case_no)[0]["due_at"]) == "2026-10-20"
    autumn.it_is("2026-10-14 00:01")
    autumn.wait_for(
        "missed",
        lambda: all("red" in cards(autumn, body, case_no, "inspection") for body in (APPROVAL, FIRE)),
    )
    assert "red" not in cards(autumn, APPROVAL, case_no, "delivery")
    autumn.it_is("2026-10-21 00:01")
    autumn.wait_for("late", lambda: "red" in cards(autumn, APPROVAL, case_no, "delivery"))
    assert deliveries(autumn, case_no)[0]["overdue"] is True


def test_an_inspection_that_nothing_is_left_for_is_called_off_and_the_chain_comes_to_its_end(
    autumn: Autumn,
) -> None:
    autumn.it_is("2026-10-22 09:00")
    citizen = autumn.new_citizen()
    case_no = citizen.submit(NEW_INSPECTION)
    autumn.people.grant(APPROVAL, case_no, "business_license")
    autumn.wait_for("inspection", lambda: autumn.people.open_task(FIRE, case_no))
    path = f"/cases/{case_no}/inspections"
    appointed = {"starts_at": "2026-10-23T09:30:00+08:00", "place": "示例一区海岱路1号"}
    autumn.people.desk(FIRE).post(path, appointed)
    for item in ("fire_inspection", "food_license"):
        citizen.client.post(f"/cases/{case_no}/items/{item}/withdrawal", {"reason": "暂时不办了"})

    assert citizen.client.get(path)["inspections"][0]["state"] == "cancelled"
    case = citizen.wait_for_end(case_no)
    assert case["state"] == "completed"
    states = {item["item"]: item["state"] for item in case["items"]}
    assert (states["food_license"], states["fire_inspection"]) == ("withdrawn", "withdrawn")
