"""A chain is archived when its file is in order: while a document has no seal it is not, and what is archived proves itself.
What comes later is archived as a supplement, which proves itself and that it belongs to the first.
"""

from contextlib import suppress
from pathlib import Path

import pytest

from scripts.tools.demo.client import GatewayClient, GatewayRefused, Json
from scripts.tools.platform import Platform
from tests.e2e.archive.packages import filed, proves_itself, verified
from tests.e2e.people import NEW_INSPECTION, People, wait_for

pytestmark = pytest.mark.e2e

APPROVAL, FIRE = "approval_379901", "fire_379901"


def test_a_file_whose_document_is_not_sealed_is_archived_only_when_that_is_mended(
    platform: Platform, people: People, tmp_path: Path
) -> None:
    citizen, desk = people.citizen, people.desk(APPROVAL)
    case_no = citizen.submit(NEW_INSPECTION)
    people.grant(APPROVAL, case_no, "business_license")
    people.inspect(case_no, ["food_license", "fire_inspection"])
    people.grant(APPROVAL, case_no, "food_license")
    people.wait_for_task(FIRE, case_no, "fire_inspection")
    # A notice of the body whose worker stops may still wait for its seal: only what it decides next is to lack one.
    wait_for("the seals so far", lambda: citizen.all_sealed(case_no))
    platform.services[f"worker-{FIRE}"].stop()
    try:
        refused = {"outcome": "refused", "opinion": "疏散通道宽度不足，不符合消防安全要求。"}
        people.decide(FIRE, case_no, "fire_inspection", refused)
        citizen.wait_for_end(case_no)
        checked = wait_for("a file check", lambda: _checked(desk, case_no))
        assert checked["state"] == "checking"
        musts = [each for each in checked["findings"] if each["severity"] == "must"]
        assert {each["rule"] for each in musts} == {"documents_sealed", "delivered"}
        assert "fire_inspection" in {each["item"] for each in musts if each["rule"] == "documents_sealed"}
        waiting = [each["case_no"] for each in desk.get("/archive/findings")["files"]]
        assert case_no in waiting
        with pytest.raises(GatewayRefused) as early:
            desk.content(f"/cases/{case_no}/archive")
        assert (early.value.status, early.value.problem["code"]) == (409, "NotFiled")
    finally:
        platform.services[f"worker-{FIRE}"].start()

    file = wait_for("the package", lambda: filed(desk, case_no))
    assert file["archive_no"].startswith(f"{APPROVAL}-ZWFW·2026-D30-")
    assert (file["retention"], file["retention_until"]) == ("30年", "2056-12-31")
    assert case_no not in [each["case_no"] for each in desk.get("/archive/findings")["files"]]
    acts = citizen.client.get(f"/cases/{case_no}/acts")["acts"]
    archived = {act["item"] for act in acts if act["act"] == "archive"}
    assert archived == {item["item"] for item in citizen.case(case_no)["items"]}

    told = proves_itself(platform, desk.content(f"/cases/{case_no}/archive"), tmp_path)
    assert file["archive_no"] in told
    for word in ("准予", "不予", "电子证照", "材料接收凭证"):
        assert word in told


def test_a_correction_after_filing_is_archived_as_a_supplement_that_belongs_to_the_first_package(
    platform: Platform, people: People, tmp_path: Path
) -> None:
    citizen, desk = people.citizen, people.desk(APPROVAL)
    case_no = citizen.submit(NEW_INSPECTION)
    people.grant(APPROVAL, case_no, "business_license")
    people.inspect(case_no, ["food_license", "fire_inspection"])
    people.grant(APPROVAL, case_no, "food_license")
    people.grant(FIRE, case_no, "fire_inspection")
    citizen.wait_for_end(case_no)
    archive_no = wait_for("the package", lambda: filed(desk, case_no))["archive_no"]
    first = desk.content(f"/cases/{case_no}/archive")

    documents = citizen.client.get(f"/cases/{case_no}/documents")["documents"]
    permit = next(
        each for each in documents if each["kind"] == "permit_decision" and each["body"] == APPROVAL
    )
    desk.post(
        f"/cases/{case_no}/documents/{permit['document_no']}/correction",
        {"corrections": [{"wrong": "决定", "right": "决定书"}], "reason": "录入笔误"},
    )
    number, supplement = wait_for("the supplement", lambda: _with_correction(desk, case_no))
    supplement_no = f"{archive_no}-B{number:02d}"
    assert desk.content(f"/cases/{case_no}/archive") == first, "what was filed stays as it was"
    assert b'"receive"' not in supplement, "only what came later"

    files = [tmp_path / "first.zip", tmp_path / "supplement.zip"]
    for file, content in zip(files, (first, supplement), strict=True):
        file.write_bytes(content)
    root = tmp_path / "root.der"
    root.write_bytes(platform.root_certificate.read_bytes())
    alone = verified(files[1], root)
    assert alone.returncode == 0, alone.stdout
    assert supplement_no in alone.stdout
    assert "更正" in alone.stdout
    assert f"档号{archive_no}的档案包没有一并提供" in alone.stdout
    both = verified(files[0], root, files[1])
    assert both.returncode == 0, both.stdout
    assert f"本包是一并提供的档号{archive_no}的档案包的第{number}次补充归档" in both.stdout
    changed = bytearray(supplement)
    changed[len(changed) // 2] ^= 1
    files[1].write_bytes(changed)
    assert verified(files[0], root, files[1]).returncode == 1


def _with_correction(desk: GatewayClient, case_no: str) -> tuple[int, bytes] | None:
    """The supplement that holds the act of correction, and its number; publicity may have brought others before it."""
    for each in desk.get(f"/cases/{case_no}/file-check")["supplements"]:
        if each["archived_at"]:
            package = desk.content(f"/cases/{case_no}/archive/supplements/{each['number']}")
            # Files are stored as they are: the act can be read in the bytes.
            if b'"act": "correct"' in package:
                return each["number"], package
    return None


def _checked(desk: GatewayClient, case_no: str) -> Json | None:
    """The file check once only the seal and the delivery of one document are missing."""
    with suppress(GatewayRefused):
        return _two_left(desk.get(f"/cases/{case_no}/file-check"))
    return None


def _two_left(found: Json) -> Json | None:
    musts = [each for each in found["findings"] if each["severity"] == "must"]
    return found if found["checked_at"] and len(musts) == 2 else None
