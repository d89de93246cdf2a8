"""Every reading of what concerns a person leaves a line in the audit log: who, in which role, of which body, what."""

from collections.abc import Mapping

import pytest
from sqlalchemy import select

from gateway.store.models import AuditEntry
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, Desk, SealMaker, sealed

Line = tuple[str, str, str | None, str]

OFFICER, SUPERVISOR = f"officer-{APPROVAL}", "supervisor-1"
OWN: Mapping[str, str] = {
    "/cases/{case_no}": "case.read",
    "/cases/{case_no}/status": "case.read",
    "/cases/{case_no}/papers": "case.read",
    "/cases/{case_no}/timeline": "case.read",
    "/cases/{case_no}/path": "case.read",
    "/cases/{case_no}/notices": "case.read",
    "/cases/{case_no}/acts": "case.read",
    "/cases/{case_no}/assistance": "case.read",
    "/cases/{case_no}/files/{file_id}": "file.read",
    "/certificates/{identifier}": "certificate.read",
    "/certificates/{identifier}/history": "certificate.history",
    "/certificates/{identifier}/copies": "certificate.copies",
    "/certificates/{identifier}/file": "certificate.file",
    "/certificates/{identifier}/rendering": "certificate.file",
    "/certificates/{identifier}/reading-copy": "certificate.reading_copy",
}


async def places(desk: Desk, maker: SealMaker) -> dict[str, str]:
    """What the addresses name: the case, a file of it, a certificate of the approval bureau."""
    detail = await desk.get(APPROVAL, "items/food_license/slice")
    await desk.check(APPROVAL, "business_license", "granted")
    licence = await sealed(desk, maker, APPROVAL, "business_license")
    materials = detail.json()["materials"]
    file_id = next(each["files"][0]["file_id"] for each in materials if each["files"])
    return {"case_no": desk.case_no, "file_id": file_id, "identifier": licence["identifier"]}


async def lines_after(desk: Desk, seq: int) -> list[Line]:
    async with desk.portal.context.database.read() as session:
        rows = await session.scalars(select(AuditEntry).where(AuditEntry.seq > seq).order_by(AuditEntry.seq))
        return [(row.actor, row.role, row.body, row.action) for row in rows]


async def last_line(desk: Desk) -> int:
    return len(await desk.portal.audited())


@pytest.mark.parametrize("path", OWN)
async def test_applicants_officers_and_strangers_leave_the_lines_they_should(
    desk: Desk, maker: SealMaker, path: str
) -> None:
    url = path.format_map(await places(desk, maker))
    before = await last_line(desk)
    for headers in (
        desk.portal.applicant,
        desk.officer(APPROVAL),
        desk.portal.who("stranger", "applicant"),
        desk.officer("urban_379902"),
    ):
        await desk.portal.client.get(url, headers=headers)

    assert await lines_after(desk, before) == [
        ("applicant-1", "applicant", None, OWN[path]),
        (OFFICER, "officer", APPROVAL, OWN[path]),
    ]


@pytest.mark.parametrize(
    "path", [path for path, action in OWN.items() if action == "case.read" and not path.endswith("/papers")]
)
async def test_a_supervisors_reading_of_a_case_is_on_record(desk: Desk, path: str) -> None:
    before = await last_line(desk)
    supervisor = desk.portal.who(SUPERVISOR, "supervisor")
    await desk.portal.client.get(path.format(case_no=desk.case_no), headers=supervisor)

    assert await lines_after(desk, before) == [(SUPERVISOR, "supervisor", None, "case.read")]


async def test_the_holder_shown_behind_a_qr_code_is_on_record_and_a_page_without_him_is_not(
    desk: Desk, maker: SealMaker
) -> None:
    await desk.check(APPROVAL, "business_license", "granted")
    licence = await sealed(desk, maker, APPROVAL, "business_license")
    before = await last_line(desk)
    code = "/v/" + licence["data"]["verification_url"].rpartition("/v/")[2]
    for url in (f"/v/{licence['identifier']}", f"/v/{licence['identifier']}?t=wrong", code):
        assert (await desk.portal.client.get(url)).status_code == 200

    assert await lines_after(desk, before) == [("public", "public", None, "certificate.shown")]


async def test_who_is_applicant_and_officer_at_once_is_recorded_as_what_he_read_it_as(desk: Desk) -> None:
    both = desk.portal.who("applicant-1", "applicant", "officer", body=FIRE)
    before = await last_line(desk)
    await desk.portal.client.get(f"/cases/{desk.case_no}", headers=both)

    assert await lines_after(desk, before) == [("applicant-1", "applicant", None, "case.read")]
