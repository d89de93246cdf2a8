"""Asking for tolerance and committing: only what the items allow, signed, and not with bad credit."""

import asyncio
import hashlib
from typing import Any

import pytest

from gateway.obligations.credit import is_barred
from gateway.obligations.errors import CreditRegisterAway
from tests.unit.gateway.cases.test_changes import send as supplement
from tests.unit.gateway.cases.test_following import facts, notice, running
from tests.unit.gateway.obligations.support import (
    LATER,
    PROOF,
    SIGNED,
    asking,
    committed,
    named,
    owed,
    send,
    states,
    tolerated,
    with_register,
)
from tests.unit.gateway.portal import PDF, Portal, application, sample_form
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, MATERIALS, URBAN, Desk


async def test_the_form_tells_what_may_come_later_or_be_committed_to(portal: Portal) -> None:
    situation = {"region": "379901", "licence": "new", "fire": "inspection"}
    form = (await portal.client.get("/themes/restaurant/form", params=situation)).json()
    found = {each["material"]: each for each in form["materials"]}
    assert {key: each["tolerable_days"] for key, each in found.items() if each["secondary"]} == {
        "food_facilities": 5,
        "signboard_design": 5,
    }
    assert found["signboard_design"]["consequences"] == [
        {"item": "signboard", "consequence": "withheld", "consequence_name": "证照暂不发放"}
    ]
    assert [key for key, each in found.items() if each["commitment"]] == [PROOF]
    assert form["undertakings"]["tolerance"]
    assert form["undertakings"]["commitment"]


async def test_what_is_undertaken_stands_once_for_each_item_and_material(portal: Portal) -> None:
    desk = await tolerated(portal)
    rows = await owed(desk)
    assert [
        (number, row.kind, row.item, row.body, row.material, row.days, row.consequence, row.state)
        for number, row in sorted(rows.items())
    ] == [
        ("RQ01", "tolerance", "food_license", APPROVAL, "food_facilities", 5, "returned", "undertaken"),
        ("RQ02", "tolerance", "signboard", URBAN, "signboard_design", 5, "withheld", "undertaken"),
    ]
    signature = rows["RQ01"].signature
    assert (signature["name"], signature["account"]) == ("张示例", "applicant-1")
    assert signature["at"] == portal.clock.now().isoformat()
    assert signature["text_sha256"] == hashlib.sha256(signature["text"].encode()).hexdigest()
    assert "户外招牌设置”证照暂不发放" in signature["text"]


async def test_a_proof_is_committed_to_for_every_item_that_needs_it(portal: Portal) -> None:
    desk = await committed(portal)
    assert [(row.kind, row.item, row.days) for _, row in sorted((await owed(desk)).items())] == [
        ("proof_commitment", "business_license", 20),
        ("proof_commitment", "signboard", 20),
    ]


async def test_choosing_a_licence_by_commitment_is_undertaken_without_asking(portal: Portal) -> None:
    case_no = await portal.submit(
        situation={"licence": "new", "fire": "commitment"}, form=sample_form("restaurant_new_commitment")
    )
    (row,) = (await owed(Desk(portal, case_no))).values()
    assert (row.obligation_no, row.kind, row.item, row.material) == (
        "CN01",
        "licence_commitment",
        "fire_inspection",
        None,
    )
    assert (row.days, row.consequence, row.signature["name"]) == (
        20,
        "revoked",
        sample_form("restaurant_new_commitment")["operator_name"],
    )


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"tolerances": named("fire_plan")}, "tolerances[0].material", "主要材料"),
        ({"tolerances": named("castle")}, "tolerances[0].material", "不需要此材料"),
        ({"tolerances": named("food_facilities")}, "tolerances[0].material", "已经提交"),
        ({"tolerances": named(PROOF)}, "tolerances[0].material", "主要材料"),
        ({"commitments": named("signboard_design")}, "commitments[0].material", "不适用告知承诺"),
        ({"tolerances": named(*["signboard_design"] * 2)}, "tolerances[1].material", "只能申请一次"),
        (
            {"tolerances": named("signboard_design"), "commitments": named("signboard_design")},
            "commitments[0].material",
            "只能选择一种",
        ),
        ({"tolerances": named("signboard_design"), "undertaking": None}, "undertaking", "同意承诺书"),
        (
            {"tolerances": named("signboard_design"), "undertaking": {**SIGNED, "agreed": False}},
            "undertaking.agreed",
            "不在可选范围内",
        ),
        (
            {"tolerances": named("signboard_design"), "undertaking": {**SIGNED, "name": " "}},
            "undertaking.name",
            "内容过短",
        ),
        ({"undertaking": SIGNED}, "undertaking", "不用签署"),
    ],
)
async def test_what_is_not_allowed_is_said_with_its_material(
    portal: Portal, changes: dict[str, Any], field: str, said: str
) -> None:
    file_id = await portal.upload(PDF)
    lacking = {"fire_plan", "signboard_design", PROOF} | {"castle"}
    request = await asking(portal) | {
        "materials": [{"material": key, "file_id": file_id} for key in MATERIALS if key not in lacking],
        **changes,
    }
    answer = await send(portal, request)
    assert answer.status_code == 422, answer.text
    problems = {problem["field"]: problem["reason"] for problem in answer.json()["problems"]}
    assert said in problems[field]
    assert await portal.outbox() == []


