"""Certificates for their holders and their issuing bodies, and files of anybody at the public verifier."""

import io
import zipfile

import pytest
from PIL import Image
from sqlalchemy import delete, select, update

from gateway.store.models import Certificate, CertificateEvent
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, Desk, Json, SealMaker


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
