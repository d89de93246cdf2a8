"""Certificates for their holders, their issuing bodies, and the public behind the QR code."""

import io
import zipfile
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import delete, select, update

from chain.identifiers import CertificateIdentifier
from gateway.certificates.page import LicenceLine, PublicFacts, status_page
from gateway.certificates.public import masked
from gateway.store.models import Certificate, CertificateEvent
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, URBAN, Desk, Json, SealMaker, sealed


@pytest.fixture
async def licence(desk: Desk, maker: SealMaker) -> Json:
    """A sealed business licence."""
    await desk.check(APPROVAL, "business_license", "granted")
    return await sealed(desk, maker, APPROVAL, "business_license")


async def test_holder_and_issuing_body_read_the_certificate_and_others_do_not(
    desk: Desk, licence: Json
) -> None:
    path = f"/certificates/{licence['identifier']}"
    readers = [desk.portal.applicant, desk.officer(APPROVAL)]
    others = [desk.officer(FIRE), desk.portal.who("stranger", "applicant")]
    found = [await desk.portal.client.get(path, headers=headers) for headers in readers]
    hidden = [await desk.portal.client.get(path, headers=headers) for headers in others]

    assert [answer.status_code for answer in found] == [200, 200]
    assert found[0].json()["metadata"]["ZZBS"] == licence["identifier"]
    assert (found[0].json()["status"], found[0].json()["state"]) == ("valid", "sealed")
    assert [answer.status_code for answer in hidden] == [404, 404]
    assert (await desk.portal.audited())[-2:] == ["certificate.read"] * 2


async def test_sealed_file_is_downloaded_and_verifies(desk: Desk, licence: Json) -> None:
    file = await desk.portal.client.get(
        f"/certificates/{licence['identifier']}/file", headers=desk.portal.applicant
    )
    verdict = await desk.portal.client.post(
        "/certificates/verification", files={"file": ("x.ofd", file.content)}
    )

    assert file.headers["content-disposition"].startswith("attachment")
    assert (verdict.json()["result"], verdict.json()["identifier"]) == ("passed", licence["identifier"])
    assert (verdict.json()["status"], verdict.json()["status_name"]) == ("valid", "有效")
    assert {finding["result"] for finding in verdict.json()["findings"]} == {"passed"}


async def verdict_on_file_of(desk: Desk, certificate: Json) -> Json:
    """What a check of its sealed file says."""
    file = await desk.portal.client.get(
        f"/certificates/{certificate['identifier']}/file", headers=desk.portal.applicant
    )
    answer = await desk.portal.client.post(
        "/certificates/verification", files={"file": ("x.ofd", file.content)}
    )
    found: Json = answer.json()
    return found


async def test_every_question_is_answered_and_what_was_not_looked_at_is_said(
    desk: Desk, licence: Json
) -> None:
    found = await verdict_on_file_of(desk, licence)
    answers = {each["question"]: each["result"] for each in found["answers"]}

    assert answers == {
        "intact": "passed",
        "sealed_by": "passed",
        "trusted": "passed",
        "valid_then": "passed",
        "revoked": "indeterminate",
        "status": "passed",
        "superseded": "passed",
    }
    assert {note.partition("：")[0] for note in found["notes"]} >= {"吊销状态", "印章状态"}


@pytest.mark.parametrize(("status", "result"), [("revoked", "failed"), ("suspended", "indeterminate")])
async def test_a_sound_file_of_a_certificate_that_does_not_count_does_not_simply_pass(
    desk: Desk, licence: Json, status: str, result: str
) -> None:
    async with desk.portal.context.database.write() as session:
        await session.execute(update(Certificate).values(status=status))
    found = await verdict_on_file_of(desk, licence)

    assert (found["result"], found["file_result"], found["status"]) == (result, "passed", status)


@pytest.mark.parametrize("sound", [True, False])
async def test_a_file_that_borrows_a_registered_identifier_is_held_to_what_is_registered(
    desk: Desk, maker: SealMaker, licence: Json, sound: bool
) -> None:
    """Sealed by the body itself, with another holder: the status on record is not this file's. Of a file without its seal
    nothing is said: whoever guesses at the holder would be told."""
    async with desk.portal.context.database.read() as session:
        (row,) = await session.scalars(
            select(Certificate).where(Certificate.identifier == licence["identifier"])
        )
    other = {**row.data, "holder": {**row.data["holder"], "name": "别家餐饮店（示例）"}}
    allocated = {"template": row.template, "data": other}
    unsealed = maker.compose(allocated)
    content = maker.seal(row.body, allocated, unsealed) if sound else unsealed
    answer = (
        await desk.portal.client.post("/certificates/verification", files={"file": ("x.ofd", content)})
    ).json()

    said = {each["key"]: each["result"] for each in answer["findings"] if each["key"] == "registered"}
    assert (answer["result"], answer["file_result"]) == ("failed", "passed" if sound else "failed")
    assert said == ({"registered": "failed"} if sound else {})