async def test_a_material_that_need_not_be_there_is_not_asked_for(portal: Portal) -> None:
    request = await asking(portal, tolerated=("signboard_design",)) | {
        "situation": {"licence": "new", "fire": "commitment"},
        "form": sample_form("restaurant_new_commitment"),
        "materials": [],
        "tolerances": named("fire_plan"),
    }
    answer = await send(portal, request)
    assert "可以不提交" in answer.json()["problems"][0]["reason"]


async def test_whoever_has_bad_credit_brings_everything(portal: Portal) -> None:
    code = sample_form()["operator_id_number"]
    file = portal.context.settings.credit_file
    file.write_text(f"# 演练\n{code}\n", "utf-8")
    answer = await send(portal, await asking(portal, tolerated=LATER[:1], committed=(PROOF,)))
    assert answer.status_code == 422
    assert {problem["field"] for problem in answer.json()["problems"]} == {"tolerances", "commitments"}
    assert all("失信记录" in problem["reason"] for problem in answer.json()["problems"])
    assert code not in answer.text
    without = await asking(portal) | {"undertaking": None}
    assert (await send(portal, without)).status_code == 202


class Away:
    """A register that cannot be reached."""

    name = "演练"

    async def bars(self, holder_code: str) -> bool:
        """Cannot be asked."""
        raise ConnectionRefusedError(holder_code)


class Slow(Away):
    """A register that never answers."""

    async def bars(self, holder_code: str) -> bool:
        """Waits for ever."""
        await asyncio.Event().wait()
        raise AssertionError(holder_code)


async def test_without_the_register_there_is_no_tolerance_but_still_an_application(portal: Portal) -> None:
    with_register(portal, Away())
    answer = await send(portal, await asking(portal, tolerated=LATER))
    assert (answer.status_code, answer.json()["code"]) == (503, "CreditRegisterAway")
    assert "先行提交" in answer.json()["detail"]
    without = await asking(portal, tolerated=LATER) | {"tolerances": [], "undertaking": None}
    assert (await send(portal, without)).status_code == 202


BY_COMMITMENT = {"licence": "new", "fire": "commitment"}


async def test_whoever_has_bad_credit_is_not_licensed_by_commitment_but_the_ordinary_way(
    portal: Portal,
) -> None:
    form = sample_form("restaurant_new_commitment")
    portal.context.settings.credit_file.write_text(form["operator_id_number"], "utf-8")
    answer = await send(portal, application(situation=BY_COMMITMENT, form=form))
    (problem,) = answer.json()["problems"]
    assert (answer.status_code, problem["field"]) == (422, "situation")
    assert "失信记录" in problem["reason"]
    assert "改选其他办理方式" in problem["reason"]
    assert (await send(portal, application())).status_code == 202


