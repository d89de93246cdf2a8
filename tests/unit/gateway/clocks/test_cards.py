"""Yellow and red cards: shown once for a limit, to the body's officers and head and to supervisors."""

from datetime import datetime

from gateway.clocks.chain import refresh_joint
from gateway.store.models import Case
from tests.unit.chain.limits.stories import accepted, at, concluded, extended, suspended
from tests.unit.gateway.clocks.support import cards_of, move_to, put_on_record, refreshed
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, Desk


async def test_a_card_is_shown_once_for_each_clock_colour_and_limit(desk: Desk) -> None:
    await put_on_record(desk, accepted("2026-03-02"))
    for moment in ("2026-03-06", "2026-03-09", "2026-03-09T15:00", "2026-03-10", "2026-03-11"):
        await refreshed(desk, moment)
    await put_on_record(desk, suspended("2026-03-11", "hearing", 3), concluded("2026-03-12"))
    await refreshed(desk, "2026-03-12")
    found = (await cards_of(desk.portal, "officer", body=APPROVAL))["cards"]

    assert [(each["clock"], each["colour"], each["due_at"], each["shown_at"]) for each in found] == [
        ("promised", "red", "2026-03-09T23:59:59+08:00", "2026-03-10T09:00:00+08:00"),
        ("promised", "yellow", "2026-03-09T23:59:59+08:00", "2026-03-09T09:00:00+08:00"),
    ]
    assert (found[0]["clock_name"], found[0]["colour_name"]) == ("承诺时限", "已超时限")
    assert found[0]["body_name"]


async def test_the_statutory_clock_has_cards_of_its_own(desk: Desk) -> None:
    await put_on_record(desk, accepted("2026-03-02"))
    await refreshed(desk, "2026-03-31")
    found = (await cards_of(desk.portal, "supervisor"))["cards"]

    assert {(each["clock"], each["colour"], each["due_at"][:10]) for each in found} == {
        ("promised", "red", "2026-03-09"),
        ("statutory", "red", "2026-03-16"),
    }


async def test_a_decision_that_came_too_late_is_a_red_card_although_nobody_looked(desk: Desk) -> None:
    await put_on_record(desk, accepted("2026-03-02"), concluded("2026-03-12"))
    await refreshed(desk, "2026-03-12")

    assert [each["colour"] for each in (await cards_of(desk.portal, "supervisor"))["cards"]] == ["red"]


async def test_cards_are_those_of_ones_own_body_newest_first_page_by_page(desk: Desk) -> None:
    await put_on_record(desk, accepted("2026-03-02"))
    await refreshed(desk, "2026-03-09")
    await refreshed(desk, "2026-03-10")
    first = await cards_of(desk.portal, "head", body=APPROVAL, query="?limit=1")
    second = await cards_of(desk.portal, "head", body=APPROVAL, query=f"?cursor={first['next_cursor']}")
    others = await cards_of(desk.portal, "officer", body=FIRE)

    assert [page["cards"][0]["colour"] for page in (first, second)] == ["red", "yellow"]
    assert second["next_cursor"] is None
    assert others == {"cards": [], "next_cursor": None}


async def test_it_is_kept_who_read_a_card_and_no_name_is_shown(desk: Desk) -> None:
    await put_on_record(desk, accepted("2026-03-02"))
    await refreshed(desk, "2026-03-09")
    (card,) = (await cards_of(desk.portal, "officer", body=APPROVAL))["cards"]
    read = [
        await desk.portal.client.post(
            f"/cards/{card['id']}/seen", headers=desk.portal.who(who, role, body=APPROVAL)
        )
        for who, role in (("an-officer", "officer"), ("the-head", "head"), ("the-head", "head"))
    ]
    foreign = await desk.portal.client.post(
        f"/cards/{card['id']}/seen", headers=desk.portal.who("another", "officer", body=FIRE)
    )

    assert [each["role"] for each in read[-1].json()["seen"]] == ["officer", "head"]
    assert read[-1].json()["seen_by_me"] is True
    assert "the-head" not in read[-1].text
    assert (await desk.portal.audited()).count("card.seen") == 2
    assert (foreign.status_code, foreign.json()["code"]) == (404, "CardNotFound")


async def test_a_cursor_that_is_none_is_a_problem(desk: Desk) -> None:
    answer = await desk.portal.client.get("/cards?cursor=x", headers=desk.portal.who("s", "supervisor"))

    assert (answer.status_code, answer.json()["code"]) == (422, "CursorInvalid")


async def test_the_leading_body_and_its_head_are_told_when_the_whole_chain_nears_or_passes_its_joint_limit(
    desk: Desk,
) -> None:
    """45 working days from 2 March 2026 end on 8 May, counted by hand in ``test_chain_limits``."""
    await put_on_record(desk, accepted("2026-03-02"), item="fire_inspection")
    found = [await joint_looked_at(desk, moment) for moment in ("2026-05-07", "2026-05-08", "2026-05-09")]
    cards = [(await cards_of(desk.portal, role, body=APPROVAL))["cards"] for role in ("officer", "head")]

    assert [moment and moment.isoformat() for moment in found] == [
        "2026-05-08T00:00:00+08:00", "2026-05-09T00:00:00+08:00", None,
    ]  # fmt: skip
    assert cards[0] == cards[1]
    assert [(each["clock_name"], each["colour"], each["item"], each["item_name"]) for each in cards[0]] == [
        ("联合办理时限", "red", None, "全部事项"),
        ("联合办理时限", "yellow", None, "全部事项"),
    ]
    assert (await cards_of(desk.portal, "officer", body=FIRE))["cards"] == []


async def test_a_chain_extended_by_the_government_has_no_card_on_the_old_last_day(desk: Desk) -> None:
    await put_on_record(
        desk, accepted("2026-03-02"), extended("2026-03-03", 15, joint=True), item="fire_inspection"
    )
    again = await joint_looked_at(desk, "2026-05-09")

    assert again is not None
    assert (await cards_of(desk.portal, "supervisor"))["cards"] == []


async def joint_looked_at(desk: Desk, moment: str) -> datetime | None:
    """The chain's joint limit is looked at; when to look again."""
    move_to(desk.portal, moment)
    async with desk.portal.context.database.write() as session:
        case = await session.get_one(Case, desk.case_no, with_for_update=True)
        case.accepted_at = at("2026-03-02")
        return await refresh_joint(desk.portal.context, session, case)
