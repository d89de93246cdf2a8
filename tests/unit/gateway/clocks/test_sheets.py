"""The calculation sheet over HTTP: for the applicant, the bodies of the case and supervisors, on record."""

from tests.unit.chain.limits.stories import accepted, answered, asked
from tests.unit.gateway.clocks.support import FOOD, move_to, put_on_record
from tests.unit.gateway.worker_api.support import APPROVAL, URBAN, Desk


async def test_the_sheet_shows_both_clocks_and_the_facts_they_follow_from(desk: Desk) -> None:
    await put_on_record(
        desk, accepted("2026-03-03"), asked("2026-03-05", "2026-03-26"), answered("2026-03-09")
    )
    move_to(desk.portal, "2026-03-10")
    answer = await desk.portal.client.get(
        f"/cases/{desk.case_no}/items/{FOOD}/sheet", headers=desk.portal.applicant
    )
    sheet = answer.json()

    assert answer.headers["cache-control"] == "private, no-store"
    assert [(each["kind"], each["due_at"][:10], each["used"]) for each in sheet["clocks"]] == [
        ("promised", "2026-03-13", 2),  # 4 (5 6 | 9) 10-13
        ("statutory", "2026-03-17", 5),
    ]
    assert [each["act"] for each in sheet["facts"]][-3:] == ["accept", "ask_in_review", "answer_in_review"]
    assert (await desk.portal.audited())[-1] == "case.read"


async def test_the_same_facts_give_the_same_bytes(desk: Desk) -> None:
    await put_on_record(desk, accepted("2026-03-03"))
    place = f"/cases/{desk.case_no}/items/{FOOD}/sheet"
    read = [
        (await desk.portal.client.get(place, headers=headers)).content
        for headers in (desk.portal.applicant, desk.officer(APPROVAL), desk.officer(URBAN))
    ]

    assert read[0] == read[1] == read[2]


async def test_the_sheet_can_be_read_as_text(desk: Desk) -> None:
    await put_on_record(desk, accepted("2026-03-03"))
    answer = await desk.portal.client.get(
        f"/cases/{desk.case_no}/items/{FOOD}/sheet?format=text",
        headers=desk.portal.who("the-head", "head", body=APPROVAL),
    )

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text.startswith("办理时限计算书\n")


async def test_the_sheet_warns_of_a_year_whose_holidays_are_not_published(desk: Desk) -> None:
    await put_on_record(desk, accepted("2088-12-30"))
    move_to(desk.portal, "2088-12-31")
    place = f"/cases/{desk.case_no}/items/{FOOD}/sheet"
    sheet = (await desk.portal.client.get(place, headers=desk.portal.applicant)).json()
    text = (await desk.portal.client.get(f"{place}?format=text", headers=desk.portal.applicant)).text
    warning = "2088、2089年放假安排尚未公布，暂按周一至周五推定，公布后重新计算"

    assert (sheet["calendar"]["warning"], sheet["calendar"]["assumed_years"]) == (warning, [2088, 2089])
    assert f"注意：{warning}" in text


async def test_an_item_that_was_not_accepted_or_is_none_has_no_sheet(desk: Desk) -> None:
    codes = [
        (
            await desk.portal.client.get(
                f"/cases/{desk.case_no}/items/{item}/sheet", headers=desk.portal.applicant
            )
        ).json()["code"]
        for item in (FOOD, "no_such_item")
    ]

    assert codes == ["SheetNotFound", "SheetNotFound"]
