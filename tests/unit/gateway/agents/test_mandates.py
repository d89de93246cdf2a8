"""A mandate is given, answered, ended and read: by its parties alone, and every step is on record."""

import re
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from gateway.store.models import AuditEntry, Mandate
from tests.unit.gateway.agents.support import AGENT, NAME, PRINCIPAL, Parties, assisting, authorisation
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE


def scope(**changes: Any) -> dict[str, Any]:
    return {"themes": ["restaurant"], "acts": ["submit"], **changes}


SYSTEM = {"level": "provincial", "name": "省投资项目平台"}


async def test_a_mandate_waits_for_its_agent_and_bears_a_number_that_nobody_guesses(parties: Parties) -> None:
    first, second = (await parties.offer()).json(), (await parties.offer()).json()
    assert re.fullmatch(r"SQ[0-9a-f]{24}", first["mandate_no"])
    assert first["mandate_no"] != second["mandate_no"]
    assert (first["state"], first["state_name"], first["in_force"]) == ("offered", "待受托人接受", False)
    assert (first["standing"], first["agent"], first["agent_name"]) == ("principal", AGENT, NAME)
    assert (first["from"], first["until"]) == (
        "2026-03-01T00:00:00+08:00",
        "2026-12-31T23:59:59.999000+08:00",
    )
    assert [event["event"] for event in first["history"]] == ["offer"]


