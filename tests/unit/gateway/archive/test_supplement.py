"""What comes after a case was filed is filed too: alone, complete, once, and it belongs to what was filed before."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from chain.archive import container
from chain.archive.belonging import Claim
from chain.archive.model import METADATA, Metadata, load
from chain.archive.verification import verify_package
from chain.certificates.trust_checks import MAKERS_NOT_NAMED, NO_TOKEN, NOT_ASKED
from chain.procedure import Act
from gateway.store.models import (
    Archive,
    ArchiveSupplement,
    Case,
    Delivery,
    LicenceRequest,
    Matter,
    ProcedureAct,
)
from tests.unit.gateway.aftercare.support import act, ask, decide, said, sealed_version
from tests.unit.gateway.aftercare.support import documents as last_documents
from tests.unit.gateway.archive.support import (
    Filed,
    drawn_up,
    file_check,
    hand_out,
    kept,
    laid_together,
    looked_at,
    packed,
    put,
    seal_drafts,
)
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, Desk, Json, SealMaker

LICENCE = "business_license"
ADDRESS = "示例一区海岱街2号"
REASON = "经营地址门牌调整"
CHANGE: Json = {"act": "change", "changes": {"premises_address": ADDRESS}, "reason": REASON}
CANCEL: Json = {"act": "cancel", "ground": "on_request", "reason": "办理注销手续"}


@pytest.fixture
def desk(filed: Filed) -> Desk:
    """The case that was filed."""
    return filed.desk


async def changed(desk: Desk, maker: SealMaker) -> None:
    """The licence is changed, and everything that follows is made and handed out."""
    answer = await act(desk, CHANGE, item=LICENCE)
    assert answer.status_code == 202, answer.text
    await seal_drafts(desk, maker)
    await sealed_version(desk, maker, 2, LICENCE)
    await delivered(desk, maker)


async def cancelled(desk: Desk, maker: SealMaker) -> None:
    """The licence is cancelled, with its document."""
    answer = await act(desk, CANCEL, item=LICENCE)
    assert answer.status_code == 202, answer.text
    await seal_drafts(desk, maker)
    await delivered(desk, maker)


async def delivered(desk: Desk, maker: SealMaker) -> None:
    """Whatever waits to be handed out is, with its receipt."""
    async with desk.portal.context.database.read() as session:
        waiting = await session.scalars(
            select(Delivery.delivery_no).where(
                Delivery.case_no == desk.case_no, Delivery.delivered_at.is_(None)
            )
        )
        numbers = list(waiting)
    for number in numbers:
        await hand_out(desk, number)
    await seal_drafts(desk, maker)


async def matters(desk: Desk) -> list[tuple[str, bool]]:
    """The archive's matters of the case, and whether they are settled."""
    async with desk.portal.context.database.read() as session:
        rows = await session.scalars(
            select(Matter)
            .where(Matter.case_no == desk.case_no, Matter.kind == "GD")
            .order_by(Matter.matter_no)
        )
        return [(row.matter_no, row.settled_at is not None) for row in rows]


def belongs(supplement: bytes, first: bytes, maker: SealMaker, desk: Desk) -> None:
    """Both prove themselves years later, and that they belong together."""
    later = desk.portal.context.now() + timedelta(days=3000)
    found = verify_package(supplement, [maker.root], later, [Claim.of(first), Claim.of(supplement)])
    assert found.passed, [each for each in found.findings if not each.passed]
    assert "supplement" in {each.key for each in found.findings}
    alone = verify_package(supplement, [maker.root], later)
    assert alone.passed
    assert "没有一并提供" in alone.notes[0]


