"""Two restaurants after their licences were granted: changed, corrected, recalled, cancelled, renewed by decision and by
silence. The dates were counted by hand: a licence of 12 October 2026 holds five years, until 11 October 2031; a renewal is
asked for thirty days before, until 11 September 2031, and adds five years.
"""

from pathlib import Path
from typing import Any

import pytest

from scripts.tools.demo.client import GatewayRefused, Json
from tests.conformance import ofdrw_judge
from tests.e2e.people import NEW_INSPECTION, Citizen, wait_for
from tests.e2e.procedure.autumn import APPROVAL, FIRE, URBAN, Autumn, day

pytestmark = pytest.mark.e2e

FOOD, FIRE_ITEM, SIGN, JOINT = "food_license", "fire_inspection", "signboard", "industry_permit"
ADDRESS = "示例一区海岱街88号"


def licensed(story: Autumn, citizen: Citizen) -> str:
    """A restaurant with all its licences."""
    case_no = citizen.submit(NEW_INSPECTION)
    story.people.grant(APPROVAL, case_no, "business_license")
    story.people.inspect(case_no, [FOOD, FIRE_ITEM])
    story.people.grant(APPROVAL, case_no, FOOD)
    story.people.grant(FIRE, case_no, FIRE_ITEM)
    assert citizen.wait_for_end(case_no)["state"] == "completed"
    return case_no


def newest(citizen: Citizen, case_no: str, item: str, version: int) -> Json:
    """The certificate of an item once its ``version`` is sealed."""

    def sealed() -> Json | None:
        link = next(i for i in citizen.case(case_no)["items"] if i["item"] == item)["certificate"]
        found: Json = citizen.client.get(f"/certificates/{link['identifier']}")
        return found if found["version"] == version else None

    certificate: Json = wait_for(f"version {version} of {item}", sealed)
    return certificate


def verdict(citizen: Citizen, identifier: str, keep: Path) -> Json:
    """What a check of the file says; the independent judge agrees that it is sound."""
    content = citizen.client.content(f"/certificates/{identifier}/file")
    keep.write_bytes(content)
    ofdrw_judge.judge(keep)
    found = citizen.client.upload(
        "/certificates/verification", "file", [("a.ofd", content, "application/ofd")]
    )
    assert found["file_result"] == "passed"
    counts = found["status"] == "valid" and found["superseded_by"] is None
    assert (found["result"] == "passed") is counts
    return found


def copied(citizen: Citizen, identifier: str, keep: Path) -> Json:
    """What a check says of an annotated copy that the holder orders; the judge agrees that it is sound."""
    path = f"/certificates/{identifier}/copies"
    asked = {"purpose": "办理租赁合同备案", "recipient": "示例物业公司", "until": "2026-11-12"}
    copy_no = citizen.client.post(path, asked)["copy_no"]

    def sealed() -> bool | None:
        return citizen.client.get(path)["copies"][0]["state"] == "sealed" or None

    wait_for("an annotated copy", sealed)
    content = citizen.client.content(f"{path}/{copy_no}/file")
    keep.write_bytes(content)
    ofdrw_judge.judge(keep)
    verdict: Json = citizen.client.upload(
        "/certificates/verification", "file", [("copy.ofd", content, "application/ofd")]
    )
    assert (verdict["result"], verdict["identifier"]) == ("passed", identifier)
    return verdict


def page(citizen: Citizen, certificate: Json) -> str:
    """The public page of a certificate, for somebody who has only its identifier."""
    return citizen.client.content(f"/v/{certificate['identifier']}").decode()


def refused(call: Any, *args: Any) -> str:
    """The code of the problem that the gateway answers with."""
    with pytest.raises(GatewayRefused) as problem:
        call(*args)
    return str(problem.value.problem["code"])


def sealed_document(citizen: Citizen, case_no: str, kind: str) -> Json:
    """The last document of a kind once it is sealed."""

    def found() -> Json | None:
        listed: list[Json] = citizen.client.get(f"/cases/{case_no}/documents")["documents"]
        last = [each for each in listed if each["kind"] == kind]
        return last[-1] if last and last[-1]["state"] == "sealed" else None

    document: Json = wait_for(f"{kind} sealed", found)
    return document


