"""A certificate as a material: named in place of a file, kept as it was read, and noticed when it counts no more."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from gateway.messages.kinds import MessageKind
from gateway.store.models import Card, CaseFile
from tests.unit.gateway.aftercare.support import FOOD, REASON, act, certificates, licensed, sealed_version
from tests.unit.gateway.messages.support import messages_of
from tests.unit.gateway.portal import PDF, Portal, application, sample_form
from tests.unit.gateway.worker_api.support import (
    APPROVAL,
    FIRE,
    MATERIALS,
    URBAN,
    Desk,
    Json,
    SealMaker,
    new_desk,
)

LICENCE, MATERIAL = "business_license", "licence_copy"
REVOKE: Json = {"act": "revoke", "ground": "deceit", "reason": REASON}
RECALL: Json = {"act": "recall", "ground": "law_changed", "reason": REASON}
CANCEL: Json = {"act": "cancel", "ground": "on_request", "reason": REASON}
SUSPEND: Json = {
    "act": "suspend_licence",
    "penalty_no": "示例市监罚〔2026〕9号",
    "penalty_on": "2026-03-01",
    "until": "2026-06-01",
    "reason": REASON,
}


@pytest.fixture
async def founded(portal: Portal, maker: SealMaker) -> Desk:
    """A business of the applicant's whose licence is sealed."""
    return await licensed(portal, maker, LICENCE)


async def licence_of(desk: Desk, item: str = LICENCE) -> str:
    return (await certificates(desk, item))[-1].identifier


async def apply(portal: Portal, *named: Json, headers: dict[str, str] | None = None) -> httpx.Response:
    """The business applies for the permits of another restaurant."""
    who = headers or portal.applicant
    file_id = await portal.upload(PDF, headers=who)
    uploads: list[Json] = [{"material": key, "file_id": file_id} for key in MATERIALS[1:]]
    content = {
        **application(),
        "situation": {"licence": "existing", "fire": "inspection"},
        "form": sample_form("restaurant_existing_inspection"),
        "materials": [*uploads, *named],
    }
    return await portal.client.post("/cases", json=content, headers=who | portal.fresh_key())


async def relying(portal: Portal, identifier: str) -> Desk:
    """A case in which the applicant named the certificate."""
    answer = await apply(portal, {"material": MATERIAL, "certificate": identifier})
    assert answer.status_code == 202, answer.text
    return Desk(portal, answer.json()["case_no"], jobs=4503599727370496)


async def material(desk: Desk, body: str = APPROVAL, item: str = FOOD) -> dict[str, Any]:
    found = (await desk.get(body, f"items/{item}/slice")).json()["materials"]
    named: dict[str, Any] = next(each for each in found if each["material"] == MATERIAL)
    return named


async def cards(desk: Desk) -> set[tuple[str, str]]:
    async with desk.portal.context.database.read() as session:
        rows = await session.scalars(
            select(Card).where(Card.case_no == desk.case_no, Card.clock == "relied_on")
        )
        return {(row.item, row.body) for row in rows}


async def test_each_body_reads_the_certificate_as_it_was_and_what_it_is_worth_today(
    founded: Desk, portal: Portal
) -> None:
    identifier = await licence_of(founded)
    desk = await relying(portal, identifier)
    for body, item in ((APPROVAL, FOOD), (FIRE, "fire_inspection"), (URBAN, "signboard")):
        (file,) = (await material(desk, body, item))["files"]
        assert file["media_type"] == "application/ofd"
        assert file["certificate"] == {
            "identifier": identifier,
            "name": "营业执照",
            "status": "valid",
            "status_name": "有效",
        }
        content = (await desk.get(body, f"files/{file['file_id']}")).content
        own = await portal.client.get(f"/certificates/{identifier}/file", headers=portal.applicant)
        assert content == own.content


async def test_the_form_says_which_certificates_may_be_named(portal: Portal) -> None:
    url = "/themes/restaurant/form?region=379901&licence=existing&fire=inspection"
    form = (await portal.client.get(url)).json()
    (named,) = form["certificates"]
    assert (named["material"], named["types"]) == (
        MATERIAL,
        [{"type": "113799000000900265001", "name": "营业执照"}],
    )
    assert set(named["items"]) == {FOOD, "fire_inspection", "signboard"}


async def refused(answer: httpx.Response) -> str:
    assert answer.status_code == 422, answer.text
    (problem,) = answer.json()["problems"]
    assert problem["field"] == f"materials[{len(MATERIALS) - 1}].certificate"
    reason: str = problem["reason"]
    return reason


async def test_only_what_is_the_applicants_own_can_be_named(founded: Desk, portal: Portal) -> None:
    named = {"material": MATERIAL, "certificate": await licence_of(founded)}
    reason = await refused(await apply(portal, named, headers=portal.who("stranger", "applicant")))
    assert "不属于申请人" in reason
    unknown = named | {"certificate": named["certificate"].replace(".001.", ".002.")}
    assert await refused(await apply(portal, unknown)) == reason


async def test_only_a_type_that_the_material_accepts_can_be_named(portal: Portal, maker: SealMaker) -> None:
    desk = await licensed(portal, maker)
    named = {"material": MATERIAL, "certificate": await licence_of(desk, FOOD)}
    assert "不接受“食品经营许可证”" in await refused(await apply(portal, named))
    named = {"material": MATERIALS[1], "certificate": await licence_of(desk)}
    assert "不能以电子证照代替" in await refused(await apply(portal, named))


