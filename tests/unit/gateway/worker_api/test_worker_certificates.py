"""Certificates as the issuing body's worker makes them: real composition, real seals."""

import re

import pytest

from bpmn.catalogue import load_catalogue
from chain.certificates.data import CertificateData
from chain.identifiers import CertificateIdentifier, is_valid_uscc
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.worker_api.support import (
    APPROVAL,
    FIRE,
    URBAN,
    Desk,
    SealMaker,
    new_desk,
    sealed,
)


async def test_nothing_is_issued_before_it_is_granted(desk: Desk) -> None:
    await desk.check(APPROVAL, "business_license", "undecided")
    answer = await desk.post(APPROVAL, "items/business_license/certificate")

    assert (answer.status_code, answer.json()["code"]) == (409, "NotGranted")


async def test_refused_item_gets_no_certificate(desk: Desk) -> None:
    await desk.check(APPROVAL, "business_license", "refused", "不符合规定")

    assert (await desk.post(APPROVAL, "items/business_license/certificate")).status_code == 409


async def test_item_certificates_wait_for_the_business_to_have_its_code(desk: Desk) -> None:
    await desk.check(URBAN, "signboard", "granted")
    answer = await desk.post(URBAN, "items/signboard/certificate")

    assert (answer.status_code, answer.json()["code"]) == (409, "BusinessUnknown")


async def test_licence_is_allocated_once_with_sound_codes_for_a_new_business(desk: Desk) -> None:
    await desk.check(APPROVAL, "business_license", "granted")
    first = await desk.allocate(APPROVAL, "business_license")
    second = await desk.allocate(APPROVAL, "business_license")
    data = CertificateData.from_json(first["data"])

    assert first == second
    assert str(CertificateIdentifier.parse(first["identifier"])) == first["identifier"]
    assert data.identifier.issuer == load_catalogue().body(APPROVAL).uscc
    assert data.holder.code == data.number
    assert is_valid_uscc(data.holder.code)
    assert data.holder.code.startswith("92379901")
    assert re.search(f"/v/{re.escape(data.identifier.short)}\\?t=[A-Za-z0-9_-]{{22}}$", data.verification_url)
    assert (first["type"], first["template"], first["state"]) == (
        "113799000000900265001",
        "business_license",
        "allocated",
    )


async def test_two_new_businesses_get_two_codes(desk: Desk) -> None:
    other = await new_desk(desk.portal)
    holders = []
    for each in (desk, other):
        await each.check(APPROVAL, "business_license", "granted")
        holders.append((await each.allocate(APPROVAL, "business_license"))["data"]["holder"]["code"])

    assert len(set(holders)) == 2


async def test_whole_way_from_allocation_to_a_seal_that_is_verified_before_it_is_taken(
    desk: Desk, maker: SealMaker
) -> None:
    await desk.check(APPROVAL, "business_license", "granted")
    allocated = await desk.allocate(APPROVAL, "business_license")
    base = f"certificates/{allocated['identifier']}"
    original = maker.compose(allocated)
    signed = maker.seal(APPROVAL, allocated, original)

    too_early = await desk.put(APPROVAL, f"{base}/sealed", signed)
    stored = await desk.put(APPROVAL, f"{base}/original", original)
    composed = await desk.allocate(APPROVAL, "business_license")
    kept = await desk.put(APPROVAL, f"{base}/sealed", signed)
    again = await desk.put(APPROVAL, f"{base}/sealed", maker.seal(APPROVAL, allocated, original))
    read = await desk.portal.client.get(f"/worker/{base}/original", headers=desk.worker(APPROVAL))

    assert (too_early.status_code, too_early.json()["code"]) == (409, "OriginalMissing")
    assert stored.json()["sealed_at"] is None
    assert composed["state"] == "composed"
    assert kept.json() == again.json()
    assert kept.json()["sealed_at"] is not None
    assert read.content == original
    assert (await desk.allocate(APPROVAL, "business_license"))["state"] == "sealed"