def test_a_licence_lives_on_after_its_decision(story: Autumn, tmp_path: Path) -> None:
    citizen, people = story.citizen, story.people
    case_no, other = licensed(story, citizen), licensed(story, citizen)
    food = newest(citizen, case_no, FOOD, 1)
    joint = newest(citizen, case_no, JOINT, 1)
    assert food["valid_until"] == "2031-10-11"
    items = f"/cases/{case_no}/items"

    asked = citizen.client.post(
        f"{items}/{FOOD}/requests",
        {"kind": "change", "changes": {"premises_address": ADDRESS}, "reason": "门牌号调整"},
    )
    # Ten working days of the item: 13–16, 19–23 and 26 October.
    assert day(asked["due_at"]) == "2026-10-26"
    (waiting,) = people.desk(APPROVAL).get("/requests")["requests"]
    assert (waiting["case_no"], waiting["request_no"]) == (case_no, "SQ01")
    people.desk(APPROVAL).post(f"{items}/{FOOD}/requests/SQ01/decision", {"outcome": "granted"})
    changed = newest(citizen, case_no, FOOD, 2)
    assert changed["metadata"]["KZ_JYCS"] == ADDRESS
    assert (changed["supersedes"], changed["number"]) == (food["identifier"], food["number"])
    assert verdict(citizen, food["identifier"], tmp_path / "1.ofd")["superseded_by"] == changed["identifier"]
    assert verdict(citizen, changed["identifier"], tmp_path / "2.ofd")["status_name"] == "有效"
    assert "已由新版本替代" in page(citizen, food)
    copy = copied(citizen, changed["identifier"], tmp_path / "copy.ofd")
    assert copy["status_name"] == "有效"
    assert any("仅供示例物业公司用于办理租赁合同备案" in note for note in copy["notes"])
    # The joint permit shows what its licences say: it is made anew with the licence.
    assert newest(citizen, case_no, JOINT, 2)["supersedes"] == joint["identifier"]
    for kind in ("request_receipt", "change_decision"):
        sealed_document(citizen, case_no, kind)

    permit = sealed_document(citizen, case_no, "permit_decision")
    people.desk(permit["body"]).post(
        f"/cases/{case_no}/documents/{permit['document_no']}/correction",
        {"corrections": [{"wrong": "决定", "right": "决定书"}], "reason": "录入笔误"},
    )
    notice = sealed_document(citizen, case_no, "correction_notice")
    corrected = citizen.client.get(f"/cases/{case_no}/documents/{permit['document_no']}")
    assert corrected["corrected_by"] == [notice["document_no"]]

    recall = {"act": "recall", "ground": "circumstances_changed", "reason": "所在建筑列入拆除范围"}
    assert refused(people.desk(FIRE).post, f"{items}/{FIRE_ITEM}/aftercare", recall) == "NotPermitted"
    head = people.client("head-fire", "head", FIRE)
    assert head.post(f"{items}/{FIRE_ITEM}/aftercare", recall)["state"] == "recalled"
    fire = newest(citizen, case_no, FIRE_ITEM, 1)
    assert verdict(citizen, fire["identifier"], tmp_path / "3.ofd")["status_name"] == "已撤回"
    cancel = {"act": "cancel", "ground": "recalled", "reason": "办理注销手续"}
    assert people.desk(FIRE).post(f"{items}/{FIRE_ITEM}/aftercare", cancel)["state"] == "cancelled"
    assert refused(people.desk(FIRE).post, f"{items}/{FIRE_ITEM}/aftercare", cancel) == "NotInForce"
    assert "已注销" in page(citizen, fire)
    citizen.client.post(f"{items}/{SIGN}/requests", {"kind": "cancel", "reason": "招牌已经拆除"})
    people.desk(URBAN).post(f"{items}/{SIGN}/requests/SQ02/decision", {"outcome": "granted"})
    assert "已注销" in page(citizen, newest(citizen, case_no, SIGN, 1))

    story.it_is("2031-08-20 09:00")
    citizen, people = story.citizen, story.people
    for each in (case_no, other):
        due = citizen.client.post(
            f"/cases/{each}/items/{FOOD}/requests", {"kind": "renew", "reason": "继续经营"}
        )
        assert day(due["due_at"]) == "2031-10-11"
    people.desk(APPROVAL).post(f"{items}/{FOOD}/requests/SQ03/decision", {"outcome": "granted"})
    renewed = newest(citizen, case_no, FOOD, 3)
    assert (renewed["valid_until"], renewed["metadata"]["KZ_JYCS"]) == ("2036-10-11", ADDRESS)
    verdict(citizen, renewed["identifier"], tmp_path / "4.ofd")

    # Nobody decides on the other one: silence is consent, from the end on.
    story.it_is("2031-10-12 00:01")
    citizen = story.citizen
    silently = newest(citizen, other, FOOD, 2)
    assert (silently["valid_until"], silently["status"]) == ("2036-10-11", "valid")
    verdict(citizen, silently["identifier"], tmp_path / "5.ofd")
    asked = citizen.client.get(f"/cases/{other}/items/{FOOD}/requests")["requests"][0]
    assert asked["state"] == "silently_granted"
    act = story.act(other, FOOD, "renew")
    assert (day(act["effective_at"]), act["detail"]["manner"]) == ("2031-10-11", "silent")
    sealed_document(citizen, other, "renewal_decision")
