"""Ratings over HTTP: given, supplemented, followed to their end, let lapse, appealed against, counted and reported."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import orjson
import pytest

from chain.clock import BEIJING
from gateway.messages.kinds import MessageKind
from gateway.ratings.province import RatingReporter, RatingServiceAway, RehearsalRatingService
from tests.unit.gateway.messages.support import messages_of
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, Desk

Json = dict[str, Any]
BAD = {"item": "chain", "grade": "dissatisfied", "tags": ["speed"], "comment": "等了太久"}
GOOD = {"item": "chain", "grade": "very_satisfied"}


def at(month: int, day: int, hour: int = 10) -> datetime:
    """A moment of 2026 in Beijing."""
    return datetime(2026, month, day, hour, tzinfo=BEIJING)


@pytest.fixture
async def answered(portal: Portal, desk: Desk) -> Desk:
    """The chain is answered on Monday 2 March 2026."""
    await answer(desk)
    return desk


async def answer(desk: Desk) -> None:
    sent = await desk.post(APPROVAL, "notices", {"scope": "chain", "kind": "answer", "result": "completed"})
    assert sent.status_code == 200, sent.text


async def rate(desk: Desk, said: Json = BAD, **headers: str) -> httpx.Response:
    portal = desk.portal
    return await portal.client.post(
        f"/cases/{desk.case_no}/ratings",
        json=said,
        headers=(headers or portal.applicant) | portal.fresh_key(),
    )


async def rated(desk: Desk, said: Json = BAD) -> str:
    answer = await rate(desk, said)
    assert answer.status_code == 202, answer.text
    identifier: str = answer.json()["rating_id"]
    return identifier


async def supplement(desk: Desk, said: Json, item: str = "chain") -> httpx.Response:
    return await desk.portal.client.post(
        f"/cases/{desk.case_no}/ratings/{item}/supplement",
        json=said,
        headers=desk.portal.applicant | desk.portal.fresh_key(),
    )


async def do(
    desk: Desk,
    rating: str,
    what: str,
    said: Json | None = None,
    role: str = "officer",
    body: str | None = APPROVAL,
) -> httpx.Response:
    headers = desk.portal.who(f"{role}-1", role, body=body) | desk.portal.fresh_key()
    return await desk.portal.client.post(f"/ratings/{rating}/{what}", json=said, headers=headers)


async def supervisor(desk: Desk, rating: str, what: str, said: Json | None = None) -> httpx.Response:
    return await do(desk, rating, what, said, "supervisor", None)


async def looked(desk: Desk, matter: str = "PJ02") -> Json:
    """The engine's watch looks at a matter of the approval bureau."""
    answer = await desk.post(APPROVAL, f"matters/{matter}/check")
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return {key: found[key] for key in ("settled", "next")}


async def own(desk: Desk) -> dict[str, Json]:
    answer = await desk.portal.client.get(f"/cases/{desk.case_no}/ratings", headers=desk.portal.applicant)
    return {each["item"]: each for each in answer.json()["ratings"]}


async def listed(desk: Desk, role: str = "officer", body: str | None = APPROVAL, **params: Any) -> list[Json]:
    headers = desk.portal.who(f"{role}-1", role, body=body)
    answer = await desk.portal.client.get("/ratings", params=params, headers=headers)
    assert answer.status_code == 200, answer.text
    found: list[Json] = answer.json()["ratings"]
    return found


async def figures(desk: Desk, by: str = "item") -> dict[str, Json]:
    headers = desk.portal.who("s1", "supervisor")
    answer = await desk.portal.client.get("/ratings/figures", params={"by": by}, headers=headers)
    return {each["key"]: each for each in answer.json()["figures"]}


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


async def test_nothing_is_rated_before_it_ended(desk: Desk) -> None:
    assert code(await rate(desk)) == (409, "NotYetRateable")
    assert code(await rate(desk, GOOD | {"item": "fire_inspection"})) == (409, "NotYetRateable")
    assert code(await rate(desk, GOOD | {"item": "unheard_of"})) == (409, "NotYetRateable")


async def test_one_rating_for_the_chain_and_one_for_each_item(answered: Desk) -> None:
    await rated(answered, GOOD)
    await rated(answered, GOOD | {"item": "fire_inspection"})
    assert code(await rate(answered, BAD)) == (409, "AlreadyRated")
    shown = await own(answered)
    assert (shown["chain"]["grade_name"], shown["fire_inspection"]["state_name"]) == ("非常满意", "已评价")
    assert shown["food_license"]["grade"] is None
    assert [each["body"] for each in await listed(answered, body=FIRE)] == [FIRE]


