"""A body applies for a use of shared data; the head of the body that provides decides; either ends it."""

from datetime import timedelta
from typing import Any

import pytest

from chain.certificates.template import load_template, template_keys
from chain.sharing import Resource
from gateway.sharing.catalogue import resource
from gateway.sharing.states import MACHINE, GrantState, GrantStep
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.sharing.support import APPLICATIONS, FIELDS, Sharing
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, URBAN


@pytest.fixture
def sharing(portal: Portal) -> Sharing:
    """Both bodies."""
    return Sharing(portal)


async def test_the_catalogue_tells_each_field_and_who_provides_it(sharing: Sharing) -> None:
    answer = await sharing.portal.client.get("/sharing/v1/resources", headers=sharing.of("officer", FIRE))
    licences, persons = (
        next(each for each in answer.json()["resources"] if each["resource"] == key)
        for key in ("licences", "legal-persons")
    )
    assert {FIRE, APPROVAL, URBAN} <= {each["body"] for each in licences["providers"]}
    providers = {each["body"] for each in persons["providers"]}
    assert APPROVAL in providers
    assert FIRE not in providers
    by_key = {each["key"]: each for each in persons["fields"]}
    assert by_key["fddbr"]["sensitivity_name"] == "个人信息"
    assert by_key["tyshxydm"]["name"] == "统一社会信用代码"


def test_every_business_field_that_a_certificate_shows_is_in_the_catalogue() -> None:
    shown = {
        place.source
        for key in template_keys()
        for place in load_template(key).fields.places
        if place.source.startswith("KZ_")
    }
    assert shown
    assert shown <= resource(Resource.LICENCES).fields.keys()


async def test_a_granted_use_keeps_who_did_what_when(sharing: Sharing) -> None:
    number = await sharing.granted()
    for role, body in (("officer", FIRE), ("head", APPROVAL)):
        answer = await sharing.portal.client.get(f"{APPLICATIONS}/{number}", headers=sharing.of(role, body))
        found = answer.json()
        assert [(step["step"], step["body"]) for step in found["steps"]] == [
            ("apply", FIRE),
            ("grant", APPROVAL),
        ]
        assert [field["key"] for field in found["fields"]] == [
            key for key in resource(Resource.LICENCES).fields if key in FIELDS
        ]
    assert {"sharing.apply", "sharing.grant"} <= set(await sharing.portal.audited())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"fields": ["ZZMC", "PHONE"]}, "fields[1]"),
        ({"resource": "legal-persons", "provider": URBAN, "fields": ["jgmc"]}, "provider"),
        ({"provider": FIRE}, "provider"),
        ({"until": "2026-03-01"}, "until"),
        ({"until": "2030-01-01"}, "until"),
    ],
)
async def test_an_application_that_cannot_be_granted_is_refused_with_its_field(
    sharing: Sharing, changes: dict[str, Any], field: str
) -> None:
    answer = await sharing.apply(**changes)
    assert answer.status_code == 422
    assert [problem["field"] for problem in answer.json()["problems"]] == [field]


async def test_a_refusal_gives_its_reason(sharing: Sharing) -> None:
    number = (await sharing.apply()).json()["grant_no"]
    silent = await sharing.step(number, "decision", {"outcome": "refused"})
    assert (silent.status_code, silent.json()["problems"][0]["field"]) == (422, "reason")
    told = await sharing.step(number, "decision", {"outcome": "refused", "reason": "法律依据不充分"})
    assert (told.json()["state"], told.json()["steps"][-1]["reason"]) == ("refused", "法律依据不充分")


@pytest.mark.parametrize("body", [FIRE, URBAN])
async def test_nobody_but_the_providing_bodys_head_decides(sharing: Sharing, body: str) -> None:
    number = (await sharing.apply()).json()["grant_no"]
    answer = await sharing.step(number, "decision", {"outcome": "granted"}, body=body)
    assert (answer.status_code, answer.json()["code"]) == (404, "GrantNotFound")


