"""Commitments: decided at once, checked afterwards, mended where they were false, revoked where they were not mended."""

from datetime import timedelta
from typing import Any

import pytest

from tests.unit.gateway.obligations.support import (
    accepted,
    act,
    acts_on,
    committed,
    decided,
    documents_of,
    look,
    owed,
    states,
    told,
    tolerated,
)
from tests.unit.gateway.portal import Portal, sample_form
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, URBAN, Desk, SealMaker, sealed

FALSE: dict[str, Any] = {"result": False, "note": "实地核查，经营场所并非承诺的场所。"}
NOT_MENDED: dict[str, Any] = {"mended": False, "note": "期满未提交任何证明。"}


async def granted(portal: Portal) -> Desk:
    """The business licence was granted on a committed proof."""
    desk = await committed(portal)
    await accepted(desk)
    await desk.check(APPROVAL, "business_license", "granted")
    return desk


async def test_the_check_is_scheduled_when_the_item_is_decided(portal: Portal) -> None:
    desk = await granted(portal)
    rows = await owed(desk)
    assert await states(desk) == {"CN01": "open", "CN02": "undertaken"}
    due = rows["CN01"].due_at
    assert due is not None
    assert f"{due:%Y-%m-%d %H:%M:%S}" == "2026-03-30 23:59:59"
    assert await told(portal) == [("obligation-opened", "CN01")]
    assert (await look(desk, "CN01"))["next"] == "2026-03-31T00:00:00+08:00"


async def test_an_officer_s_grant_schedules_it_too_and_after_a_refusal_nothing_is_checked(
    portal: Portal,
) -> None:
    desk = await committed(portal)
    await accepted(desk)
    for item, body, outcome in (
        ("business_license", APPROVAL, "granted"),
        ("signboard", URBAN, "refused"),
    ):
        await desk.check(body, item, "undecided")
        await decided(desk, body, item, outcome)
    assert await states(desk) == {"CN01": "open", "CN02": "lapsed"}


async def test_a_licence_by_commitment_is_checked_within_twenty_days(portal: Portal) -> None:
    case_no = await portal.submit(
        situation={"licence": "new", "fire": "commitment"}, form=sample_form("restaurant_new_commitment")
    )
    desk = Desk(portal, case_no)
    await desk.claimed()
    part = (await desk.get(FIRE, "items/fire_inspection/slice")).json()
    assert part["by_commitment"] is True
    await desk.check(FIRE, "fire_inspection", "granted")
    row = (await owed(desk))["CN01"]
    assert (row.state, row.due_at and f"{row.due_at:%m-%d}") == ("open", "03-30")


async def test_a_true_commitment_is_met(portal: Portal) -> None:
    desk = await granted(portal)
    answer = await act(desk, "CN01", "check", {"result": True}, desk.officer(APPROVAL))
    assert (answer.status_code, answer.json()["state_name"]) == (202, "核查属实")
    assert await look(desk, "CN01") == {"settled": True, "next": None}
    assert (await told(portal))[-1] == ("obligation-changed", "CN01")
    again = await act(desk, "CN01", "check", FALSE, desk.officer(APPROVAL))
    assert (again.status_code, again.json()["code"]) == (409, "NotToBeChecked")


async def test_a_false_one_is_to_be_mended_first_and_mended_it_is_met(portal: Portal) -> None:
    desk = await granted(portal)
    answer = await act(desk, "CN01", "check", FALSE, desk.officer(APPROVAL))
    assert answer.json()["state"] == "mending"
    assert answer.json()["mend_until"] == "2026-03-16T23:59:59+08:00"
    assert (await look(desk, "CN01"))["settled"] is False
    mended = await act(desk, "CN01", "mended", {"mended": True}, desk.officer(APPROVAL))
    assert mended.json()["state"] == "met"
    assert (await acts_on(desk, "business_license"))[-1] == "mend"