async def test_rating_ends_on_the_fifth_working_day_and_who_did_not_rate_counts_as_nothing(
    answered: Desk,
) -> None:
    # Monday 2 March; the days 3, 4, 5, 6 and 9: the weekend between does not count.
    assert (await own(answered))["chain"]["rate_until"] == "2026-03-09T23:59:59+08:00"
    assert await looked(answered, "PJ01") == {"settled": False, "next": "2026-03-10T00:00:00+08:00"}
    answered.portal.clock.moment = at(3, 10, 0)
    assert code(await rate(answered)) == (409, "RatingTimeOver")
    assert await looked(answered, "PJ01") == {"settled": True, "next": None}
    assert (await own(answered))["chain"]["state_name"] == "未评价"
    figure = (await figures(answered))["chain"]
    assert (figure["unrated"], figure["few"], figure["satisfied"]) == (1, True, None)


async def test_a_supplementary_rating_on_the_fifth_working_day_across_a_holiday(desk: Desk) -> None:
    # Rated on Wednesday 1 April; 清明 is 4 to 6 April: 2, 3, 7, 8 and 9 April are the five working days.
    desk.portal.clock.moment = at(4, 1)
    await answer(desk)
    receipt = (await rate(desk, GOOD)).json()
    assert receipt["supplement_until"] == "2026-04-09T23:59:59+08:00"
    desk.portal.clock.moment = at(4, 9, 23)
    altered = await supplement(desk, {"grade": "very_dissatisfied", "comment": "后来发现材料被退"})
    assert (altered.status_code, altered.json()["state_name"]) == (202, "待回访核实")
    assert code(await supplement(desk, {"grade": "satisfied"})) == (409, "SupplementedBefore")
    assert [each["step"] for each in (await own(desk))["chain"]["steps"]] == ["give", "supplement"]


async def test_a_supplementary_rating_after_the_fifth_working_day_is_refused(desk: Desk) -> None:
    desk.portal.clock.moment = at(4, 1)
    await answer(desk)
    await rated(desk, GOOD)
    desk.portal.clock.moment = at(4, 10, 0)
    assert code(await supplement(desk, {"grade": "fair"})) == (409, "SupplementTimeOver")


async def test_a_bad_rating_that_was_made_good_is_not_followed_up(answered: Desk) -> None:
    await rated(answered)
    better = await supplement(answered, {"grade": "satisfied"})
    assert better.json()["state_name"] == "已评价"
    assert await looked(answered) == {"settled": True, "next": None}


async def test_a_bad_rating_by_name_is_followed_to_its_end(answered: Desk) -> None:
    rating = await rated(answered)
    clock = answered.portal.clock
    assert await looked(answered) == {"settled": False, "next": "2026-03-04T00:00:00+08:00"}
    assert code(await do(answered, rating, "mending", {"note": "已整改"})) == (409, "StepNotPossible")
    clock.moment = at(3, 3)
    found = await do(answered, rating, "verification", {"result": "well_founded", "note": "电话回访属实"})
    assert (found.json()["state_name"], found.json()["due_at"]) == ("待整改", "2026-03-06T23:59:59+08:00")
    clock.moment = at(3, 5)
    mended = await do(answered, rating, "mending", {"note": "增开窗口"})
    assert (mended.json()["state_name"], mended.json()["due_at"]) == ("待反馈", "2026-03-06T23:59:59+08:00")
    said = await do(answered, rating, "answer", {"text": "已增开窗口，谢谢指正", "satisfied": True})
    assert (said.json()["state_name"], said.json()["due_at"]) == ("已整改反馈", None)
    assert await looked(answered) == {"settled": True, "next": None}
    (shown,) = await listed(answered)
    assert [(step["step"], step["by"]) for step in shown["steps"]] == [
        ("give", None),
        ("verify", "officer-1"),
        ("mend", "officer-1"),
        ("answer", "officer-1"),
    ]
    told = await answered.portal.client.get("/messages", headers=answered.portal.applicant)
    assert "rating" in [each["kind"] for each in told.json()["messages"]]
    assert (await own(answered))["chain"]["steps"][-1]["note"] == "已增开窗口，谢谢指正"


