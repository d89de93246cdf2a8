"""Reading copies: a PDF for those without an OFD reader, which says that it is a copy and of which original."""

import io
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import x509
from lxml import etree
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from chain.errors import ChainError
from gateway.certificates.reading_copy.identity import FILE, Identity, ReadingCopyKeyDamaged, identity
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, Desk, Json


async def copy_of(desk: Desk, certificate: Json) -> bytes:
    """The reading copy as the holder gets it."""
    answer = await desk.portal.client.get(
        f"/certificates/{certificate['identifier']}/reading-copy", headers=desk.portal.applicant
    )
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    return answer.content


async def status_of(pdf: bytes, signer: Identity, at: datetime) -> PdfSignatureStatus:
    """What pyHanko's validator says to somebody who trusts the root of the reading copies."""
    root = x509.Certificate.load(signer.root)
    context = ValidationContext(trust_roots=[root], moment=at, best_signature_time=at, allow_fetching=False)
    [signature] = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    return await async_validate_pdf_signature(signature, context)


def signer_of(desk: Desk) -> Identity:
    return identity(desk.portal.context.settings.keys_folder, desk.portal.context.now())


async def test_it_is_signed_under_a_chain_of_its_own_and_covers_everything(desk: Desk, licence: Json) -> None:
    pdf, now = await copy_of(desk, licence), desk.portal.context.now()
    status = await status_of(pdf, signer_of(desk), now)
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert status.bottom_line
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0].sig_object["/SubFilter"] == (
        "/ETSI.CAdES.detached"
    )


async def test_whoever_trusts_another_root_does_not_trust_it(
    desk: Desk, licence: Json, tmp_path: Path
) -> None:
    now = desk.portal.context.now()
    status = await status_of(await copy_of(desk, licence), identity(tmp_path / "other", now), now)
    assert (status.intact, status.trusted) == (True, False)


async def test_a_changed_copy_is_found_out(desk: Desk, licence: Json) -> None:
    pdf, now = await copy_of(desk, licence), desk.portal.context.now()
    place = pdf.index(b"/MediaBox")
    changed = await status_of(pdf[:place] + pdf[place:].replace(b"0", b"1", 1), signer_of(desk), now)
    assert not changed.intact


async def test_another_tool_reads_the_text_and_the_mark(desk: Desk, licence: Json) -> None:
    reader = PdfReader(io.BytesIO(await copy_of(desk, licence)))
    text = "".join(reader.pages[0].extract_text().split())
    data = licence["data"]
    shown = (
        "阅读副本",
        "不是证照原件",
        data["holder"]["name"],
        data["number"],
        data["issuer"]["name"],
        licence["identifier"],
        f"/v/{licence['identifier'].removeprefix('1.2.156.3005.2.')}",
    )
    assert [each for each in shown if each not in text] == []
    assert reader.metadata is not None
    assert reader.metadata.title == f"{data['type_name']}（阅读副本）"


async def test_the_metadata_travel_inside_as_json_and_as_xml(desk: Desk, licence: Json) -> None:
    reader = PdfReader(io.BytesIO(await copy_of(desk, licence)))
    attached = {name: content[0] for name, content in reader.attachments.items()}
    assert set(attached) == {"metadata.json", "metadata.xml"}
    metadata = json.loads(attached["metadata.json"])["metadata"]
    assert metadata["ZZBS"] == licence["identifier"]
    root = etree.fromstring(attached["metadata.xml"])
    assert {node.tag: node.text for node in root} == metadata


async def test_the_copy_says_what_the_register_said_when_it_was_made(desk: Desk, licence: Json) -> None:
    text = "".join(PdfReader(io.BytesIO(await copy_of(desk, licence))).pages[0].extract_text().split())
    assert "制作时的登记状态：有效" in text
    assert "2026-03-0209:00:00" in text


async def test_holder_and_issuing_body_get_it_on_record_and_nobody_else(desk: Desk, licence: Json) -> None:
    path = f"/certificates/{licence['identifier']}/reading-copy"
    for headers, status in (
        (desk.portal.applicant, 200),
        (desk.officer(APPROVAL), 200),
        (desk.officer(FIRE), 404),
        (desk.portal.who("stranger", "applicant"), 404),
    ):
        assert (await desk.portal.client.get(path, headers=headers)).status_code == status
    assert (await desk.portal.audited())[-2:] == ["certificate.reading_copy"] * 2


async def test_there_is_no_copy_of_what_is_not_sealed(desk: Desk) -> None:
    await desk.check(APPROVAL, "business_license", "granted")
    allocated = await desk.allocate(APPROVAL, "business_license")
    answer = await desk.portal.client.get(
        f"/certificates/{allocated['identifier']}/reading-copy", headers=desk.portal.applicant
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "NotYetSealed")


def test_the_key_is_made_once_and_nobody_else_reads_it(tmp_path: Path) -> None:
    now = datetime.fromisoformat("2026-03-02T09:00:00+08:00")
    made = identity(tmp_path, now)
    assert identity(tmp_path, now + timedelta(days=1)) == made
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "content", ["", "nonsense", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_a_damaged_key_file_is_told_in_words(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE).write_text(content, encoding="ascii")
    with pytest.raises(ReadingCopyKeyDamaged) as caught:
        identity(tmp_path, datetime.fromisoformat("2026-03-02T09:00:00+08:00"))
    assert isinstance(caught.value, ChainError)
