"""Two gateways, intakes and workers a body share the work, and one of each may die for good in the middle."""

import pytest

from chain.certificates.verdict import Result
from chain.certificates.verification import verify_ofd
from tests.e2e.houses import hand_out_again
from tests.e2e.people import NEW_INSPECTION, REGION, People
from tests.e2e.replicas.conftest import TwoDoors

pytestmark = pytest.mark.e2e

APPROVAL = "approval_379901"


def test_a_case_goes_on_over_the_replicas_when_one_of_each_kind_is_gone(
    people: People, platform: TwoDoors
) -> None:
    before = people.citizen
    guide = before.client.get("/themes/restaurant/form", region=REGION, **NEW_INSPECTION)
    forgotten = next(m for m in guide["materials"] if m["required"])
    rest = before.materials(NEW_INSPECTION, without=(forgotten["material"],))
    case_no = before.submit(NEW_INSPECTION, materials=rest)
    before.wait_for_notice(case_no)
    for name in ("gateway", "intake", "worker-approval_379901"):
        platform.services[name].kill()
    hand_out_again(platform)
    platform.closed = frozenset({platform.gateway_urls[0]})

    with people.as_of_now() as survivors:
        citizen = survivors.another_citizen(before.sub)
        notice = citizen.wait_for_notice(case_no)
        answer = {
            "notice_no": notice["notice_no"],
            "form": {},
            "materials": [citizen.attach(forgotten["material"], forgotten["name"])],
        }
        citizen.client.post(f"/cases/{case_no}/supplements", answer)
        survivors.grant(APPROVAL, case_no, "business_license")
        case = survivors.finish(citizen, case_no)
        assert case["state"] == "completed"
        identifiers = {item["certificate"]["identifier"] for item in case["items"]}
        assert len(identifiers) == len(case["items"]) == 5
        for identifier in identifiers:
            sealed = citizen.client.content(f"/certificates/{identifier}/file")
            verdict = verify_ofd(sealed, [platform.root_certificate.read_bytes()], platform.clock.now())
            assert verdict.result is Result.PASSED, verdict.findings
        integrator = survivors.client("integrator", "integrator")
        started = integrator.get("/instances", process="restaurant", limit="100")["instances"]
        assert [i["key"] for i in started] == [case["process_instance_key"]]
    for name in ("gateway-2", "intake-2", "worker-approval_379901-2"):
        platform.services[name].check_alive()