async def test_others_see_nothing_of_an_application_and_a_supervisor_all(sharing: Sharing) -> None:
    number = (await sharing.apply()).json()["grant_no"]
    get = sharing.portal.client.get
    assert (await get(f"{APPLICATIONS}/{number}", headers=sharing.of("head", URBAN))).status_code == 404
    assert (await get(APPLICATIONS, headers=sharing.of("head", URBAN))).json()["grants"] == []
    supervisor = sharing.portal.who("supervisor-1", "supervisor")
    assert [each["grant_no"] for each in (await get(APPLICATIONS, headers=supervisor)).json()["grants"]] == [
        number
    ]


async def test_each_side_finds_its_own_page_by_page(sharing: Sharing) -> None:
    numbers = [(await sharing.apply()).json()["grant_no"] for _ in range(3)]
    seen: list[str] = []
    cursor: str | None = None
    while True:
        params: dict[str, str | int] = {"as": "provider", "limit": 2}
        if cursor is not None:
            params["cursor"] = cursor
        page = (
            await sharing.portal.client.get(APPLICATIONS, params=params, headers=sharing.of("head", APPROVAL))
        ).json()
        seen += [each["grant_no"] for each in page["grants"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == numbers[::-1]


_BY: dict[GrantStep, tuple[str, dict[str, str], str, str]] = {
    GrantStep.GRANT: ("decision", {"outcome": "granted"}, "head", APPROVAL),
    GrantStep.REFUSE: ("decision", {"outcome": "refused", "reason": "不充分"}, "head", APPROVAL),
    GrantStep.WITHDRAW: ("withdrawal", {"reason": "不再需要"}, "officer", FIRE),
    GrantStep.REVOKE: ("revocation", {"reason": "用途不再成立"}, "head", APPROVAL),
}
_WAY = {
    GrantState.APPLIED: (),
    GrantState.GRANTED: (GrantStep.GRANT,),
    GrantState.REFUSED: (GrantStep.REFUSE,),
    GrantState.WITHDRAWN: (GrantStep.WITHDRAW,),
    GrantState.REVOKED: (GrantStep.GRANT, GrantStep.REVOKE),
}


@pytest.mark.parametrize("state", GrantState)
@pytest.mark.parametrize("step", _BY)
async def test_a_step_is_taken_from_the_states_of_the_machine_and_no_other(
    sharing: Sharing, state: GrantState, step: GrantStep
) -> None:
    number = (await sharing.apply()).json()["grant_no"]
    for before in _WAY[state]:
        name, content, role, body = _BY[before]
        assert (await sharing.step(number, name, content, role, body)).status_code == 202
    name, content, role, body = _BY[step]
    answer = await sharing.step(number, name, content, role, body)
    if state in MACHINE[step].before:
        assert (answer.status_code, answer.json()["state"]) == (202, MACHINE[step].after)
    else:
        assert (answer.status_code, answer.json()["code"]) == (409, "GrantDecided")


async def test_what_was_applied_for_until_yesterday_is_granted_no_more(sharing: Sharing) -> None:
    number = (await sharing.apply(until="2026-03-03")).json()["grant_no"]
    sharing.portal.clock.move(timedelta(days=2))
    answer = await sharing.step(number, "decision", {"outcome": "granted"})
    assert (answer.status_code, answer.json()["code"]) == (409, "GrantOver")


async def test_an_application_sent_twice_is_one(sharing: Sharing) -> None:
    headers = sharing.of("officer", FIRE) | {"Idempotency-Key": "the-same-key"}
    wanted = {
        "resource": "legal-persons",
        "provider": APPROVAL,
        "purpose": "核对主体",
        "legal_basis": "消防法",
        "fields": ["jgmc"],
        "daily_quota": 1,
        "until": "2026-06-30",
    }
    first, second = [
        (await sharing.portal.client.post(APPLICATIONS, json=wanted, headers=headers)).json()["grant_no"]
        for _ in range(2)
    ]
    assert first == second
