"""A case is filed when its file is in order, and only then; the package that is kept proves itself."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from chain.archive.verification import verify_package
from chain.procedure import Act
from gateway.store.models import Archive, Case, File, OutboxMessage, ProcedureAct
from tests.unit.gateway.archive.support import (
    answered,
    drawn_up,
    file_check,
    handed_over,
    laid_together,
    looked_at,
    packed,
    put,
    seal_documents,
)
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.statements import reading, statements
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, Desk, SealMaker, new_desk


async def test_a_case_is_handed_over_once_after_its_answer(desk: Desk, maker: SealMaker) -> None:
    early = await desk.post(APPROVAL, "handover")
    assert (early.status_code, early.json()["code"]) == (409, "NotEnded")
    await answered(desk, maker)
    for _ in range(2):
        answer = await desk.post(APPROVAL, "handover")
        assert answer.json() == {"reference": f"DA-{desk.case_no}"}
    async with desk.portal.context.database.read() as session:
        told = [row.dedupe_key for row in await session.scalars(select(OutboxMessage))]
    assert told.count(f"matter-opened/{desk.case_no}/GD01") == 1


async def test_what_goes_into_a_package_is_read_once_with_its_check(in_order: Desk) -> None:
    await handed_over(in_order)
    with statements(in_order.portal) as asked:
        answer = await in_order.get(APPROVAL, "dossier")
    assert answer.status_code == 200
    for table in ("obligations", "deliveries", "decisions", "papers", "publications"):
        assert len(reading(asked, table)) == 1, table


async def test_a_file_with_a_document_that_waits_for_its_seal_is_not_archived_until_it_has_it(
    desk: Desk, maker: SealMaker
) -> None:
    await answered(desk, maker)
    await seal_documents(desk, maker, but="refusal_decision")
    told = await handed_over(desk)
    seen = await file_check(desk)
    assert told["work"] is None
    assert told["next"] is not None
    assert (seen["state"], seen["passed"]) == ("checking", False)
    musts = {each["rule"]: each["sentence"] for each in seen["findings"] if each["severity"] == "must"}
    assert set(musts) == {"documents_sealed", "delivered"}
    assert "尚未加盖电子印章" in musts["documents_sealed"]
    refused = await desk.get(APPROVAL, "dossier")
    assert (refused.status_code, refused.json()["code"]) == (409, "NotReadyToFile")

    await seal_documents(desk, maker)
    async with desk.portal.context.database.read() as session:
        kept = [row.dedupe_key for row in await session.scalars(select(OutboxMessage))]
    assert any(key.startswith(f"matter-changed/{desk.case_no}/GD01") for key in kept)
    assert (await looked_at(desk))["work"] == "archive"
    assert (await file_check(desk))["state"] == "ready"


async def test_what_is_filed_proves_itself_and_the_first_package_stays(
    in_order: Desk, maker: SealMaker
) -> None:
    assert (await handed_over(in_order))["work"] == "archive"
    package = await packed(in_order, maker)
    first, again = await put(in_order, package), await put(in_order, package + b"x")
    assert first.json() == again.json() == {"reference": f"DA-{in_order.case_no}"}

    found = verify_package(package, [maker.root], in_order.portal.context.now() + timedelta(days=4000))
    assert found.passed, [each for each in found.findings if not each.passed]
    keys = {each.key for each in found.findings}
    assert {"item.business_license", "business_license.business_license.ofd", "item.signboard"} <= keys
    read = await in_order.portal.client.get(
        f"/cases/{in_order.case_no}/archive", headers=in_order.officer(APPROVAL)
    )
    assert (read.status_code, read.content) == (200, package)
    seen = await file_check(in_order)
    assert (seen["state"], seen["archive_no"]) == ("packed", found.identifier)
    assert seen["retention"] == "30年"

    async with in_order.portal.context.database.read() as session:
        case = await session.get_one(Case, in_order.case_no)
        acts = list(
            await session.scalars(
                select(ProcedureAct.item).where(
                    ProcedureAct.case_no == in_order.case_no, ProcedureAct.act == Act.ARCHIVE
                )
            )
        )
    assert case.archived_at is not None
    assert case.archive_reference == f"DA-{in_order.case_no}"
    assert len(acts) == len(set(acts)) == 5
    assert await looked_at(in_order) == {"settled": True, "next": None, "work": None}


async def test_only_the_package_whose_manifest_was_drawn_up_is_kept(in_order: Desk, maker: SealMaker) -> None:
    await handed_over(in_order)
    package = await packed(in_order, maker)
    changed = bytearray(package)
    changed[len(changed) // 2] ^= 1
    strange = await packed(in_order, SealMaker(in_order.portal.context))
    for refused in (bytes(changed), strange, b"PK\x03\x04", b""):
        answer = await put(in_order, refused)
        assert (answer.status_code, answer.json()["code"]) == (422, "PackageRefused")
    assert (await put(in_order, package)).status_code == 200


async def test_the_number_of_a_manifest_is_given_out_once(in_order: Desk, maker: SealMaker) -> None:
    await handed_over(in_order)
    laid = await laid_together(in_order)
    first, same = await drawn_up(in_order, laid), await drawn_up(in_order, laid)
    other = await in_order.post(APPROVAL, "archive/manifest", {"digest": "0" * 64, "files": 1, "pages": 0})
    assert first == same
    assert other.json()["content"]["number"] == first["number"]
    assert other.json()["content"]["parts"] != first["parts"]


async def test_a_material_whose_bytes_are_gone_keeps_the_file_out(in_order: Desk, maker: SealMaker) -> None:
    context = in_order.portal.context
    async with context.database.read() as session:
        file = (await session.scalars(select(File))).first()
    assert file is not None
    context.blobs.remove(file.blob_ref)
    assert (await handed_over(in_order))["work"] is None
    seen = await file_check(in_order)
    assert {each["rule"] for each in seen["findings"] if each["severity"] == "must"} == {"kept_intact"}


async def test_the_worklist_shows_each_body_its_own_files_and_a_supervisor_all(
    portal: Portal, desk: Desk, maker: SealMaker
) -> None:
    other = await new_desk(portal)
    for each in (desk, other):
        await answered(each, maker)
        await handed_over(each)
    both = sorted([desk.case_no, other.case_no])
    for who, seen in (
        (desk.officer(APPROVAL), both),
        (portal.who("s", "supervisor"), both),
        (desk.officer(FIRE), []),
    ):
        answer = await portal.client.get("/archive/findings", headers=who)
        assert [each["case_no"] for each in answer.json()["files"]] == seen
    page = (await portal.client.get("/archive/findings?limit=1", headers=desk.officer(APPROVAL))).json()
    rest = await portal.client.get(
        f"/archive/findings?cursor={page['next_cursor']}", headers=desk.officer(APPROVAL)
    )
    assert [page["files"][0]["case_no"], rest.json()["files"][0]["case_no"]] == both
    assert all(each["page"].startswith("# ") for each in page["files"][0]["findings"])


@pytest.mark.parametrize(("days", "reduced"), [(None, False), (30, True)], ids=["off", "after 30 days"])
async def test_personal_data_are_reduced_as_configured_and_the_package_stays(
    in_order: Desk, maker: SealMaker, monkeypatch: pytest.MonkeyPatch, days: int | None, reduced: bool
) -> None:
    context = in_order.portal.context
    monkeypatch.setattr(context.settings, "reduce_after_days", days)
    await handed_over(in_order)
    package = await packed(in_order, maker)
    await put(in_order, package)
    first = await looked_at(in_order)
    assert first["settled"] is not reduced
    in_order.portal.clock.move(timedelta(days=31))
    assert (await looked_at(in_order))["settled"] is True
    assert (await looked_at(in_order))["settled"] is True

    async with context.database.read() as session:
        case = await session.get_one(Case, in_order.case_no)
        archive = await session.get_one(Archive, in_order.case_no)
        files = list(await session.scalars(select(File)))
    of_the_register = {"business_name", "premises_address", "operator_name"}
    assert of_the_register < case.form.keys()
    assert ("operator_id_number" in case.form) is not reduced
    assert (archive.reduced_at is not None) is reduced
    owner = in_order.portal.applicant
    for part in ("", "/status", "/notices", "/obligations", "/documents", "/acts", "/timeline", "/papers"):
        seen = await in_order.portal.client.get(f"/cases/{in_order.case_no}{part}", headers=owner)
        assert seen.status_code == 200, part
    read = await in_order.portal.client.get(
        f"/cases/{in_order.case_no}/files/{files[0].file_id}", headers=owner
    )
    assert read.status_code == (410 if reduced else 200)
    if reduced:
        assert "原件在档案包中" in read.json()["detail"]
        assert {file.name for file in files} == {""}
        assert all(len(file.sha256) == 64 for file in files)
    kept = await in_order.portal.client.get(
        f"/cases/{in_order.case_no}/archive", headers=in_order.officer(APPROVAL)
    )
    assert kept.content == package
