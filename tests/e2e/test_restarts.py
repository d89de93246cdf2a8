"""A process that dies takes nothing with it: each is killed once while a case runs, and the case ends exactly once."""

import uuid

import pytest

from scripts.tools.demo.client import GatewayClient
from scripts.tools.platform import Platform
from tests.e2e.houses import hand_out_again
from tests.e2e.people import EXISTING_INSPECTION, NEW_INSPECTION, People, wait_for

pytestmark = pytest.mark.e2e

APPROVAL, FIRE = "approval_379901", "fire_379901"


def kill_and_restart(platform: Platform, name: str) -> None:
    """End a process as a power cut would, then start it again."""
    service = platform.services[name]
    service.kill()
    if name.startswith("worker-"):
        hand_out_again(platform)
    service.start()
    service.wait_ready()


def test_a_case_survives_the_death_of_every_process(people: People, platform: Platform) -> None:
    citizen, key = people.citizen, str(uuid.uuid4())
    application = citizen.application(NEW_INSPECTION)
    case_no = citizen.client.post("/cases", application, key)["case_no"]
    kill_and_restart(platform, "gateway")
    assert citizen.client.post("/cases", application, key)["case_no"] == case_no
    kill_and_restart(platform, "worker-approval_379901")
    people.grant(APPROVAL, case_no, "business_license")
    kill_and_restart(platform, "keeper")
    kill_and_restart(platform, "intake")
    people.inspect(case_no, ["food_license", "fire_inspection"])
    platform.engine.kill()
    platform.engine.start()
    people.grant(APPROVAL, case_no, "food_license")
    kill_and_restart(platform, "worker-fire_379901")
    people.grant(FIRE, case_no, "fire_inspection")
    case = citizen.wait_for_end(case_no)
    assert case["state"] == "completed"
    certificates = [item["certificate"]["identifier"] for item in case["items"]]
    assert len(set(certificates)) == len(certificates) == 5
    integrator = people.client("integrator", "integrator")
    started = [i for i in _all_instances(integrator) if i["case_no"] == case_no]
    assert [i["key"] for i in started] == [case["process_instance_key"]]


def _all_instances(client: GatewayClient) -> list[dict[str, str]]:
    """Every instance of the theme."""
    found: list[dict[str, str]] = []
    cursor: dict[str, str] = {}
    while True:
        page = client.get("/instances", process="restaurant", limit="100", **cursor)
        found += page["instances"]
        if not page["next_cursor"]:
            return found
        cursor = {"cursor": page["next_cursor"]}


def test_a_submission_while_the_engine_is_away_is_received_and_started_when_it_is_back(
    people: People, platform: Platform
) -> None:
    citizen = people.citizen
    application = citizen.application(EXISTING_INSPECTION)
    platform.engine.stop()
    try:
        case_no = citizen.client.post("/cases", application)["case_no"]
        case = citizen.case(case_no)
        assert (case["state"], case["process_instance_key"]) == ("received", None)
    finally:
        platform.engine.start()
    wait_for("the start", lambda: citizen.case(case_no)["process_instance_key"])
    citizen.wait_for_state(case_no, "in_progress")
