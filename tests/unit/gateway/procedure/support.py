"""What the acts of a case say, and the ways through acceptance that several tests take."""

from typing import Any

from sqlalchemy import select

from gateway.procedure.record import acts_of
from gateway.store.models import Case, ItemCase
from tests.unit.gateway.portal import PDF, sample_form
from tests.unit.gateway.worker_api.support import APPROVAL, Desk, Json

FOOD = "items/food_license"
UNCLEAR = {"kind": "material", "target": "food_facilities", "what": "看不清", "how": "重新扫描"}
TOO_LARGE = {"kind": "form", "target": "kitchen_area", "what": "面积不符", "how": "请核对"}
ASK_CHAIN = {"scope": "chain", "kind": "supplement", "result": None}


async def acts(desk: Desk, item: str) -> list[str]:
    """The acts on an item, in their order."""
    async with desk.portal.context.database.read() as session:
        return [act.act for act in (await acts_of(session, desk.case_no)).get(item, [])]


async def last_act(desk: Desk, item: str) -> Any:
    """The newest act on an item."""
    async with desk.portal.context.database.read() as session:
        return (await acts_of(session, desk.case_no))[item][-1]


async def stages(desk: Desk) -> dict[str, str | None]:
    """The stage of every item."""
    async with desk.portal.context.database.read() as session:
        rows = await session.scalars(select(ItemCase).where(ItemCase.case_no == desk.case_no))
        return {row.item: row.stage for row in rows}


async def case_of(desk: Desk) -> Case:
    """The case as it is stored."""
    async with desk.portal.context.database.read() as session:
        return await session.get_one(Case, desk.case_no)


async def item_of(desk: Desk, item: str) -> ItemCase:
    """The item as it is stored."""
    async with desk.portal.context.database.read() as session:
        return await session.get_one(ItemCase, (desk.case_no, item))


async def found(desk: Desk, *gaps: dict[str, str]) -> bool:
    """A round of the automatic check of the food licence; whether it is complete."""
    answer = await desk.post(APPROVAL, f"{FOOD}/precheck", {"gaps": list(gaps)})
    assert answer.status_code == 200, answer.text
    complete: bool = answer.json()["complete"]
    return complete


async def asked(desk: Desk, *gaps: dict[str, str]) -> str:
    """The one notice over ``gaps`` of the food licence went out; its number."""
    assert not await found(desk, *gaps)
    sent = await desk.post(APPROVAL, "notices", ASK_CHAIN)
    assert sent.status_code == 200, sent.text
    number: str = sent.json()["notice_no"]
    return number


async def supplemented(desk: Desk, notice_no: str, **form: Any) -> None:
    """The applicant brings the plan of the kitchen anew, and the fields given."""
    desk.portal.keys += 1
    file_id = await desk.portal.upload(PDF + str(desk.portal.keys).encode())
    answer = await desk.portal.client.post(
        f"/cases/{desk.case_no}/supplements",
        json={
            "notice_no": notice_no,
            "form": form,
            "materials": [{"material": "food_facilities", "file_id": file_id}],
        },
        headers=desk.portal.applicant | desk.portal.fresh_key(),
    )
    assert answer.status_code == 202, answer.text


async def accepted(desk: Desk) -> Json:
    """The chain's acceptance as its worker gets it."""
    answer = await desk.post(APPROVAL, "acceptance")
    assert answer.status_code == 200, answer.text
    content: Json = answer.json()
    return content


def filled_in(key: str) -> Any:
    """What the applicant filled in for a field."""
    return sample_form()[key]
