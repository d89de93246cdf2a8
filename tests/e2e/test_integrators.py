"""The raw view of the engine for integrators, and incidents that an operator mends, with the demo workers."""

import uuid

import pytest

from bpmn.resources import ROOM
from scripts.tools.demo.client import GatewayClient, GatewayRefused, Json
from tests.e2e.people import People, wait_for

pytestmark = pytest.mark.e2e

BODY = "approval_379901"


@pytest.fixture
def integrator(people: People) -> GatewayClient:
    """Somebody who may start processes by message; the demo process is deployed."""
    designer = people.client("designer", "designer")
    demo = (ROOM / "demo" / "demo.bpmn").read_bytes()
    designer.upload("/deployments", "resources", [("demo.bpmn", demo, "text/xml")])
    return people.client("integrator", "integrator")


def start(client: GatewayClient, kind: str) -> str:
    """Start the demo process by its message; answers the case number it was given."""
    case_no = f"demo-{uuid.uuid4().hex}"
    variables = {"case_no": case_no, "body": BODY, "kind": kind}
    client.post(
        "/instances", {"message": "demo.submitted", "correlation_key": case_no, "variables": variables}
    )
    return case_no


def instance_of(client: GatewayClient, case_no: str) -> Json:
    """The instance that was started for ``case_no``, in full."""

    def found() -> Json | None:
        cursor: dict[str, str] = {}
        while True:
            page = client.get("/instances", process="demo", **cursor)
            for instance in page["instances"]:
                if instance["case_no"] == case_no:
                    return client.get(f"/instances/{instance['key']}")
            if not page["next_cursor"]:
                return None
            cursor = {"cursor": page["next_cursor"]}

    view: Json = wait_for(f"instance of {case_no}", found)
    return view


@pytest.mark.parametrize(("kind", "end"), [("succeed", "Event_Granted"), ("refuse", "Event_Refused")])
def test_a_process_started_by_message_runs_to_its_end(integrator: GatewayClient, kind: str, end: str) -> None:
    case_no = start(integrator, kind)
    wait_for("the end", lambda: instance_of(integrator, case_no)["state"] == "completed")
    assert end in {element["element_id"] for element in instance_of(integrator, case_no)["elements"]}


def test_a_crash_becomes_an_incident_that_an_operator_sees_and_retries(
    integrator: GatewayClient, people: People
) -> None:
    operator = people.client("operator", "operator")
    key = instance_of(integrator, start(integrator, "crash"))["key"]

    def incident() -> Json | None:
        open_ones = operator.get("/incidents")["incidents"]
        return next((i for i in open_ones if i["instance_key"] == key), None)

    first: Json = wait_for("an incident", incident)
    assert "never leaves" not in first["message"]
    operator.post(f"/incidents/{first['key']}/retry", {})

    def another() -> Json | None:
        now = incident()
        return now if now and now["key"] != first["key"] else None

    second: Json = wait_for("the retried job crashed again", another)
    assert second["element_id"] == first["element_id"] == "Task_Crash"


def test_a_theme_is_started_by_an_application_only(integrator: GatewayClient) -> None:
    body = {"message": "restaurant.submitted", "correlation_key": "x", "variables": {}}
    with pytest.raises(GatewayRefused) as caught:
        integrator.post("/instances", body)
    assert 400 <= caught.value.status < 500


def test_an_applicant_sees_nothing_of_the_engine(people: People) -> None:
    for path in ("/instances", "/incidents"):
        with pytest.raises(GatewayRefused) as caught:
            people.citizen.client.get(path)
        assert caught.value.status == 403
