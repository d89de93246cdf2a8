"""开办餐饮店: whole stories over HTTP, from the one form to sealed certificates, or to another end."""

import io
import zipfile
from datetime import datetime

import pytest
from PIL import Image

from chain.certificates.verdict import Result, Verdict
from chain.certificates.verification import verify_ofd
from chain.identifiers import CertificateIdentifier
from scripts.tools.demo.client import GatewayRefused
from scripts.tools.platform import Platform
from tests.conformance import ofdrw_judge
from tests.e2e.people import (
    EXISTING_INSPECTION,
    NEW_COMMITMENT,
    NEW_INSPECTION,
    People,
    wait_for,
)

pytestmark = pytest.mark.e2e

APPROVAL, FIRE = "approval_379901", "fire_379901"
SIGN_PAPER = "sign_design"


def certificates(case: dict[str, object]) -> dict[str, str]:
    """Item → identifier of the certificates of a case."""
    items = case["items"]
    assert isinstance(items, list)
    return {i["item"]: i["certificate"]["identifier"] for i in items if i["certificate"]}


def states(case: dict[str, object]) -> dict[str, str]:
    """Item → state."""
    items = case["items"]
    assert isinstance(items, list)
    return {i["item"]: i["state"] for i in items}


def verified(platform: Platform, content: bytes) -> Verdict:
    """What the verifier says of a file in the house's time, which other stories move."""
    return verify_ofd(content, [platform.root_certificate.read_bytes()], platform.clock.now())


def test_a_new_restaurant_gets_all_its_certificates_with_one_application(
    people: People, platform: Platform
) -> None:
    citizen = people.citizen
    case_no = citizen.submit(NEW_INSPECTION)
    people.grant(APPROVAL, case_no, "business_license")
    case = people.finish(citizen, case_no)
    assert case["state"] == "completed"
    assert set(states(case).values()) == {"granted"}
    issued = certificates(case)
    assert set(issued) == {
        "business_license",
        "food_license",
        "fire_inspection",
        "signboard",
        "industry_permit",
    }
    for identifier in issued.values():
        sealed = citizen.client.content(f"/certificates/{identifier}/file")
        CertificateIdentifier.parse(identifier)
        verdict = verified(platform, sealed)
        assert verdict.result is Result.PASSED, verdict.findings
        assert verdict.identifier == identifier
        picture = Image.open(io.BytesIO(citizen.client.content(f"/certificates/{identifier}/rendering")))
        assert picture.format == "PNG"


def test_the_independent_judge_accepts_what_the_house_issued_and_refuses_it_changed(
    people: People, platform: Platform, tmp_path_factory: pytest.TempPathFactory
) -> None:
    citizen, folder = people.citizen, tmp_path_factory.mktemp("judged")
    case_no = citizen.submit(EXISTING_INSPECTION)
    case = people.finish(citizen, case_no)
    for item, identifier in certificates(case).items():
        file = folder / f"{item}.ofd"
        file.write_bytes(citizen.client.content(f"/certificates/{identifier}/file"))
        ofdrw_judge.judge(file)
        changed = folder / f"{item}-changed.ofd"
        changed.write_bytes(_with_changed_page(file.read_bytes()))
        with pytest.raises(ofdrw_judge.Refused):
            ofdrw_judge.judge(changed)
        assert verified(platform, changed.read_bytes()).result is Result.FAILED