async def test_original_of_other_content_is_refused(desk: Desk, maker: SealMaker) -> None:
    await desk.check(APPROVAL, "business_license", "granted")
    allocated = await desk.allocate(APPROVAL, "business_license")
    richer = {**allocated, "data": allocated["data"] | {"number": "另一编号"}}
    path = f"certificates/{allocated['identifier']}/original"

    for content in (maker.compose(richer), b"", b"PK\x03\x04", b"no ofd" * 100):
        answer = await desk.put(APPROVAL, path, content)
        assert (answer.status_code, answer.json()["code"]) == (422, "OriginalRefused")


async def test_seal_of_another_body_an_unknown_root_or_a_changed_page_is_refused(
    desk: Desk, maker: SealMaker
) -> None:
    await desk.check(APPROVAL, "business_license", "granted")
    allocated = await desk.allocate(APPROVAL, "business_license")
    base, original = f"certificates/{allocated['identifier']}", maker.compose(allocated)
    await desk.put(APPROVAL, f"{base}/original", original)
    altered = maker.compose({**allocated, "data": allocated["data"] | {"expires": "2030-01-01"}})

    for forged in (
        original,
        maker.seal(FIRE, allocated, original),
        SealMaker(desk.portal.context).seal(APPROVAL, allocated, original),
        maker.seal(APPROVAL, allocated, altered),
        maker.seal(APPROVAL, allocated, original)[:-100],
        b"",
    ):
        answer = await desk.put(APPROVAL, f"{base}/sealed", forged)
        assert (answer.status_code, answer.json()["code"]) == (422, "SealedRefused")


@pytest.mark.parametrize("action", ["GET original", "PUT original", "PUT sealed", "GET sealed"])
async def test_other_bodies_reach_no_certificate_of_this_one(
    desk: Desk, maker: SealMaker, action: str
) -> None:
    await desk.check(APPROVAL, "business_license", "granted")
    allocated = await sealed(desk, maker, APPROVAL, "business_license")
    method, _, file = action.partition(" ")
    path = f"certificates/{allocated['identifier']}/{file}"

    answer = (
        await desk.put(FIRE, path, b"x")
        if method == "PUT"
        else await desk.portal.client.get(f"/worker/{path}", headers=desk.worker(FIRE))
    )

    assert (answer.status_code, answer.json()["code"]) == (404, "NotYourCase")


async def test_file_beyond_the_limit_is_refused_while_it_streams(desk: Desk) -> None:
    await desk.check(APPROVAL, "business_license", "granted")
    allocated = await desk.allocate(APPROVAL, "business_license")
    path = f"certificates/{allocated['identifier']}/original"

    assert (await desk.put(APPROVAL, path, b"x" * (8 * 1024 * 1024 + 1))).status_code == 413


async def test_all_items_and_the_joint_permit_that_lists_them(desk: Desk, maker: SealMaker) -> None:
    await desk.check(APPROVAL, "business_license", "granted")
    licence = await sealed(desk, maker, APPROVAL, "business_license")
    early = await desk.post(APPROVAL, "items/industry_permit/certificate")
    for body, item in ((URBAN, "signboard"), (APPROVAL, "food_license"), (FIRE, "fire_inspection")):
        await desk.check(body, item, "granted")
        await sealed(desk, maker, body, item)
    permit = await sealed(desk, maker, APPROVAL, "industry_permit")
    data = CertificateData.from_json(permit["data"])

    assert (early.status_code, early.json()["code"]) == (409, "NotGranted")
    assert [entry.name for entry in data.licences] == [
        "食品经营许可证",
        "公众聚集场所投入使用、营业前消防安全检查意见书",
        "户外招牌设置凭证",
    ]
    assert data.licences[2].validity == "至2029年12月14日"
    assert data.holder.code == licence["data"]["holder"]["code"]


async def test_commitment_and_an_existing_licence_stand_on_the_certificates(
    portal: Portal, maker: SealMaker
) -> None:
    desk = await new_desk(portal, "restaurant_new_commitment", fire="commitment")
    await desk.check(APPROVAL, "business_license", "granted")
    await desk.allocate(APPROVAL, "business_license")
    await desk.check(FIRE, "fire_inspection", "granted")
    fire = await desk.allocate(FIRE, "fire_inspection")

    assert fire["data"]["fields"]["KZ_BLFS"] == "告知承诺"
    assert fire["data"]["fields"]["KZ_SYXZ"] == "饭店"
    assert maker.compose(fire).startswith(b"PK")
