"""Yellow and red cards: shown once for a limit, to the body's officers and head and to supervisors."""

from tests.unit.chain.limits.stories import accepted, concluded, suspended
from tests.unit.gateway.clocks.support import cards_of, put_on_record, refreshed
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
