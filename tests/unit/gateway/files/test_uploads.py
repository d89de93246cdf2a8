"""Uploaded files: what is taken in, what is refused, and who may read them."""

import io
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from chain.errors import ChainError
from gateway.files.content import check, safe_name
from tests.unit.gateway.portal import PDF, Portal


def image(kind: str, size: tuple[int, int] = (8, 8)) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, "white").save(stream, kind)
    return stream.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    """A PNG whose header claims a size that its data do not have."""
    sound = image("PNG")
    header = sound[12:16] + width.to_bytes(4) + height.to_bytes(4) + sound[24:29]
    return sound[:12] + header + zlib.crc32(header).to_bytes(4) + sound[33:]


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(PDF, "application/pdf"), (image("PNG"), "image/png"), (image("JPEG"), "image/jpeg")],
)
async def test_a_file_is_taken_for_what_it_contains_whatever_it_is_called(
    portal: Portal, content: bytes, media_type: str
) -> None:
    answer = await portal.client.post(
        "/files", files={"file": ("看起来像.exe", content, "text/html")}, headers=portal.applicant
    )
    assert answer.status_code == 201
    assert answer.json()["media_type"] == media_type
    assert answer.json()["size"] == len(content)


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "FileEmpty"),
        (b"hello", 415, "FileTypeNotAccepted"),
        (b"PK\x03\x04" + bytes(100), 415, "FileTypeNotAccepted"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "FileTypeNotAccepted"),
        (b"GIF89a" + bytes(50), 415, "FileTypeNotAccepted"),
        (b"MZ" + PDF, 415, "FileTypeNotAccepted"),
        (PDF[:-8], 422, "FileDamaged"),
        (image("PNG")[:40], 422, "FileDamaged"),
        (image("JPEG")[:60], 422, "FileDamaged"),
        (png_claiming(9000, 9000), 422, "ImageTooLarge"),
        (png_claiming(2**31 - 1, 2**31 - 1), 422, "ImageTooLarge"),
        (png_claiming(7000, 7000), 422, "FileDamaged"),
    ],
)
async def test_what_is_no_sound_document_is_refused(
    portal: Portal, content: bytes, status: int, code: str
) -> None:
    answer = await portal.client.post("/files", files={"file": ("a.pdf", content)}, headers=portal.applicant)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_file_beyond_the_limit_is_refused_by_its_count(portal: Portal) -> None:
    limit = portal.context.settings.max_file_size
    answer = await portal.client.post(
        "/files", files={"file": ("a.pdf", PDF + bytes(limit))}, headers=portal.applicant
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "FileTooLarge")


async def test_a_stream_beyond_the_limit_is_cut_off_without_a_length(portal: Portal) -> None:
    sent = 0

    async def endless() -> Any:
        nonlocal sent
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
        while sent < 200:
            sent += 1
            yield bytes(1024 * 1024)

    answer = await portal.client.post(
        "/files",
        content=endless(),
        headers=portal.applicant | {"Content-Type": "multipart/form-data; boundary=x"},
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "TooLarge")
    assert sent < 20


async def test_uploading_again_gives_the_same_file(portal: Portal) -> None:
    assert await portal.upload() == await portal.upload()
    assert await portal.upload() != await portal.upload(name="另一份.pdf")


async def test_only_applicants_and_those_who_act_for_them_upload(portal: Portal) -> None:
    files = {"file": ("a.pdf", PDF)}
    assert (await portal.client.post("/files", files=files)).status_code == 401
    allowed = {"applicant": 201, "officer": 201, "clerk": 201, "head": 403, "worker": 403, "supervisor": 403}
    for role, status in allowed.items():
        headers = portal.who(f"some-{role}", role, body="fire_379901")
        assert (await portal.client.post("/files", files=files, headers=headers)).status_code == status, role


@pytest.mark.parametrize(
    "data", [{"file": "text"}, {"other": "x"}], ids=["a text where the file should be", "no file"]
)
async def test_a_form_without_a_file_names_the_field(portal: Portal, data: dict[str, str]) -> None:
    answer = await portal.client.post(
        "/files", files={key: (None, value) for key, value in data.items()}, headers=portal.applicant
    )
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["field"] == "file"


async def test_a_file_of_a_case_is_read_by_its_applicant_and_by_bodies_that_use_it(portal: Portal) -> None:
    file_id = await portal.upload(name="预案.pdf")
    case_no = await portal.submit(materials=[{"material": "fire_plan", "file_id": file_id}])
    url = f"/cases/{case_no}/files/{file_id}"
    own = await portal.client.get(url, headers=portal.applicant)
    assert own.content == PDF
    assert own.headers["content-disposition"].startswith("attachment;")
    assert "%E9%A2%84%E6%A1%88.pdf" in own.headers["content-disposition"]
    assert own.headers["x-content-type-options"] == "nosniff"
    using = portal.who("o1", "officer", body="fire_379901")
    assert (await portal.client.get(url, headers=using)).status_code == 200
    for other in (
        portal.who("o2", "officer", body="urban_379901"),
        portal.who("o3", "officer", body="fire_379902"),
        portal.who("applicant-2", "applicant"),
    ):
        assert (await portal.client.get(url, headers=other)).status_code == 404
    assert (await portal.audited()).count("file.read") == 2


async def test_a_file_of_no_case_is_read_through_no_case(portal: Portal) -> None:
    file_id = await portal.upload()
    case_no = await portal.submit()
    answer = await portal.client.get(f"/cases/{case_no}/files/{file_id}", headers=portal.applicant)
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\材料\\预案.PDF", "预案.pdf"),
        ("a\u202egpj.exe", "agpj.exe.pdf"),
        ("\x00\r\n", "附件.pdf"),
        ("", "附件.pdf"),
        (".pdf", "pdf.pdf"),
        ("长" * 500 + ".pdf", "长" * 120 + ".pdf"),
    ],
)
def test_a_name_keeps_nothing_dangerous(given_name: str, kept: str) -> None:
    assert safe_name(given_name, "application/pdf") == kept


@given(st.text())
def test_any_name_becomes_one_that_can_be_kept(name: str) -> None:
    kept = safe_name(name, "image/jpeg")
    assert kept.endswith((".jpg", ".jpeg"))
    assert "/" not in kept
    kept.encode()


@given(st.sampled_from([PDF, image("PNG"), image("JPEG")]), st.data())
def test_damaged_content_is_refused_or_taken_but_never_breaks(content: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(content) - 1))
    damaged = bytearray(content)
    damaged[place] = data.draw(st.integers(0, 255))
    try:
        check(bytes(damaged), "a")
    except ChainError as error:
        assert error.status in (415, 422)  # noqa: PT017 - both answers are right
