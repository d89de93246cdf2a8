"""The record of two bodies on the real engine: sealed by both in their order, read, verified, archived."""

import io
from pathlib import Path

import pytest
from PIL import Image

from scripts.tools.demo.client import GatewayRefused, Json
from scripts.tools.platform import Platform
from tests.e2e.archive.packages import filed, files_in, proves_itself
from tests.e2e.joint import inspect_together, record_under_all_seals, uses_of_seals, verified
from tests.e2e.people import NEW_INSPECTION, Citizen, People, wait_for

pytestmark = pytest.mark.e2e

APPROVAL, FIRE = "approval_379901", "fire_379901"
SEALING = {APPROVAL: "示例一区行政审批服务局", FIRE: "示例一区消防救援大队"}


def test_a_record_of_two_bodies_waits_for_the_second_seal_and_is_archived_as_both_sealed_it(
    platform: Platform, people: People, tmp_path: Path
) -> None:
    citizen, desk = people.citizen, people.desk(APPROVAL)
    case_no = citizen.submit(NEW_INSPECTION)
    people.grant(APPROVAL, case_no, "business_license")
    wait_for("inspection", lambda: people.open_task(FIRE, case_no))
    platform.services[f"worker-{FIRE}"].stop()
    try:
        record = inspect_together(people, case_no, {FIRE: "fire_inspection", APPROVAL: "food_license"})
        path = f"/cases/{case_no}/documents/{record}"
        page = wait_for("the first seal", lambda: _sealed_by_one(citizen, path))
        assert [(party["body"], party["sealed_at"] is not None) for party in page["parties"]] == [
            (APPROVAL, True),
            (FIRE, False),
        ]
        with pytest.raises(GatewayRefused) as early:
            citizen.client.content(f"{path}/file")
        assert early.value.status == 409
    finally:
        platform.services[f"worker-{FIRE}"].start()

    people.grant(APPROVAL, case_no, "food_license")
    people.grant(FIRE, case_no, "fire_inspection")
    citizen.wait_for_end(case_no)
    content = record_under_all_seals(citizen, case_no, record, SEALING)
    assert uses_of_seals(platform, case_no) == [(body, "official") for body in SEALING]
    picture = Image.open(io.BytesIO(citizen.client.content(f"{path}/rendering")))
    assert picture.format == "PNG"
    changed = bytearray(content)
    changed[len(changed) // 2] ^= 1
    assert verified(citizen, bytes(changed))["result"] != "passed"

    wait_for("the package", lambda: filed(desk, case_no))
    package = desk.content(f"/cases/{case_no}/archive")
    assert content in [each for _, each in files_in(package)], "archived as both sealed it"
    assert "联合勘验记录" in proves_itself(platform, package, tmp_path)


def _sealed_by_one(citizen: Citizen, path: str) -> Json | None:
    found = citizen.client.get(path)
    return found if found["state_name"] == "待签章（共2个机关盖章，已盖1个）" else None
