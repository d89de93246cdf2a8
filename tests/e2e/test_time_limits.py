"""Time limits over HTTP with the engine's controlled clock. Last of its folder: it moves the time of the whole house."""

from datetime import datetime, timedelta

import pytest

from scripts.tools.demo.client import GatewayRefused, Json
from tests.e2e.people import NEW_COMMITMENT, NEW_INSPECTION, Citizen, People, wait_for

pytestmark = pytest.mark.e2e

APPROVAL = "approval_379901"


def item(citizen: Citizen, case_no: str, key: str) -> Json:
    """One item of a case as the applicant sees it."""
    found: Json = next(i for i in citizen.case(case_no)["items"] if i["item"] == key)
    return found


def move_to(people: People, moment: str, beyond: timedelta) -> None:
    """Move the house's time to ``moment`` plus ``beyond``."""
    target = datetime.fromisoformat(moment) + beyond
    clock = people.platform.engine.clock
    clock.add_time(target - clock.now())


def test_an_officer_is_warned_before_the_limit_marked_overdue_after_it_and_can_still_decide(
    people: People,
) -> None:
    citizen = people.citizen
    case_no = citizen.submit(NEW_COMMITMENT)
    task = people.wait_for_task(APPROVAL, case_no, "business_license")
    assert item(citizen, case_no, "business_license")["clock"] == "green"
    move_to(people, task["due_at"], timedelta(hours=-2))
    with people.as_of_now() as near:
        same = near.another_citizen(citizen.sub)
        wait_for("yellow", lambda: item(same, case_no, "business_license")["clock"] == "yellow")
    move_to(people, task["due_at"], timedelta(minutes=1))
    with people.as_of_now() as later:
        same = later.another_citizen(citizen.sub)
        wait_for("red", lambda: item(same, case_no, "business_license")["clock"] == "red")
        assert later.open_task(APPROVAL, case_no) is not None
        later.grant(APPROVAL, case_no, "business_license")
        wait_for("granted", lambda: item(same, case_no, "business_license")["state"] == "granted")


def test_an_application_that_is_not_supplemented_in_time_is_returned_and_a_late_answer_refused(
    people: People,
) -> None:
    citizen = people.citizen
    case_no = citizen.submit(NEW_INSPECTION, materials=[])
    owed = citizen.wait_for_notice(case_no)
    move_to(people, owed["until"], timedelta(minutes=1))
    with people.as_of_now() as later:
        same = later.another_citizen(citizen.sub)
        case = same.wait_for_end(case_no)
        assert case["state"] == "returned"
        papers = [same.attach(gap["target"], "补交材料") for gap in owed["gaps"]]
        with pytest.raises(GatewayRefused) as late:
            same.client.post(
                f"/cases/{case_no}/supplements",
                {"notice_no": owed["notice_no"], "form": {}, "materials": papers},
            )
        assert late.value.status == 409