async def test_a_change_after_filing_is_filed_as_a_supplement_that_holds_only_what_came_later(
    filed: Filed, desk: Desk, maker: SealMaker
) -> None:
    first = filed.package
    assert (await looked_at(desk))["settled"] is True
    assert await matters(desk) == [("GD01", True)]

    assert (await act(desk, CHANGE, item=LICENCE)).status_code == 202
    assert await matters(desk) == [("GD01", True), ("GD02", False)]
    told = await looked_at(desk, "GD02")
    assert (told["settled"], told["work"]) == (False, None)
    seen = await file_check(desk)
    musts = {each["rule"] for each in seen["findings"] if each["severity"] == "must"}
    assert {"documents_sealed", "versions_made"} <= musts
    assert (seen["state"], [each["state"] for each in seen["supplements"]]) == ("packed", ["checking"])
    waiting = await desk.portal.client.get("/archive/findings", headers=desk.officer(APPROVAL))
    assert [each["case_no"] for each in waiting.json()["files"]] == [desk.case_no]
    assert (await desk.get(APPROVAL, "dossier")).json()["code"] == "NotReadyToFile"

    await seal_drafts(desk, maker)
    await sealed_version(desk, maker, 2, LICENCE)
    await delivered(desk, maker)
    assert (await looked_at(desk, "GD02"))["work"] == "archive"
    supplement = await kept(desk, maker)
    belongs(supplement, first, maker, desk)
    outer = container.read(supplement)
    metadata = Metadata.parse(outer[METADATA])
    claim = Claim.of(first)
    assert metadata.archive_no == f"{claim.archive_no}-B01"
    assert metadata.supplement is not None
    own = metadata.supplement
    assert (own.number, own.archive_no, own.manifest_sm3) == (1, claim.archive_no, claim.manifest_sm3)
    assert {name for name in outer if name.startswith("items/")} == {f"items/{LICENCE}.zip"}
    assert "records/application.json" not in outer
    inner = container.read(outer[f"items/{LICENCE}.zip"])
    assert f"certificates/{LICENCE}-v2.ofd" in inner
    assert f"certificates/{LICENCE}.ofd" not in inner
    done = [each["act"] for each in load(inner["records/acts.json"])["acts"]]
    assert done[:2] == [Act.ARCHIVE, Act.CHANGE]
    assert Act.CONCLUDE not in done

    assert await looked_at(desk, "GD02") == {"settled": True, "next": None, "work": None}
    seen = await file_check(desk)
    assert [(each["number"], each["state"]) for each in seen["supplements"]] == [(1, "packed")]
    path = f"/cases/{desk.case_no}/archive"
    read = await desk.portal.client.get(f"{path}/supplements/1", headers=desk.officer(APPROVAL))
    assert (read.status_code, read.content) == (200, supplement)
    assert (await desk.portal.client.get(path, headers=desk.officer(APPROVAL))).content == first
    for refused, who in (("supplements/2", APPROVAL), ("supplements/1", FIRE)):
        answer = await desk.portal.client.get(f"{path}/{refused}", headers=desk.officer(who))
        assert answer.status_code == 404


async def test_supplements_are_numbered_in_sequence_and_each_is_kept_once(
    filed: Filed, desk: Desk, maker: SealMaker
) -> None:
    first = filed.package
    await looked_at(desk)
    await changed(desk, maker)
    await looked_at(desk, "GD02")
    one = await kept(desk, maker)
    await cancelled(desk, maker)
    assert (await looked_at(desk, "GD02"))["work"] == "archive", "the watch that is open goes on"
    again = await put(desk, one)
    assert again.json() == {"reference": f"DA-{desk.case_no}-B01"}, "the one before, brought again"
    assert (await put(desk, first)).json() == {"reference": f"DA-{desk.case_no}"}
    two = await kept(desk, maker)
    for _ in range(2):
        assert (await put(desk, two)).json() == {"reference": f"DA-{desk.case_no}-B02"}
    later = desk.portal.context.now() + timedelta(days=1)
    found = verify_package(two, [maker.root], later, [Claim.of(first), Claim.of(two)])
    assert found.passed
    of_the_seal = (MAKERS_NOT_NAMED, NO_TOKEN, NOT_ASKED)
    assert found.notes == ("第1次补充归档没有一并提供。", *of_the_seal)
    every = [Claim.of(each) for each in (first, one, two)]
    assert verify_package(two, [maker.root], later, every).notes == of_the_seal
    assert (await looked_at(desk, "GD02"))["settled"] is True
    async with desk.portal.context.database.read() as session:
        rows = await session.scalars(
            select(ProcedureAct).where(
                ProcedureAct.case_no == desk.case_no,
                ProcedureAct.item == LICENCE,
                ProcedureAct.act == Act.ARCHIVE,
            )
        )
        assert [row.detail["archive_no"][-4:] for row in rows][1:] == ["-B01", "-B02"]
        numbers = await session.scalars(select(ArchiveSupplement.number))
        assert sorted(numbers) == [1, 2]