async def test_without_the_register_nobody_is_licensed_by_commitment_but_still_the_ordinary_way(
    portal: Portal,
) -> None:
    with_register(portal, Away())
    chosen = application(situation=BY_COMMITMENT, form=sample_form("restaurant_new_commitment"))
    answer = await send(portal, chosen)
    assert (answer.status_code, answer.json()["code"]) == (503, "CreditRegisterAway")
    assert "改选其他办理方式" in answer.json()["detail"]
    assert await portal.outbox() == []
    assert (await send(portal, application())).status_code == 202


async def test_a_register_that_does_not_answer_counts_as_away() -> None:
    with pytest.raises(CreditRegisterAway):
        await is_barred(Slow(), {"uscc": "91379901MA00000001"}, seconds=0.01)


async def test_the_slice_says_what_is_promised_instead_of_handed_in(portal: Portal) -> None:
    request = await asking(portal, tolerated=("signboard_design",), committed=(PROOF,))
    desk = Desk(portal, (await send(portal, request)).json()["case_no"])
    part = (await desk.get(URBAN, "items/signboard/slice")).json()
    assert {each["material"]: (each["tolerated"], each["committed"]) for each in part["materials"]} == {
        "signboard_design": (True, False),
        PROOF: (False, True),
    }
    assert part["by_commitment"] is True
    fire = (await desk.get(FIRE, "items/fire_inspection/slice")).json()
    assert fire["by_commitment"] is False
    assert not any(each["tolerated"] or each["committed"] for each in fire["materials"])


GAP = {
    "item": "signboard",
    "items": ["signboard"],
    "kind": "material",
    "target": "signboard_design",
    "what": "缺少设计图",
    "how": "请上传",
}


async def noticed(portal: Portal, **changes: Any) -> Desk:
    """A case whose applicant was asked for a material that was handed in unreadable."""
    file_id = await portal.upload(PDF)
    case_no = await portal.submit(materials=[{"material": "signboard_design", "file_id": file_id}])
    await running(portal, case_no, "supplementing")
    async with facts(portal) as session:
        session.add(notice(portal, case_no, **{"gaps": [GAP], **changes}))
    return Desk(portal, case_no)


async def test_a_gap_may_be_answered_by_bringing_the_material_later(portal: Portal) -> None:
    desk = await noticed(portal)
    body = {"notice_no": "BZ01", "tolerances": named("signboard_design"), "undertaking": SIGNED}
    answer = await supplement(portal, desk.case_no, body)
    assert answer.status_code == 202, answer.text
    assert await states(desk) == {"RQ01": "undertaken"}
    part = (await desk.get(URBAN, "items/signboard/slice")).json()
    (design,) = [each for each in part["materials"] if each["material"] == "signboard_design"]
    assert (design["tolerated"], design["files"]) == (True, [])


@pytest.mark.parametrize(
    ("scope", "changes", "said"),
    [
        ("chain", {"tolerances": named("food_facilities")}, "不需要此材料"),
        ("chain", {"tolerances": [], "commitments": named("signboard_design")}, "不适用告知承诺"),
        ("chain", {"undertaking": None}, "同意承诺书"),
        ("signboard", {}, "受理后要求补正的"),
    ],
)
async def test_a_gap_is_not_answered_by_what_the_item_does_not_allow(
    portal: Portal, scope: str, changes: dict[str, Any], said: str
) -> None:
    desk = await noticed(portal, scope=scope)
    sound = {"notice_no": "BZ01", "tolerances": named("signboard_design"), "undertaking": SIGNED}
    answer = await supplement(portal, desk.case_no, {**sound, **changes})
    assert answer.status_code == 422, answer.text
    assert any(said in problem["reason"] for problem in answer.json()["problems"])
    assert await owed(desk) == {}


async def test_a_gap_is_not_answered_by_tolerance_with_bad_credit(portal: Portal) -> None:
    desk = await noticed(portal)
    portal.context.settings.credit_file.write_text(sample_form()["operator_id_number"], "utf-8")
    body = {"notice_no": "BZ01", "tolerances": named("signboard_design"), "undertaking": SIGNED}
    answer = await supplement(portal, desk.case_no, body)
    assert "失信记录" in answer.json()["problems"][0]["reason"]
    assert await owed(desk) == {}