async def test_a_bad_rating_that_nobody_looks_after_raises_the_alarm_and_ends_as_lapsed(
    answered: Desk,
) -> None:
    rating = await rated(answered)
    clock = answered.portal.clock
    assert code(await supervisor(answered, rating, "seen")) == (409, "StepNotPossible")
    clock.moment = at(3, 4, 0)
    # Verifying was due on 3 March; five working days later, 4, 5, 6, 9 and 10 March, it lapses.
    assert await looked(answered) == {"settled": False, "next": "2026-03-11T00:00:00+08:00"}
    for role, body in (("head", APPROVAL), ("supervisor", None)):
        assert [each["rating_id"] for each in await listed(answered, role, body, overdue=True)] == [rating]
        assert (await do(answered, rating, "seen", role=role, body=body)).status_code == 202
        assert (await do(answered, rating, "seen", role=role, body=body)).status_code == 202
    clock.moment = at(3, 11, 0)
    assert await looked(answered) == {"settled": True, "next": None}
    (shown,) = await listed(answered, state="lapsed")
    assert [step["step"] for step in shown["steps"]] == ["give", "overdue", "seen", "seen", "lapse"]
    late = await do(answered, rating, "verification", {"result": "unfounded", "note": "晚了"})
    assert code(late) == (409, "StepNotPossible")
    assert (await own(answered))["chain"]["state_name"] == "逾期未处理"


async def test_a_step_that_was_done_late_ends_the_alarm(answered: Desk) -> None:
    rating = await rated(answered)
    answered.portal.clock.moment = at(3, 5)
    await looked(answered)
    await do(answered, rating, "verification", {"result": "unfounded", "note": "收费依据法定标准"})
    assert await listed(answered, overdue=True) == []
    (shown,) = await listed(answered)
    assert (shown["state_name"], shown["overdue"]) == ("待反馈", False)


APPEAL = {"grounds": "mistaken", "note": "评价人误点"}


async def test_an_appeal_that_is_upheld_takes_the_rating_out_of_the_count(answered: Desk) -> None:
    rating = await rated(answered)
    assert (await do(answered, rating, "appeal", APPEAL)).json()["state_name"] == "申诉复核中"
    assert code(await do(answered, rating, "answer", {"text": "x"})) == (409, "StepNotPossible")
    word = await supervisor(answered, rating, "review", {"upheld": True, "note": "核实为误评"})
    assert (word.json()["state_name"], word.json()["counted"]) == ("经复核不予采纳", False)
    assert await looked(answered) == {"settled": True, "next": None}
    assert (await own(answered))["chain"]["steps"][-1]["note"] == "核实为误评"
    (message,) = await messages_of(answered.portal, answered.case_no, MessageKind.RATING)
    assert "不予采纳" in message.text
    assert "核实为误评" in message.text


async def test_an_appeal_that_is_dismissed_leaves_the_rating_to_be_followed_up(answered: Desk) -> None:
    rating = await rated(answered)
    await do(answered, rating, "appeal", APPEAL)
    word = await supervisor(answered, rating, "review", {"upheld": False, "note": "情况属实"})
    assert (word.json()["state_name"], word.json()["due_at"]) == ("待回访核实", "2026-03-03T23:59:59+08:00")
    assert code(await do(answered, rating, "appeal", APPEAL)) == (409, "AppealedBefore")
    assert await messages_of(answered.portal, answered.case_no, MessageKind.RATING) == []


async def test_a_review_that_does_not_come_is_an_alarm_and_no_lapse(answered: Desk) -> None:
    rating = await rated(answered)
    await do(answered, rating, "appeal", APPEAL)
    answered.portal.clock.moment = at(6, 1)
    assert (await looked(answered))["settled"] is False
    assert [each["state"] for each in await listed(answered, overdue=True)] == ["appealed"]


async def test_a_good_rating_is_not_appealed_against(answered: Desk) -> None:
    rating = await rated(answered, GOOD)
    assert code(await do(answered, rating, "appeal", APPEAL)) == (409, "NothingToAppeal")


async def test_of_an_anonymous_rating_its_body_learns_neither_who_nor_which_case(answered: Desk) -> None:
    rating = await rated(answered, BAD | {"anonymous": True})
    (shown,) = await listed(answered)
    assert (shown["case_no"], shown["named"], shown["state_name"]) == (None, False, "已评价")
    assert shown["steps"] == []
    assert answered.case_no not in str(shown)
    assert "applicant-1" not in str(shown)
    assert code(await do(answered, rating, "verification", {"result": "unfounded", "note": "x"})) == (
        409,
        "StepNotPossible",
    )


async def test_another_body_finds_no_rating(answered: Desk) -> None:
    rating = await rated(answered)
    assert await listed(answered, body=FIRE) == []
    said = {"result": "unfounded", "note": "x"}
    assert code(await do(answered, rating, "verification", said, body=FIRE)) == (404, "RatingNotFound")


