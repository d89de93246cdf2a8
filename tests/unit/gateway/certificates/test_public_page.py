"""The page behind the QR code of a certificate: what it tells of today, and of whom to whom."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from chain.identifiers import CertificateIdentifier
from gateway.certificates.page import LicenceLine, PublicFacts, status_page
from gateway.certificates.public import masked
from gateway.store.models import Certificate
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, URBAN, Desk, Json, SealMaker, sealed


def scanned(certificate: Json) -> str:
    """Where the QR code of a certificate leads."""
    return "/v/" + str(certificate["data"]["verification_url"]).rpartition("/v/")[2]


async def test_page_behind_the_qr_code_tells_todays_status_and_holder(desk: Desk, licence: Json) -> None:
    page = await desk.portal.client.get(scanned(licence))

    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert ">有效<" in page.text
    assert licence["data"]["number"] in page.text
    assert licence["data"]["holder"]["name"] in page.text
    assert "演示用证照，不具法律效力" in page.text
    assert "李示例" not in page.text
    assert "script" not in page.text


@pytest.mark.parametrize("token", ["", "?t=", "?t=" + "A" * 22, "?t=%E4%B8%AD", "?t=*"])
async def test_whoever_counts_through_the_identifiers_learns_no_holder(
    desk: Desk, licence: Json, token: str
) -> None:
    page = await desk.portal.client.get(f"/v/{licence['identifier']}{token}")
    data = licence["data"]

    assert page.status_code == 200
    shown = (data["type_name"], ">有效<", data["issuer"]["name"], "2026年3月2日")
    assert [fact for fact in shown if fact not in page.text] == []
    hidden = (data["holder"]["name"], data["holder"]["code"], data["number"], *data["fields"].values())
    assert [fact for fact in hidden if fact in page.text.replace("2026年3月2日", "")] == []


async def test_token_of_another_certificate_opens_nothing(
    desk: Desk, maker: SealMaker, licence: Json
) -> None:
    await desk.check(FIRE, "fire_inspection", "granted")
    fire = await sealed(desk, maker, FIRE, "fire_inspection")
    token = scanned(fire).partition("?")[2]
    page = await desk.portal.client.get(f"/v/{licence['identifier']}?{token}")

    assert page.status_code == 200
    assert licence["data"]["holder"]["name"] not in page.text


async def test_store_keeps_no_token_that_opens_the_page(desk: Desk, licence: Json) -> None:
    async with desk.portal.context.database.read() as session:
        kept = await session.scalar(select(Certificate.public_token))
    page = await desk.portal.client.get(f"/v/{licence['identifier']}?t={kept}")

    assert kept is not None
    assert licence["data"]["holder"]["name"] not in page.text


async def test_certificate_made_before_codes_had_tokens_still_resolves(desk: Desk, licence: Json) -> None:
    async with desk.portal.context.database.write() as session:
        await session.execute(update(Certificate).values(public_token=None))
    pages = [
        await desk.portal.client.get(address)
        for address in (scanned(licence).partition("?")[0], scanned(licence))
    ]

    assert [page.status_code for page in pages] == [200, 200]
    assert [licence["data"]["holder"]["name"] in page.text for page in pages] == [False, False]


async def test_page_of_the_joint_permit_leads_to_each_licence(
    desk: Desk, maker: SealMaker, licence: Json
) -> None:
    parts = {}
    for body, item in ((APPROVAL, "food_license"), (FIRE, "fire_inspection"), (URBAN, "signboard")):
        await desk.check(body, item, "granted")
        parts[item] = await sealed(desk, maker, body, item)
    permit = await sealed(desk, maker, APPROVAL, "industry_permit")
    page = (await desk.portal.client.get(scanned(permit))).text
    bare = (await desk.portal.client.get(f"/v/{permit['identifier']}")).text

    for part in parts.values():
        short = CertificateIdentifier.parse(part["identifier"]).short
        assert f'href="/v/{short}"' in page
        assert short not in bare
        assert (await desk.portal.client.get(f"/v/{short}")).status_code == 200


@pytest.mark.parametrize(
    ("change", "shown"),
    [({"status": "revoked"}, "已撤销"), ({"status": "cancelled"}, "已注销"), ({}, "有效")],
)
async def test_page_shows_what_became_of_the_certificate(
    desk: Desk, licence: Json, change: Json, shown: str
) -> None:
    async with desk.portal.context.database.write() as session:
        await session.execute(update(Certificate).values(**{"status": "valid", **change}))
    page = await desk.portal.client.get(f"/v/{licence['identifier']}")

    assert f">{shown}<" in page.text


async def test_expired_certificate_is_shown_as_expired(desk: Desk, maker: SealMaker, licence: Json) -> None:
    await desk.check(APPROVAL, "food_license", "granted")
    food = await sealed(desk, maker, APPROVAL, "food_license")
    last_day = food["data"]["expires"]
    desk.portal.clock.move(timedelta(days=365 * 5))
    before = await desk.portal.client.get(f"/v/{food['identifier']}")
    desk.portal.clock.move(timedelta(days=2))
    after = await desk.portal.client.get(f"/v/{food['identifier']}")

    assert last_day == "2031-03-01"
    assert (">有效<" in before.text, ">已过有效期<" in after.text) == (True, True)


@pytest.mark.parametrize(
    "identifier", ["x", "1.2.3", "<script>", "1" * 121, "113799000000900265001.X.1.001.0"]
)
async def test_unknown_identifier_gets_a_plain_page_and_is_never_echoed(
    portal: Portal, identifier: str
) -> None:
    answer = await portal.client.get(f"/v/{identifier}")

    assert answer.status_code in (404, 422)
    assert "<script>" not in answer.text


def test_everything_on_the_page_is_escaped() -> None:
    hostile = '<img src=x onerror="alert(1)">\'&'
    facts = PublicFacts(
        name=hostile,
        identifier=hostile,
        number=hostile,
        holder=hostile,
        issuer=hostile,
        issued=hostile,
        valid=hostile,
        good=True,
        status_name=hostile,
        fictitious=True,
        checked=hostile,
        licences=[LicenceLine(hostile, hostile, hostile, hostile)],
    )
    page = status_page(facts)

    assert "<img" not in page
    assert 'onerror="' not in page


@pytest.mark.parametrize(("name", "shown"), [("李示例", "*示例"), ("李", "*"), ("", "*")])
def test_name_of_a_person_is_masked(name: str, shown: str) -> None:
    assert masked(name) == shown