async def test_only_what_counts_today_can_be_named(founded: Desk, portal: Portal) -> None:
    identifier = await licence_of(founded)
    assert (await act(founded, REVOKE, item=LICENCE)).status_code == 202
    named = {"material": MATERIAL, "certificate": identifier}
    assert "该证照已撤销" in await refused(await apply(portal, named))


async def test_what_is_not_sealed_yet_cannot_be_named(portal: Portal) -> None:
    desk = await new_desk(portal)
    await desk.check(APPROVAL, LICENCE, "granted")
    allocated = await desk.allocate(APPROVAL, LICENCE)
    named = {"material": MATERIAL, "certificate": allocated["identifier"]}
    assert "制证中" in await refused(await apply(portal, named))


async def test_the_same_certificate_is_named_once(founded: Desk, portal: Portal) -> None:
    named = {"material": MATERIAL, "certificate": await licence_of(founded)}
    answer = await apply(portal, named, named)
    assert [each["reason"] for each in answer.json()["problems"]] == ["同一份电子证照重复提交，请删除。"]


@pytest.mark.parametrize(
    ("request_", "status"), [(REVOKE, "revoked"), (RECALL, "recalled"), (CANCEL, "cancelled")]
)
async def test_when_it_ends_the_officers_get_a_card_and_the_applicant_a_message(
    founded: Desk, portal: Portal, request_: Json, status: str
) -> None:
    desk = await relying(portal, await licence_of(founded))
    other = await new_desk(portal)
    assert (await act(founded, request_, item=LICENCE, key="fell-once")).status_code == 202
    assert (await act(founded, request_, item=LICENCE, key="fell-once")).status_code == 202
    assert await cards(desk) == {(FOOD, APPROVAL), ("fire_inspection", FIRE), ("signboard", URBAN)}
    (message,) = await messages_of(portal, desk.case_no, MessageKind.RELIED_ON)
    assert "引用的电子证照“营业执照”已被" in message.text
    assert await cards(other) == set()
    (file,) = (await material(desk))["files"]
    assert file["certificate"]["status"] == status


async def test_an_item_that_is_decided_is_left_alone(founded: Desk, portal: Portal) -> None:
    desk = await relying(portal, await licence_of(founded))
    await desk.check(APPROVAL, LICENCE, "granted")
    await desk.check(URBAN, "signboard", "granted")
    assert (await act(founded, REVOKE, item=LICENCE)).status_code == 202
    assert ("signboard", URBAN) not in await cards(desk)
    assert (FOOD, APPROVAL) in await cards(desk)


async def test_a_suspension_is_noticed_too(portal: Portal, maker: SealMaker) -> None:
    """No material of the shipped items accepts a food licence, so the case is made to rely on one."""
    holder = await licensed(portal, maker)
    desk = await relying(portal, await licence_of(holder))
    async with portal.context.database.write() as session:
        await session.execute(
            update(CaseFile)
            .where(CaseFile.case_no == desk.case_no, CaseFile.certificate.is_not(None))
            .values(certificate=await licence_of(holder, FOOD))
        )
    assert (await act(holder, SUSPEND)).status_code == 202
    assert (FOOD, APPROVAL) in await cards(desk)
    (message,) = await messages_of(portal, desk.case_no, MessageKind.RELIED_ON)
    assert "“食品经营许可证”已被暂扣" in message.text
    (file,) = (await material(desk))["files"]
    assert file["certificate"]["status_name"] == "已暂扣"


async def test_a_newer_version_is_seen_and_its_end_noticed(
    founded: Desk, portal: Portal, maker: SealMaker
) -> None:
    desk = await relying(portal, await licence_of(founded))
    change = {"act": "change", "changes": {"business_name": "海岱新馆"}, "reason": REASON}
    assert (await act(founded, change, item=LICENCE)).status_code == 202
    await sealed_version(founded, maker, 2, LICENCE)
    assert await cards(desk) == set()
    (file,) = (await material(desk))["files"]
    assert file["certificate"]["status_name"] == "已由新版本替代"
    assert (await act(founded, REVOKE, item=LICENCE)).status_code == 202
    assert (FOOD, APPROVAL) in await cards(desk)


async def test_the_officer_sees_it_among_the_materials_of_the_task(founded: Desk, portal: Portal) -> None:
    identifier = await licence_of(founded)
    desk = await relying(portal, identifier)
    await desk.claimed()
    task = await desk.open_task(FOOD, [APPROVAL])
    detail = (await portal.client.get(f"/tasks/{task}", headers=desk.officer(APPROVAL))).json()
    (named,) = [each for each in detail["materials"] if each["material"] == MATERIAL]
    (file,) = named["files"]
    assert (file["certificate"], file["certificate_status"]) == (identifier, "有效")


async def test_a_window_case_without_an_account_names_none(founded: Desk, portal: Portal) -> None:
    clerk = portal.who("clerk", "clerk", body=APPROVAL)
    file_id = await portal.upload(PDF, headers=clerk)
    named: Json = {"material": MATERIAL, "certificate": await licence_of(founded)}
    content = {
        **application(),
        "situation": {"licence": "existing", "fire": "inspection"},
        "form": sample_form("restaurant_existing_inspection"),
        "materials": [*({"material": key, "file_id": file_id} for key in MATERIALS[1:]), named],
    }
    answer = await portal.client.post("/window/cases", json=content, headers=clerk | portal.fresh_key())
    assert answer.status_code == 422
    assert "窗口收件时不能引用" in answer.text