async def test_a_sound_file_that_is_not_on_record_here_is_for_its_body_to_confirm(
    desk: Desk, licence: Json
) -> None:
    file = await desk.portal.client.get(
        f"/certificates/{licence['identifier']}/file", headers=desk.portal.applicant
    )
    async with desk.portal.context.database.write() as session:
        await session.execute(delete(CertificateEvent))
        await session.execute(update(Certificate).values(identifier="1.2.156.3005.2.elsewhere"))
    answer = await desk.portal.client.post(
        "/certificates/verification", files={"file": ("x.ofd", file.content)}
    )

    assert (answer.json()["result"], answer.json()["file_result"]) == ("indeterminate", "passed")
    assert answer.json()["status"] is None


async def test_anybody_verifies_a_file_on_the_page_and_reads_the_same_answers(
    desk: Desk, licence: Json
) -> None:
    file = await desk.portal.client.get(
        f"/certificates/{licence['identifier']}/file", headers=desk.portal.applicant
    )
    found = await verdict_on_file_of(desk, licence)
    form = await desk.portal.client.get("/v")
    page = await desk.portal.client.post("/v", files={"file": ("证照.ofd", file.content)})

    assert 'action="/v"' in form.text
    assert page.status_code == 200
    assert '<p class="status good">通过</p>' in page.text
    told = {each["name"]: each["name"] in page.text for each in found["answers"]}
    assert all(told.values()), told
    assert all(note in page.text for note in found["notes"])
    assert "script" not in form.text + page.text


async def test_a_file_beyond_the_limit_is_refused_on_the_page_in_words(portal: Portal) -> None:
    page = await portal.client.post("/v", files={"file": ("x.ofd", b"x" * (8 * 1024 * 1024 + 1))})

    assert page.status_code == 413
    assert "不超过 8 MB" in page.text


async def test_nothing_of_a_strangers_file_is_markup_on_the_page(portal: Portal) -> None:
    page = await portal.client.post("/v", files={"file": ("<img src=x>.ofd", b"<script>")})

    assert page.status_code == 200
    assert '<p class="status bad">不通过</p>' in page.text
    assert "<img" not in page.text
    assert "<script" not in page.text


async def test_rendering_is_a_picture_of_the_page(desk: Desk, licence: Json) -> None:
    answer = await desk.portal.client.get(
        f"/certificates/{licence['identifier']}/rendering", headers=desk.portal.applicant
    )

    with Image.open(io.BytesIO(answer.content)) as picture:
        assert picture.format == "PNG"
        assert picture.width > 1000


async def test_certificate_without_its_seal_is_not_given_out(desk: Desk) -> None:
    await desk.check(APPROVAL, "business_license", "granted")
    allocated = await desk.allocate(APPROVAL, "business_license")
    identifier = allocated["identifier"]
    file = await desk.portal.client.get(f"/certificates/{identifier}/file", headers=desk.portal.applicant)
    page = await desk.portal.client.get(f"/v/{identifier}")

    assert (file.status_code, file.json()["code"]) == (404, "NotYetSealed")
    assert page.status_code == 404


async def test_tampered_file_fails_with_a_reason(desk: Desk, maker: SealMaker, licence: Json) -> None:
    file = await desk.portal.client.get(
        f"/certificates/{licence['identifier']}/file", headers=desk.portal.applicant
    )
    tampered = io.BytesIO(file.content)
    with zipfile.ZipFile(tampered, "a") as archive:
        archive.writestr("Doc_0/extra.txt", "x")
    answer = await desk.portal.client.post(
        "/certificates/verification", files={"file": ("x.ofd", tampered.getvalue())}
    )

    assert answer.status_code == 200
    assert answer.json()["result"] == "failed"
    assert answer.json()["answers"][0]["question"] == "intact"
    assert answer.json()["answers"][0]["result"] == "failed"
    assert any(finding["result"] == "failed" for finding in answer.json()["findings"])


async def test_a_reading_copy_in_the_original_s_place_is_told_from_a_broken_file(portal: Portal) -> None:
    answer = await portal.client.post(
        "/certificates/verification", files={"file": ("证照.pdf", b"%PDF-1.7\n")}
    )
    assert answer.json()["result"] == "failed"
    assert "阅读副本不能代替原件" in answer.json()["findings"][0]["reason"]


@pytest.mark.parametrize("content", [b"", b"\x00" * 100, b"PK\x03\x04", b"%PDF-1.7", "证照".encode()])
async def test_any_bytes_get_a_verdict(portal: Portal, content: bytes) -> None:
    answer = await portal.client.post("/certificates/verification", files={"file": ("证照.ofd", content)})

    assert answer.status_code == 200
    assert (answer.json()["result"], answer.json()["status"]) == ("failed", None)


async def test_zip_bomb_is_refused_with_a_verdict(portal: Portal) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("OFD.xml", b"\x00" * 40_000_000)
    answer = await portal.client.post(
        "/certificates/verification", files={"file": ("x.ofd", bomb.getvalue())}
    )

    assert (answer.status_code, answer.json()["result"]) == (200, "failed")


async def test_file_beyond_the_limit_is_refused(portal: Portal) -> None:
    content = b"x" * (8 * 1024 * 1024 + 1)
    answer = await portal.client.post("/certificates/verification", files={"file": ("x.ofd", content)})

    assert answer.status_code == 413


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