async def test_the_code_of_the_answer_rates_once_without_an_account(answered: Desk) -> None:
    portal = answered.portal
    place = f"/cases/{answered.case_no}/ratings/code"
    shown = (await portal.client.get(place, headers=portal.applicant)).json()
    assert shown["open"] is True
    picture = await portal.client.get(f"{place}/picture", headers=portal.applicant)
    assert picture.text.startswith("<?xml")
    said = {"code": shown["code"].lower(), "grade": "satisfied", "anonymous": True}
    first = await portal.client.post("/ratings", json=said, headers=portal.fresh_key())
    assert (first.status_code, first.json()["item"]) == (202, "chain")
    again = await portal.client.post("/ratings", json=said, headers=portal.fresh_key())
    assert code(again) == (404, "RatingCodeRefused")
    assert (await portal.client.get(place, headers=portal.applicant)).json()["open"] is False
    assert [each["channel_name"] for each in await listed(answered)] == ["扫码"]


async def test_a_tablet_at_the_window_rates_once_and_for_a_short_time(answered: Desk) -> None:
    portal = answered.portal
    clerk = portal.who("clerk-1", "clerk", body=APPROVAL)
    place = f"/window/cases/{answered.case_no}/ratings/code"
    wanted = {"item": "food_license", "window": "A03"}
    given = (await portal.client.post(place, json=wanted, headers=clerk | portal.fresh_key())).json()
    portal.clock.move(timedelta(minutes=16))
    said = {"code": given["code"], "grade": "satisfied"}
    late = await portal.client.post("/ratings", json=said, headers=portal.fresh_key())
    assert code(late) == (404, "RatingCodeRefused")
    given = (await portal.client.post(place, json=wanted, headers=clerk | portal.fresh_key())).json()
    key = portal.fresh_key()
    for _ in range(2):
        answer = await portal.client.post("/ratings", json=said | {"code": given["code"]}, headers=key)
        assert answer.status_code == 202, answer.text
    (shown,) = await listed(answered)
    assert (shown["channel_name"], shown["window"]) == ("窗口", "A03")
    assert "A03" in await figures(answered, "window")


async def test_small_groups_are_not_told_apart(portal: Portal) -> None:
    figure: Json = {}
    for number in range(5):
        desk = Desk(portal, await portal.submit())
        await answer(desk)
        await rated(desk, GOOD if number else BAD)
        figure = (await figures(desk))["chain"]
        assert (figure["few"], figure["grades"] is None) == (number < 4, number < 4)
    assert (figure["count"], figure["satisfied"], figure["grades"]["dissatisfied"]) == (5, 0.8, 1)


class Away:
    """A provincial service that is away."""

    async def report(self, _content: object) -> None:
        """Never takes anything."""
        raise RatingServiceAway


async def test_the_province_is_told_how_each_rating_stands_until_it_took_it(answered: Desk) -> None:
    context = answered.portal.context
    rating = await rated(answered)
    away = RatingReporter(context.database, Away(), now=context.clock)
    assert (await away.drain(), await away.drain()) == (1, 0)
    await do(answered, rating, "verification", {"result": "unfounded", "note": "x"})
    file = context.settings.ratings_file
    ahead = type("Ahead", (), {"now": lambda _: datetime.now(BEIJING) + timedelta(hours=1)})()
    there = RatingReporter(context.database, RehearsalRatingService(file), now=context.clock, clock=ahead)
    assert (await there.drain(), await there.drain()) == (2, 0)
    told = sorted(
        (orjson.loads(line) for line in file.read_bytes().splitlines()), key=lambda x: x["revision"]
    )
    assert [each["state"] for each in told] == ["verifying", "answering"]
    assert answered.case_no not in file.read_text()


async def test_the_answer_tells_all_results_in_one_message_and_one_document(answered: Desk) -> None:
    portal = answered.portal
    await answer(answered)
    page = (await portal.client.get("/messages", headers=portal.applicant)).json()
    answers = [each for each in page["messages"] if each["kind"] == "answer"]
    assert len(answers) == 1
    opened = (await portal.client.get(f"/messages/{answers[0]['id']}", headers=portal.applicant)).json()
    assert "食品经营许可" in opened["text"]
    document = (await portal.client.get(opened["link"], headers=portal.applicant)).json()
    assert (document["kind_name"], document["state"]) == ("办理结果统一反馈单", "drafted")
    code = (
        await portal.client.get(f"/cases/{answered.case_no}/ratings/code", headers=portal.applicant)
    ).json()
    assert code["code"] in str(document["parts"])