async def test_what_the_holder_asked_for_is_filed_when_it_is_decided(desk: Desk, maker: SealMaker) -> None:
    await looked_at(desk)
    asked = await ask(desk, {"kind": "cancel", "reason": "不再经营"}, item=LICENCE)
    assert asked.status_code == 202, asked.text
    await seal_drafts(desk, maker)
    assert await matters(desk) == [("GD01", True), ("GD02", False)]
    assert (await looked_at(desk, "GD02"))["work"] is None
    rules = {each["rule"] for each in (await file_check(desk))["findings"]}
    assert "requests_decided" in rules
    decision = {"outcome": "granted", "opinion": "符合条件"}
    assert (await decide(desk, "SQ01", decision, item=LICENCE)).status_code == 202
    await seal_drafts(desk, maker)
    await delivered(desk, maker)
    assert (await looked_at(desk, "GD02"))["work"] == "archive"
    inner = container.read(container.read(await kept(desk, maker))[f"items/{LICENCE}.zip"])
    request = load(inner["requests/SQ01.json"])
    assert (request["state"], request["reason"]) == ("granted", "不再经营")


async def test_a_message_alone_is_no_reason_for_a_supplement(desk: Desk, maker: SealMaker) -> None:
    async with desk.portal.context.database.read() as session:
        archive = await session.get_one(Archive, desk.case_no)
    assert any(mark.startswith("message/") for mark in archive.held)
    assert not any(mark.startswith("filed/") for mark in archive.held)
    assert (await looked_at(desk))["settled"] is True
    assert (await file_check(desk))["supplements"] == []


async def test_a_package_from_which_a_file_was_left_out_is_not_kept(desk: Desk, maker: SealMaker) -> None:
    await looked_at(desk)
    await changed(desk, maker)
    await looked_at(desk, "GD02")
    laid = await laid_together(desk, without="records/acts.json")
    answer = await put(desk, await packed(desk, maker, laid))
    assert (answer.status_code, answer.json()["code"]) == (409, "ContentsChanged")
    await kept(desk, maker)


async def test_of_two_workers_that_pack_the_same_at_once_the_first_stays_and_the_other_leaves_nothing(
    desk: Desk, maker: SealMaker
) -> None:
    await looked_at(desk)
    await changed(desk, maker)
    await looked_at(desk, "GD02")
    laid = await laid_together(desk)
    packages = [await packed(desk, maker, laid) for _ in range(2)]
    assert packages[0] != packages[1], "other signatures"
    blobs = desk.portal.context.settings.data / "files"
    before = sum(path.is_file() for path in blobs.rglob("*"))
    answers = await asyncio.gather(*(put(desk, package) for package in packages))
    assert [answer.json() for answer in answers] == [{"reference": f"DA-{desk.case_no}-B01"}] * 2
    read = await desk.portal.client.get(
        f"/cases/{desk.case_no}/archive/supplements/1", headers=desk.officer(APPROVAL)
    )
    assert read.content in packages
    assert sum(path.is_file() for path in blobs.rglob("*")) == before + 1


