"""From National Day to November 2026. The dates were counted by hand on the published calendar, not by the code.

Worked: 28–30 September, 8–10 October (Saturday the 10th by 调休), then Monday to Friday. Free: 1–7 October.
The licence (business_license) has a statutory limit of three and a promised one of one working day.
"""

import pytest

from tests.e2e.people import NEW_COMMITMENT, NEW_INSPECTION
from tests.e2e.procedure.autumn import APPROVAL, URBAN, Autumn, day

pytestmark = pytest.mark.e2e


def test_a_supplement_across_national_day_moves_the_acceptance_and_a_later_one_only_the_promised_clock(
    autumn: Autumn,
) -> None:
    citizen = autumn.citizen
    papers = citizen.materials(NEW_COMMITMENT, without=("premises_proof",))
    case_no = citizen.submit(NEW_COMMITMENT, materials=papers)
    owed = citizen.wait_for_notice(case_no)
    # 29, 30 September; 8, 9, 10, 12–16, 19–23 October: the fifteenth working day.
    assert day(owed["until"]) == "2026-10-23"
    assert autumn.item(case_no, "business_license")["stage"] == "supplementing"

    autumn.it_is("2026-10-09 10:00")
    citizen = autumn.citizen
    paper = citizen.attach("premises_proof", "经营场所使用证明")
    citizen.client.post(
        f"/cases/{case_no}/supplements",
        {"notice_no": owed["notice_no"], "form": {}, "materials": [paper]},
    )
    autumn.people.wait_for_task(APPROVAL, case_no, "business_license")
    accepted = autumn.act(case_no, "business_license", "accept")
    assert (day(accepted["effective_at"]), accepted["detail"]["manner"]) == ("2026-10-09", "normal")
    # Saturday the 10th is worked; statutory: 10, 12, 13 October.
    assert autumn.limits(case_no, "business_license") == {"promised": "2026-10-10", "statutory": "2026-10-13"}

    asked = {"outcome": "supplement", "opinion": "请补正", "gaps": [_PREMISES]}
    autumn.people.decide(APPROVAL, case_no, "business_license", asked)
    second = citizen.wait_for_notice(case_no)
    autumn.it_is("2026-10-13 15:00")
    citizen = autumn.citizen
    paper = citizen.attach("premises_proof", "经营场所使用证明（清晰）")
    citizen.client.post(
        f"/cases/{case_no}/supplements",
        {"notice_no": second["notice_no"], "form": {}, "materials": [paper]},
    )
    autumn.wait_for("answered", lambda: not citizen.case(case_no)["owes"])
    # The days from the notice to its answer, 9 to 13 October, do not count for the promise; the law's limit ran on.
    assert autumn.limits(case_no, "business_license") == {"promised": "2026-10-14", "statutory": "2026-10-13"}
    autumn.people.grant(APPROVAL, case_no, "business_license")
    autumn.wait_for_item(case_no, "business_license", "concluded", lambda item: item["stage"] == "concluded")


_PREMISES = {"target": "premises_proof", "what": "经营场所使用证明不清晰", "how": "重新上传"}


def test_what_is_not_told_within_five_days_counts_as_accepted_from_the_day_of_receipt(autumn: Autumn) -> None:
    autumn.it_is("2026-10-14 09:30")
    citizen = autumn.new_citizen()
    autumn.platform.services[f"worker-{URBAN}"].stop()
    try:
        case_no = citizen.submit(NEW_COMMITMENT)
        autumn.wait_for("received", lambda: citizen.case(case_no)["process_instance_key"])
        # 15, 16, 19, 20, 21 October are the five days.
        autumn.it_is("2026-10-22 00:01")
        autumn.people.wait_for_task(APPROVAL, case_no, "business_license")
    finally:
        autumn.platform.services[f"worker-{URBAN}"].start()
    accepted = autumn.act(case_no, "business_license", "accept")
    assert (day(accepted["effective_at"]), day(accepted["at"])) == ("2026-10-14", "2026-10-22")
    assert accepted["detail"]["manner"] == "deemed"
    assert autumn.limits(case_no, "business_license") == {"promised": "2026-10-15", "statutory": "2026-10-19"}
    autumn.wait_for_item(case_no, "business_license", "overdue", lambda item: item["clock"] == "red")


def test_of_two_tolerated_materials_one_comes_late_and_its_certificate_waits_for_it(autumn: Autumn) -> None:
    autumn.it_is("2026-10-26 09:00")
    citizen = autumn.new_citizen()
    late = ("food_facilities", "signboard_design")
    case_no = citizen.submit(
        NEW_INSPECTION,
        materials=citizen.materials(NEW_INSPECTION, without=late),
        tolerances=[{"material": material} for material in late],
        undertaking={"agreed": True, "name": "王示例"},
    )
    autumn.people.grant(APPROVAL, case_no, "business_license")
    autumn.people.inspect(case_no, ["food_license", "fire_inspection"])
    owed = autumn.wait_for("opened", lambda: _opened(autumn, case_no))
    # 27, 28, 29, 30 October and 2 November.
    assert {day(each["due_at"]) for each in owed.values()} == {"2026-11-02"}
    accepted = autumn.act(case_no, "signboard", "accept")
    assert accepted["detail"]["manner"] == "tolerant"

    paper = citizen.attach("food_facilities", "设备设施布局图")
    met = citizen.client.post(
        f"/cases/{case_no}/obligations/{owed['food_facilities']['obligation_no']}/fulfilment",
        {"file_ids": [paper["file_id"]]},
    )
    assert (met["state"], met["late"]) == ("met", False)
    autumn.people.grant(APPROVAL, case_no, "food_license")
    autumn.people.grant("fire_379901", case_no, "fire_inspection")
    autumn.wait_for_item(case_no, "food_license", "certificate", lambda item: bool(item["certificate"]))
    assert autumn.item(case_no, "signboard")["certificate"] is None

    autumn.it_is("2026-11-04 11:00")
    citizen = autumn.citizen
    assert autumn.item(case_no, "signboard")["certificate"] is None
    paper = citizen.attach("signboard_design", "招牌效果图")
    met = citizen.client.post(
        f"/cases/{case_no}/obligations/{owed['signboard_design']['obligation_no']}/fulfilment",
        {"file_ids": [paper["file_id"]]},
    )
    assert (met["state"], met["late"]) == ("met", True)
    assert citizen.wait_for_end(case_no)["state"] == "completed"
    assert autumn.item(case_no, "signboard")["certificate"] is not None


def _opened(autumn: Autumn, case_no: str) -> dict[str, dict[str, str]] | None:
    found = autumn.obligations(case_no)
    return found if found and all(each["due_at"] for each in found.values()) else None
