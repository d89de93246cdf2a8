"""A graduate at the counter before National Day 2026: one visit, one item decided on the spot, one paper that is seen.

The dates were counted by hand. Worked: 28–30 September, 8–10 October (Saturday the 10th by 调休), then Monday to Friday.
"""

import pytest

from bpmn.catalogue import plan
from chain.clock import BEIJING
from forms.one_form import one_form
from forms.samples import load_sample
from forms.slices import cut
from scripts.tools.demo.client import GatewayClient, GatewayRefused, Json
from tests.e2e.procedure.autumn import Autumn

pytestmark = pytest.mark.e2e

HRSS, TALENT = "hrss_379901", "talent_379901"
REGISTRATION, CARD = "employment_registration", "social_card"
CONTRACT = "labour_contract"
SITUATION = {"going": "employed", "hardship": "no", "agent": "self", "settle": "no", "card": "yes"}


def clerk(counter: Autumn, sub: str, *more: str) -> GatewayClient:
    """A clerk of the body that leads the graduates' theme."""
    return counter.people.client(sub, "clerk", HRSS, *more)


def application(counter: Autumn, at_counter: GatewayClient) -> Json:
    """What a clerk types in and scans for a graduate with an employer, and decides on the spot."""
    today = counter.platform.engine.clock.now().astimezone(BEIJING).date()
    planned = plan("graduate", "379901", SITUATION)
    forms = [(part.item, part.form) for part in planned.items if part.form is not None]
    scan = at_counter.upload("/files", "file", [counter.citizen.make_paper("劳动合同")])
    return {
        "theme": "graduate",
        "region": "379901",
        "situation": SITUATION,
        "form": cut(one_form(forms), load_sample("graduate", today)),
        "materials": [{"material": CONTRACT, "file_id": scan["file_id"]}],
        "delivery": {"way": "electronic"},
        "decisions": [{"item": REGISTRATION, "outcome": "granted", "opinion": "当场核验合同，准予登记。"}],
    }


def test_one_visit_to_the_counter(counter: Autumn) -> None:
    first = clerk(counter, "clerk-1", "officer")
    receipt = first.post("/window/cases", application(counter, first))
    case_no = str(receipt["case_no"])
    assert [paper["material"] for paper in first.get(f"/cases/{case_no}")["papers_to_see"]] == [CONTRACT]
    taken = {"material": CONTRACT, "copies": 1, "place": "一楼综合窗口"}
    paper = first.post(f"/window/cases/{case_no}/papers", taken)
    assert first.get(f"/cases/{case_no}")["papers_to_see"] == []

    citizen = counter.citizen
    assert citizen.client.get("/cases")["cases"] == []
    citizen.client.post("/cases/binding", {"case_no": case_no, "code": receipt["binding_code"]})
    counter.wait_for_item(case_no, REGISTRATION, "decided", lambda item: item["stage"] == "concluded")
    decided = counter.act(case_no, REGISTRATION, "conclude")
    assert (decided["body"], decided["detail"]["outcome"]) == (HRSS, "granted")
    assert counter.people.open_task(HRSS, case_no, REGISTRATION) is None
    told = [entry["what"] for entry in citizen.client.get(f"/cases/{case_no}/timeline")["timeline"]]
    assert "当场作出决定：准予：就业登记" in told

    first.post(f"/window/cases/{case_no}/handover", {"to": "clerk-2"})
    with pytest.raises(GatewayRefused) as refused:
        first.post(f"/window/cases/{case_no}/handover", {"to": "clerk-3"})
    assert refused.value.problem["code"] == "NotInYourHands"
    second = clerk(counter, "clerk-2")
    moved = {"state": "handed_over", "place": "三楼档案室", "body": TALENT}
    second.post(f"/window/papers/{paper['paper_id']}/moves", moved)

    counter.people.wait_for_task(HRSS, case_no, CARD)
    # Promised: 29, 30 September; 8, 9, 10, 12–16 October: the tenth working day.
    # By law: 19–23 and 26–30 October; 2–6 and 9–13 November: the thirtieth.
    assert counter.limits(case_no, CARD) == {"promised": "2026-10-16", "statutory": "2026-11-13"}

    counter.it_is("2026-10-09 10:00")
    second = clerk(counter, "clerk-2")
    returned = {"state": "returned", "place": "一楼综合窗口"}
    second.post(f"/window/papers/{paper['paper_id']}/moves", returned)
    counter.people.grant(HRSS, case_no, CARD)
    counter.people.grant(TALENT, case_no, "archive_reception")
    assert counter.citizen.wait_for_end(case_no)["state"] == "completed"
    (shown,) = counter.citizen.client.get(f"/cases/{case_no}/papers")["papers"]
    assert [move["state"] for move in shown["moves"]] == ["taken", "handed_over", "returned"]
    assert (shown["body"], shown["returned_at"][:10]) == (None, "2026-10-09")
