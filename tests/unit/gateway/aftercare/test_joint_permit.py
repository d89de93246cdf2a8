"""The joint permit when licences that it lists end: made anew without them, or left, and always saying what they are today."""

import pytest

from gateway.certificates.library.recording import events_of
from gateway.store.models import Case, CertificateEvent
from tests.unit.gateway.aftercare.support import act, certificates, due_versions, scanned, sealed_version
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, URBAN, Desk, Json, SealMaker, sealed

JOINT = "industry_permit"
RECALL: Json = {"act": "recall", "ground": "law_changed", "reason": "所依据的办法已经废止"}
REVOKE: Json = {"act": "revoke", "ground": "deceit", "reason": "提交的平面图系伪造"}
CANCEL: Json = {"act": "cancel", "ground": "on_request", "reason": "办理注销手续"}


async def events(desk: Desk, identifier: str) -> list[CertificateEvent]:
    """What happened to a certificate."""
    async with desk.portal.context.database.read() as session:
        return await events_of(session, identifier)


async def with_joint_permit(food: Desk, maker: SealMaker) -> list[str]:
    """Fire and signboard are granted as well, and the joint permit lists all three; their names."""
    for body, item in ((FIRE, "fire_inspection"), (URBAN, "signboard")):
        await food.check(body, item, "granted")
        await sealed(food, maker, body, item)
    permit = await sealed(food, maker, APPROVAL, JOINT)
    return [licence["name"] for licence in permit["data"]["licences"]]


@pytest.mark.parametrize("end", [RECALL, REVOKE, CANCEL], ids=lambda end: end["act"])
async def test_the_joint_permit_is_made_anew_without_a_licence_that_ended(
    food: Desk, maker: SealMaker, end: Json
) -> None:
    before = await with_joint_permit(food, maker)
    role = "officer" if end["act"] == "cancel" else "head"
    answer = await act(food, end, food.portal.who(role, role, body=URBAN), item="signboard")
    assert answer.status_code == 202, answer.text
    first, second = await certificates(food, JOINT)
    old = await scanned(food, first)
    await sealed_version(food, maker, 2, JOINT)
    first, second = await certificates(food, JOINT)
    after = [licence["name"] for licence in second.data["licences"]]

    assert (first.status, second.supersedes, second.number) == ("superseded", first.identifier, first.number)
    assert len(before) == 3
    assert after == [name for name in before if "招牌" not in name]
    assert f"{JOINT}/2" in await due_versions(food)
    assert old.count(">有效<") == 3, "the permit and two of its licences count, the third is shown as ended"
    (told,) = [row for row in await events(food, first.identifier) if row.event == "changed"]
    assert (told.ground, told.body) == ("licence_ended", APPROVAL)


async def test_without_a_licence_that_it_needs_the_joint_permit_stays_and_says_so(
    food: Desk, maker: SealMaker
) -> None:
    await with_joint_permit(food, maker)
    assert (await act(food, RECALL)).status_code == 202
    head_of_urban = food.portal.who("head", "head", body=URBAN)
    assert (await act(food, RECALL, head_of_urban, item="signboard")).status_code == 202
    (only,) = await certificates(food, JOINT)
    page = await scanned(food, only)

    assert page.count(">已撤回<") == 2
    assert f"{JOINT}/2" not in await due_versions(food)


async def test_the_end_of_what_the_joint_permit_does_not_list_leaves_it(food: Desk, maker: SealMaker) -> None:
    await with_joint_permit(food, maker)
    assert (await act(food, RECALL, item="business_license")).status_code == 202
    assert len(await certificates(food, JOINT)) == 1


async def test_the_joint_permit_is_issued_by_the_office_that_handles_it_and_by_no_other(
    food: Desk, maker: SealMaker
) -> None:
    await with_joint_permit(food, maker)
    (permit,) = await certificates(food, JOINT)
    async with food.portal.context.database.read() as session:
        case = await session.get_one(Case, food.case_no)
    assert permit.body == case.lead_body == APPROVAL
    assert permit.data["issuer"]["name"] == "示例一区行政审批服务局"
    refused = await food.post(URBAN, f"items/{JOINT}/certificate")
    assert (refused.status_code, refused.json()["code"]) == (404, "NotYourCase")