def _with_changed_page(data: bytes) -> bytes:
    """The same file with one character of the page's text replaced."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(result, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("/Pages/Page_0/Content.xml"):
                changed = content.replace("示例".encode(), "示范".encode())
                assert changed != content
                content = changed
            new.writestr(name, content)
    return result.getvalue()


def test_all_gaps_come_as_one_notice_and_the_case_goes_on_when_they_are_mended(people: People) -> None:
    citizen = people.citizen
    guide = citizen.client.get("/themes/restaurant/form", region="379901", **NEW_COMMITMENT)
    required = [m for m in guide["materials"] if m["required"]]
    assert len({tuple(m["items"]) for m in required}) > 1
    case_no = citizen.submit(NEW_COMMITMENT, materials=[])
    owed = citizen.wait_for_notice(case_no)
    assert {gap["target"] for gap in owed["gaps"]} == {m["material"] for m in required}
    citizen.wait_for_state(case_no, "supplementing")
    wait_for(
        "the applicant holds the case",
        lambda: [h["body"] for h in citizen.case(case_no)["holders"]] == [None],
    )
    papers = [citizen.attach(m["material"], m["name"]) for m in required]
    citizen.client.post(
        f"/cases/{case_no}/supplements", {"notice_no": owed["notice_no"], "form": {}, "materials": papers}
    )
    people.wait_for_task(APPROVAL, case_no, "business_license")
    case = citizen.case(case_no)
    assert case["state"] == "in_progress"
    assert case["owes"] == []
    notices = citizen.client.get(f"/cases/{case_no}/notices")["notices"]
    assert [n["kind"] for n in notices] == ["supplement"]


def test_an_officer_asks_for_a_supplement_and_then_grants(people: People) -> None:
    citizen = people.citizen
    case_no = citizen.submit(NEW_COMMITMENT)
    task = people.wait_for_task(APPROVAL, case_no, "business_license")
    detail = people.desk(APPROVAL).get(f"/tasks/{task['task_key']}")
    material = next(m for m in detail["materials"] if m["files"])
    gap = {"target": material["material"], "what": "材料不清晰", "how": "请重新上传"}
    people.decide(
        APPROVAL,
        case_no,
        "business_license",
        {"outcome": "supplement", "opinion": "材料不清晰", "gaps": [gap]},
    )
    owed = citizen.wait_for_notice(case_no)
    assert [g["target"] for g in owed["gaps"]] == [material["material"]]
    wait_for("the item", lambda: states(citizen.case(case_no))["business_license"] == "supplementing")
    paper = citizen.attach(material["material"], material["name"])
    citizen.client.post(
        f"/cases/{case_no}/supplements", {"notice_no": owed["notice_no"], "form": {}, "materials": [paper]}
    )
    people.grant(APPROVAL, case_no, "business_license")
    people.inspect(case_no, ["food_license"])
    people.grant(APPROVAL, case_no, "food_license")
    case = citizen.wait_for_end(case_no)
    assert set(states(case).values()) == {"granted"}


def test_a_refused_business_licence_ends_the_chain_with_one_answer(people: People) -> None:
    citizen = people.citizen
    case_no = citizen.submit(NEW_INSPECTION)
    people.decide(
        APPROVAL,
        case_no,
        "business_license",
        {"outcome": "refused", "opinion": "名称不符合登记规定，不予登记。"},
    )
    case = citizen.wait_for_end(case_no)
    assert case["state"] == "refused"
    assert certificates(case) == {}
    answers = [n for n in citizen.client.get(f"/cases/{case_no}/notices")["notices"] if n["kind"] == "answer"]
    assert len(answers) == 1


def test_a_refused_fire_inspection_leaves_the_others_their_certificates_but_no_joint_permit(
    people: People,
) -> None:
    citizen = people.citizen
    case_no = citizen.submit(EXISTING_INSPECTION)
    people.inspect(case_no, ["food_license", "fire_inspection"])
    people.grant(APPROVAL, case_no, "food_license")
    people.decide(
        FIRE,
        case_no,
        "fire_inspection",
        {"outcome": "refused", "opinion": "疏散通道宽度不足，不同意投入使用。"},
    )
    case = citizen.wait_for_end(case_no)
    assert case["state"] == "completed"
    assert states(case)["fire_inspection"] == "refused"
    assert set(certificates(case)) == {"food_license", "signboard"}


def test_a_withdrawn_application_ends_and_takes_its_tasks_with_it(people: People) -> None:
    citizen = people.citizen
    case_no = citizen.submit(NEW_INSPECTION)
    task = people.wait_for_task(APPROVAL, case_no, "business_license")
    citizen.client.post(f"/cases/{case_no}/withdrawal", {"reason": "不再开办"})
    case = citizen.wait_for_end(case_no)
    assert case["state"] == "withdrawn"
    assert people.open_task(APPROVAL, case_no) is None
    with pytest.raises(GatewayRefused) as late:
        people.desk(APPROVAL).post(
            f"/tasks/{task['task_key']}/decision", {"outcome": "granted", "opinion": "同意"}
        )
    assert late.value.status in (404, 409)


def test_the_status_says_who_holds_the_case_until_when_and_how_far_it_is(people: People) -> None:
    citizen = people.citizen
    case_no = citizen.submit(NEW_INSPECTION)
    people.wait_for_task(APPROVAL, case_no, "business_license")
    case = citizen.case(case_no)
    holder = next(h for h in case["holders"] if h["item"] == "business_license")
    assert holder["body"] == APPROVAL
    assert datetime.fromisoformat(holder["until"]) > datetime.fromisoformat(holder["since"])
    assert datetime.fromisoformat(case["read_model"]["as_of"]) >= datetime.fromisoformat(case["received_at"])
    assert case["accepted_at"] is not None
    timeline = citizen.client.get(f"/cases/{case_no}/timeline")["timeline"]
    moments = [datetime.fromisoformat(entry["at"]) for entry in timeline]
    assert moments == sorted(moments)
    path = citizen.client.get(f"/cases/{case_no}/path")["instances"]
    assert {"restaurant", "department_precheck", "department_review"} <= {i["process_id"] for i in path}