async def test_the_same_key_gives_the_same_mandate(parties: Parties) -> None:
    headers = parties.principal | parties.portal.fresh_key()
    answers = [
        await parties.portal.client.post("/mandates", json=authorisation(), headers=headers) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()


MISTAKES = {
    "nobody": (authorisation(agent=None), "agent"),
    "oneself": (authorisation(agent=PRINCIPAL), "agent"),
    "no such body": (assisting(agent_body="nobody_379901"), "agent_body"),
    "neither themes nor cases": (authorisation(scope=scope(themes=[])), "scope"),
    "both themes and cases": (authorisation(scope=scope(case_nos=["YL1"])), "scope"),
    "no such theme": (authorisation(scope=scope(themes=["nothing"])), "scope.themes[0]"),
    "somebody else's case": (authorisation(scope=scope(themes=[], case_nos=["YL1"])), "scope.case_nos[0]"),
    "a person who assists": (authorisation(scope=scope(acts=["assist"], systems=[SYSTEM])), "scope.acts"),
    "a body that submits": (assisting(scope=scope(systems=[SYSTEM])), "scope.acts"),
    "a body that assists and submits": (
        assisting(scope=scope(acts=["assist", "submit"], systems=[SYSTEM])),
        "scope.acts",
    ),
    "assistance nowhere": (assisting(scope=scope(acts=["assist"])), "scope.systems"),
    "a system without assistance": (authorisation(scope=scope(systems=[SYSTEM])), "scope.systems"),
    "an end before the beginning": (authorisation(until="2026-02-28"), "until"),
    "an end that is over": (authorisation(until="2026-03-01"), "until"),
    "an end that nobody lives to see": (authorisation(until="9999-12-31T20:00:00-05:00"), "until"),
    "a beginning before all calendars": (authorisation(**{"from": "0001-01-01T00:00:00+14:00"}), "until"),
    "somebody else's document": (authorisation(document_file_id="F0"), "document_file_id"),
}


@pytest.mark.parametrize("name", MISTAKES)
async def test_what_is_wrong_with_a_mandate_is_named(parties: Parties, name: str) -> None:
    request, field = MISTAKES[name]
    answer = await parties.offer(request)
    assert answer.status_code == 422, answer.text
    assert field in {problem["field"] for problem in answer.json()["problems"]}


async def test_an_agent_authorises_nobody(parties: Parties) -> None:
    number = await parties.accepted()
    answer = await parties.offer(authorisation(agent="agent-2"), headers=parties.under(number))
    assert (answer.status_code, answer.json()["code"]) == (403, "NoSubDelegation")
    case_no = await parties.submitted(number)
    passed_on = authorisation(agent="agent-2", scope=scope(themes=[], case_nos=[case_no]))
    assert (await parties.offer(passed_on, headers=parties.agent)).status_code == 422


ACCEPT, REFUSE, RESIGN, REVOKE = "acceptance", "refusal", "resignation", "revocation"
STEPS = {
    (): {ACCEPT: 200, REFUSE: 200, RESIGN: 409, REVOKE: 200},
    (ACCEPT,): {ACCEPT: 200, REFUSE: 409, RESIGN: 200, REVOKE: 200},
    (REFUSE,): {ACCEPT: 409, REFUSE: 200, RESIGN: 409, REVOKE: 409},
    (ACCEPT, RESIGN): {ACCEPT: 409, REFUSE: 409, RESIGN: 200, REVOKE: 409},
    (REVOKE,): {ACCEPT: 409, REFUSE: 409, RESIGN: 409, REVOKE: 200},
    (ACCEPT, REVOKE): {ACCEPT: 409, REFUSE: 409, RESIGN: 409, REVOKE: 200},
}
"""What follows after which steps: a repetition changes nothing."""


async def taken(parties: Parties, number: str, step: str) -> httpx.Response:
    """The step, by the side whose it is."""
    by = parties.principal if step == REVOKE else parties.agent
    return await parties.step(number, step, by, "另有安排" if step in (RESIGN, REVOKE) else None)


@pytest.mark.parametrize("before", STEPS, ids="-".join)
async def test_each_side_does_what_its_turn_allows(parties: Parties, before: tuple[str, ...]) -> None:
    for step, status in STEPS[before].items():
        number = await parties.offered()
        for each in before:
            await taken(parties, number, each)
        answer = await taken(parties, number, step)
        assert answer.status_code == status, (before, step, answer.text)
        if status == 200:
            events = [event["event"] for event in answer.json()["history"]]
            assert len(events) == 1 + len({*before, step}), (before, step)


async def test_neither_side_takes_the_others_step(parties: Parties) -> None:
    number = await parties.offered()
    assert (await parties.step(number, ACCEPT, parties.principal)).status_code == 404
    assert (await parties.step(number, REVOKE, parties.agent, "另有安排")).status_code == 404


async def test_a_mandate_whose_time_is_over_cannot_be_accepted(parties: Parties) -> None:
    number = await parties.offered(until="2026-03-03")
    parties.portal.clock.moment = parties.portal.clock.moment.replace(day=4)
    answer = await parties.step(number, ACCEPT, parties.agent)
    assert (answer.status_code, answer.json()["code"]) == (409, "MandateOver")


async def test_both_sides_see_what_was_done_under_it_and_why_it_ended(parties: Parties) -> None:
    number = await parties.accepted()
    case_no = await parties.submitted(number)
    await parties.step(number, REVOKE, parties.principal, "改由本人办理")
    for headers, standing in ((parties.principal, "principal"), (parties.agent, "agent")):
        seen = await parties.read(f"/mandates/{number}", headers)
        assert (seen["standing"], seen["state_name"]) == (standing, "委托人已撤销")
        told = [
            (event["event"], event["act"], event["case_no"], event["reason"]) for event in seen["history"]
        ]
        assert told == [
            ("offer", None, None, None),
            ("accept", None, None, None),
            ("use", "submit", case_no, None),
            ("revoke", None, None, "改由本人办理"),
        ]
    stranger = parties.portal.who("stranger", "applicant")
    assert (await parties.portal.client.get(f"/mandates/{number}", headers=stranger)).status_code == 404


async def test_lists_show_each_party_its_own_page_by_page(parties: Parties) -> None:
    numbers = [await parties.offered() for _ in range(3)]
    for headers, own, others in (
        (parties.principal, "principal", "agent"),
        (parties.agent, "agent", "principal"),
    ):
        first = await parties.read(f"/mandates?as={own}&limit=2", headers)
        rest = await parties.read(f"/mandates?as={own}&limit=2&cursor={first['next_cursor']}", headers)
        seen = [each["mandate_no"] for each in (*first["mandates"], *rest["mandates"])]
        assert sorted(seen) == sorted(numbers)
        assert rest["next_cursor"] is None
        assert (await parties.read(f"/mandates?as={others}", headers))["mandates"] == []


@pytest.mark.parametrize(
    ("sub", "role", "body", "status"),
    [
        ("officer-1", "officer", APPROVAL, 200),
        ("clerk-1", "clerk", APPROVAL, 200),
        ("officer-1", "officer", FIRE, 404),
        ("applicant-2", "applicant", None, 404),
    ],
)
async def test_any_official_of_the_body_accepts_for_it(
    parties: Parties, sub: str, role: str, body: str | None, status: int
) -> None:
    number = (await parties.offer(assisting())).json()["mandate_no"]
    who = parties.portal.who(sub, role, body=body)
    assert (await parties.step(number, ACCEPT, who)).status_code == status


async def test_where_an_official_is_named_no_other_accepts(parties: Parties) -> None:
    number = (await parties.offer(assisting(agent="officer-1"))).json()["mandate_no"]
    other, named = (parties.portal.who(sub, "officer", body=APPROVAL) for sub in ("officer-2", "officer-1"))
    assert (await parties.step(number, ACCEPT, other)).status_code == 404
    assert (await parties.step(number, ACCEPT, named)).status_code == 200


async def test_every_step_and_reading_stands_in_the_audit_log(parties: Parties) -> None:
    number = await parties.accepted()
    await parties.read(f"/mandates/{number}", parties.agent)
    await parties.read("/mandates", parties.agent)
    await parties.step(number, RESIGN, parties.agent, "无暇办理")
    async with parties.portal.context.database.read() as session:
        lines = await session.scalars(select(AuditEntry).order_by(AuditEntry.seq))
        told = [(line.actor, line.action) for line in lines]
        rests = await session.get_one(Mandate, number)
    assert rests.agent_name == NAME
    assert told == [
        (PRINCIPAL, "mandate.offer"),
        (AGENT, "mandate.accept"),
        (AGENT, "mandate.read"),
        (AGENT, "mandates.read"),
        (AGENT, "mandate.resign"),
    ]