async def test_what_is_not_mended_in_time_is_revoked_but_not_before(portal: Portal, maker: SealMaker) -> None:
    desk = await granted(portal)
    certificate = await sealed(desk, maker, APPROVAL, "business_license")
    await act(desk, "CN01", "check", FALSE, desk.officer(APPROVAL))
    early = await act(desk, "CN01", "mended", NOT_MENDED, desk.officer(APPROVAL))
    assert (early.status_code, early.json()["code"]) == (409, "MendingTimeRuns")
    assert "有效" in (await portal.client.get(f"/v/{certificate['identifier']}")).text
    portal.clock.move(timedelta(days=15))
    answer = await act(desk, "CN01", "mended", NOT_MENDED, desk.officer(APPROVAL))
    assert answer.json()["state"] == "unmet"
    assert (await acts_on(desk, "business_license"))[-4:] == [
        "conclude",
        "check_commitment",
        "order_to_mend",
        "revoke",
    ]
    papers = await documents_of(desk)
    assert "承诺人：张示例" in papers["commitment"]
    assert FALSE["note"] in papers["order_to_mend"]
    assert "2026年3月16日" in papers["order_to_mend"]
    assert NOT_MENDED["note"] in papers["revocation"]
    assert "已撤销" in (await portal.client.get(f"/v/{certificate['identifier']}")).text


@pytest.mark.parametrize(("what", "body"), [("check", {"result": False}), ("check", {**FALSE, "note": " "})])
async def test_an_order_to_mend_gives_its_reason(portal: Portal, what: str, body: dict[str, Any]) -> None:
    desk = await granted(portal)
    answer = await act(desk, "CN01", what, body, desk.officer(APPROVAL))
    assert answer.json()["problems"][0]["field"] == "note"
    assert (await states(desk))["CN01"] == "open"


async def test_only_officers_of_the_body_check(portal: Portal) -> None:
    desk = await granted(portal)
    answer = await act(desk, "CN01", "check", {"result": True}, desk.officer(FIRE))
    assert (answer.status_code, answer.json()["code"]) == (404, "ObligationNotFound")


async def test_nobody_checks_before_the_decision_nor_says_mended_without_an_order(portal: Portal) -> None:
    desk = await granted(portal)
    early = await act(desk, "CN02", "check", {"result": True}, desk.officer(URBAN))
    assert early.json()["code"] == "NotToBeChecked"
    unasked = await act(desk, "CN01", "mended", {"mended": True}, desk.officer(APPROVAL))
    assert unasked.json()["code"] == "NoOrderToMend"


async def test_a_commitment_that_was_taken_back_is_owed_again(portal: Portal) -> None:
    desk = await committed(portal)
    answer = await act(desk, "CN02", "retraction", None, portal.applicant)
    assert (answer.status_code, answer.json()["state"]) == (202, "retracted")
    part = (await desk.get(URBAN, "items/signboard/slice")).json()
    assert part["by_commitment"] is False
    assert {each["material"]: each["committed"] for each in part["materials"]}["premises_proof"] is False
    again = await act(desk, "CN02", "retraction", None, portal.applicant)
    assert again.json()["code"] == "ObligationSettled"
    assert await acts_on(desk, "signboard") == ["receive", "commit", "retract_commitment"]


async def test_what_was_taken_back_meanwhile_is_not_granted_at_once(portal: Portal) -> None:
    desk = await committed(portal)
    await accepted(desk)
    await act(desk, "CN01", "retraction", None, portal.applicant)
    checked = await desk.check(APPROVAL, "business_license", "granted")
    assert checked["outcome"] == "undecided"
    assert await states(desk) == {"CN01": "retracted", "CN02": "undertaken"}


async def test_the_officer_is_told_that_a_commitment_was_taken_back(portal: Portal) -> None:
    desk = await committed(portal)
    await accepted(desk)
    await desk.check(URBAN, "signboard", "undecided")
    task = await desk.open_task("signboard", [URBAN])
    headers = desk.officer(URBAN)

    async def shown() -> dict[str, str | None]:
        detail = (await portal.client.get(f"/tasks/{task}", headers=headers)).json()
        return {each["material"]: each["promised"] for each in detail["materials"]}

    assert await shown() == {"premises_proof": "committed", "signboard_design": None}
    await act(desk, "CN02", "retraction", None, portal.applicant)
    assert (await shown())["premises_proof"] == "retracted"


async def test_after_the_decision_nothing_is_taken_back(portal: Portal) -> None:
    desk = await granted(portal)
    answer = await act(desk, "CN01", "retraction", None, portal.applicant)
    assert (answer.status_code, answer.json()["code"]) == (409, "RetractionTooLate")


async def test_a_tolerated_material_is_neither_checked_nor_taken_back(portal: Portal) -> None:
    desk = await tolerated(portal)
    await accepted(desk)
    checked = await act(desk, "RQ01", "check", {"result": True}, desk.officer(APPROVAL))
    taken_back = await act(desk, "RQ01", "retraction", None, portal.applicant)
    assert checked.json()["code"] == taken_back.json()["code"] == "NoCommitment"