async def test_what_changed_while_it_was_packed_is_not_kept_as_it_was(desk: Desk, maker: SealMaker) -> None:
    await looked_at(desk)
    await changed(desk, maker)
    await looked_at(desk, "GD02")
    stale = await packed(desk, maker)
    await cancelled(desk, maker)
    fresh = await laid_together(desk)
    await drawn_up(desk, fresh)
    answer = await put(desk, stale)
    assert (answer.status_code, answer.json()["code"]) == (422, "PackageRefused")
    assert (await put(desk, await packed(desk, maker, fresh))).status_code == 200
    inner = container.read(fresh.contents[f"items/{LICENCE}.zip"])
    done = [each["act"] for each in load(inner["records/acts.json"])["acts"]]
    assert {Act.CHANGE, Act.CANCEL} <= set(done), "one supplement for both"


async def test_after_reduction_a_later_act_is_possible_filed_and_reduced_in_its_own_time(
    filed: Filed, desk: Desk, maker: SealMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = desk.portal.context
    monkeypatch.setattr(context.settings, "reduce_after_days", 30)
    first = filed.package
    await looked_at(desk)
    desk.portal.clock.move(timedelta(days=31))
    assert (await looked_at(desk))["settled"] is True
    reduced = (await file_check(desk))["reduced_at"]
    assert reduced is not None

    await changed(desk, maker)
    decision = (await last_documents(desk))["change_decision"]
    assert ADDRESS in said(decision)
    assert decision.content["addressee"] != "申请人："
    assert (await looked_at(desk, "GD02"))["work"] == "archive"
    supplement = await kept(desk, maker)
    belongs(supplement, first, maker, desk)
    inner = container.read(container.read(supplement)[f"items/{LICENCE}.zip"])
    acts = {each["act"]: each for each in load(inner["records/acts.json"])["acts"]}
    assert acts[Act.CHANGE]["reason"] == REASON, "what came later is filed before it is reduced"

    told = await looked_at(desk, "GD02")
    assert (told["settled"], told["work"]) == (False, None)
    assert await reason_of(desk, Act.CHANGE) == REASON
    desk.portal.clock.move(timedelta(days=29))
    assert (await looked_at(desk, "GD02"))["settled"] is False
    desk.portal.clock.move(timedelta(days=2))
    assert (await looked_at(desk, "GD02"))["settled"] is True
    assert await reason_of(desk, Act.CHANGE) == "已归档，原件在档案包中。"
    seen = await file_check(desk)
    assert seen["reduced_at"] == reduced, "the first reduction stands"
    assert seen["supplements"][0]["state"] == "reduced"


async def test_a_later_act_neither_holds_up_nor_begins_anew_what_is_due_for_the_first_package(
    desk: Desk, maker: SealMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = desk.portal.context
    monkeypatch.setattr(context.settings, "reduce_after_days", 30)
    await looked_at(desk)
    desk.portal.clock.move(timedelta(days=20))
    assert (await ask(desk, {"kind": "cancel", "reason": "不再经营"}, item=LICENCE)).status_code == 202
    assert (await act(desk, CHANGE, item=LICENCE)).status_code == 202
    desk.portal.clock.move(timedelta(days=11))
    told = await looked_at(desk)
    assert (told["settled"], told["work"]) == (False, None), "the supplement waits for its papers"
    async with context.database.read() as session:
        case = await session.get_one(Case, desk.case_no)
        request = (await session.scalars(select(LicenceRequest))).one()
    assert "operator_id_number" not in case.form
    assert await reason_of(desk, Act.CHANGE) == REASON, "not filed yet, so not reduced"
    assert request.reason == "不再经营"


async def reason_of(desk: Desk, done: Act) -> str | None:
    """Why an act was done, as the live store says it."""
    async with desk.portal.context.database.read() as session:
        found: str | None = await session.scalar(
            select(ProcedureAct.reason).where(
                ProcedureAct.case_no == desk.case_no, ProcedureAct.act == done, ProcedureAct.item == LICENCE
            )
        )
        return found
