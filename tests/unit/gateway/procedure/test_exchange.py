"""The exchange records of a case, over HTTP."""

from datetime import timedelta
from typing import Any

from tests.unit.gateway.procedure.support import UNCLEAR, accepted, asked, found, supplemented
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, Desk, Json

HEARING: Json = {"act": "suspend", "procedure": "hearing", "days": 10, "reason": "申请人要求听证"}


async def officers_act(desk: Desk, request: Json, item: str = "food_license") -> None:
    answer = await desk.portal.client.post(
        f"/cases/{desk.case_no}/items/{item}/acts",
        json=request,
        headers=desk.officer(APPROVAL) | desk.portal.fresh_key(),
    )
    assert answer.status_code == 202, answer.text


async def exchanged(desk: Desk, headers: dict[str, str] | None = None) -> Json:
    answer = await desk.portal.client.get(
        f"/cases/{desk.case_no}/exchange", headers=headers or desk.portal.who("s", "supervisor")
    )
    assert answer.status_code == 200, answer.text
    content: Json = answer.json()
    return content


def single(records: Json, place: int) -> Any:
    return records["singles"][place - 1]


async def test_chain_and_its_items_are_numbered_and_versioned_by_their_acts(desk: Desk) -> None:
    await accepted(desk)
    records = await exchanged(desk)
    chain, licence = records["basic"], single(records, 1)["basic"]

    assert (chain["case_no"], chain["case_type"], chain["data_version"]) == (
        desk.case_no, {"code": "3", "name": "联办"}, 10,
    )  # fmt: skip
    assert (chain["item_code"], chain["state"]) == ("restaurant", {"code": "5", "name": "受理"})
    assert (licence["case_no"], licence["chain_case_no"], licence["data_version"]) == (
        f"{desk.case_no}-01", desk.case_no, 2,
    )  # fmt: skip
    assert (licence["unit"], licence["channel"], licence["received_at"]) == (
        APPROVAL, "online", "2026-03-02T09:00:00+08:00",
    )  # fmt: skip
    assert len(licence["unit_uscc"]) == 18
    assert [(each["material"], each["files"]) for each in licence["materials"]] == [("premises_proof", 1)]
    assert records["completion"] is None


async def test_process_tells_each_node_with_its_result_and_the_state_after_it(desk: Desk) -> None:
    await supplemented(desk, await asked(desk, UNCLEAR))
    await found(desk)
    await accepted(desk)
    await desk.check(APPROVAL, "food_license", "granted")
    process = single(await exchanged(desk), 2)["process"]

    assert [
        (node["node"], node["state"]["code"], node["result"] and node["result"]["code"]) for node in process
    ] == [
        ("receive", "2", None),
        ("notify_supplement", "6", "5"),
        ("take_supplement", "6", None),
        ("preaccept", "3", None),
        ("accept", "5", "4"),
        ("begin_review", "8", None),
        ("conclude", "10", "1"),
    ]
    assert [node["data_version"] for node in process] == list(range(1, 8))
    assert (process[0]["unit"], process[1]["unit"]) == (None, APPROVAL)


async def test_special_procedures_tell_their_basis_and_when_they_ended(desk: Desk) -> None:
    await supplemented(desk, await asked(desk, UNCLEAR))
    await found(desk)
    await accepted(desk)
    await desk.check(APPROVAL, "food_license", "undecided")
    await officers_act(desk, HEARING)
    desk.portal.clock.move(timedelta(days=1))
    await officers_act(desk, {"act": "resume"})
    await officers_act(desk, {"act": "suspend", "procedure": "publicity", "reason": "公示"})
    told, hearing, publicity = single(await exchanged(desk), 2)["procedures"]

    assert (told["kind"]["name"], told["basis"]) == ("补齐补正", None)
    assert (hearing["kind"]["code"], hearing["basis"], hearing["days"], hearing["ended_at"]) == (
        "2", "《行政许可法》第四十五条", 10, "2026-03-03T09:00:00+08:00",
    )  # fmt: skip
    assert (publicity["kind"]["code"], publicity["basis"], publicity["ended_at"]) == ("3", None, None)


async def test_completion_of_items_and_of_the_chain_once_all_have_ended(desk: Desk) -> None:
    await accepted(desk)
    await desk.check(APPROVAL, "business_license", "granted")
    await officers_act(
        desk, {"act": "deliver", "way": "window", "at": "2026-03-02T09:00:00+08:00"}, "business_license"
    )
    await desk.check(FIRE, "fire_inspection", "refused", "疏散通道被占用")
    await officers_act(desk, {"act": "return", "reason": "申请人另行申请"})
    early = await exchanged(desk)
    await desk.post(APPROVAL, "notices", {"scope": "chain", "kind": "answer", "result": "completed"})
    records = await exchanged(desk)
    ends = [record["completion"]["result"]["name"] for record in records["singles"]]

    assert early["completion"] is None
    assert ends == ["出证", "退件", "不予许可", "退件", "退件"]
    assert (single(records, 1)["completion"]["fee"], single(records, 1)["completion"]["delivery"]) == (
        0,
        "window",
    )
    assert records["completion"]["result"] == {"code": "0", "name": "出证"}


async def test_officers_of_the_cases_bodies_read_the_records_and_nobody_else(desk: Desk) -> None:
    await exchanged(desk, desk.officer(FIRE))
    foreign = await desk.portal.client.get(
        f"/cases/{desk.case_no}/exchange", headers=desk.officer("approval_379902")
    )

    assert foreign.status_code == 404
    assert "case.read" in await desk.portal.audited()
