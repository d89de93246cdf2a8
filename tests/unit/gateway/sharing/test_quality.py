"""Quality of what a body collected into the register: each rule finds its flaw, and a sound record has none."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from gateway.store.models import Certificate
from tests.unit.gateway.sharing.support import Sharing, business_licence
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, Desk, Json, SealMaker, sealed

Spoil = Callable[[Certificate, Json], Any]


def _say(*path: str, as_: Any) -> Spoil:
    """The certificate's data say something else."""

    def spoil(_: Certificate, data: Json) -> None:
        holder = data
        for name in path[:-1]:
            holder = holder[name]
        holder[path[-1]] = as_

    return spoil


def _note(column: str, as_: Any) -> Spoil:
    """The register notes something else."""
    return lambda row, _: setattr(row, column, as_)


FLAWS: dict[str, tuple[Spoil, tuple[str, str]]] = {
    "a name that is empty": (_say("holder", "name", as_=" "), ("required_fields", "CZZT")),
    "a scope that is missing": (_say("fields", "KZ_JYFW", as_=""), ("business_fields", "KZ_JYFW")),
    "an issuer's code with a wrong check": (
        _say("issuer", "code", as_="11379901000010006X"),
        ("issuer", "ZZBFJGDM"),
    ),
    "another body's code": (_say("issuer", "code", as_="11379901000020001U"), ("issuer", "ZZBFJGDM")),
    "another type": (_note("type_code", "11100000000013338W999"), ("identifier", "ZZLXDM")),
    "another version": (_note("version", 2), ("identifier", "ZZBS")),
    "issued tomorrow": (_say("issued", as_="2026-03-03"), ("dates", "ZZBFRQ")),
    "ended before it began": (_say("expires", as_="2020-01-01"), ("dates", "ZZYXQJZRQ")),
    "another end on record": (_note("valid_until", date(2030, 1, 1)), ("dates", "ZZYXQJZRQ")),
    "another number": (_note("number", "X-1"), ("number", "ZZBH")),
    "a date that is none": (_say("issued", as_="2026-02-30"), ("readable", "ZZBS")),
}


async def _findings(sharing: Sharing, of: str = APPROVAL, **params: Any) -> Json:
    answer = await sharing.portal.client.get(
        "/sharing/v1/quality", params=params, headers=sharing.of("officer", of)
    )
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


async def test_a_record_as_it_is_issued_has_no_flaw(desk: Desk, maker: SealMaker) -> None:
    await business_licence(desk, maker)
    found = await _findings(Sharing(desk.portal))
    assert (found["body"], found["checked"], found["findings"]) == (APPROVAL, 1, [])


@pytest.mark.parametrize("name", FLAWS)
async def test_each_flaw_is_found_by_its_rule(desk: Desk, maker: SealMaker, name: str) -> None:
    spoil, expected = FLAWS[name]
    licence = await business_licence(desk, maker)
    async with desk.portal.context.database.write() as session:
        row = await session.scalar(select(Certificate))
        assert row is not None
        data = deepcopy(row.data)
        spoil(row, data)
        row.data = data
    found = await _findings(Sharing(desk.portal))
    assert expected in [(each["rule"], each["field"]) for each in found["findings"]]
    assert {each["certificate"] for each in found["findings"]} == {licence["identifier"]}


@pytest.mark.parametrize(
    ("code", "kind", "sound"),
    [
        ("92379901MADEMA019X", "001", False),
        ("11010519491231002X", "111", True),
        ("110105194912310021", "111", False),
        ("PASSPORT-1", "099", True),
    ],
)
async def test_a_holders_code_is_held_to_its_kind_and_never_told(
    desk: Desk, maker: SealMaker, code: str, kind: str, sound: bool
) -> None:
    await business_licence(desk, maker)
    async with desk.portal.context.database.write() as session:
        row = await session.scalar(select(Certificate))
        assert row is not None
        row.data = row.data | {"holder": row.data["holder"] | {"code": code, "code_type": kind}}
    found = (await _findings(Sharing(desk.portal)))["findings"]
    told = [each for each in found if each["rule"] == "holder_code"]
    assert bool(told) is not sound
    assert code not in str(found)


async def test_a_body_sees_its_own_records_and_a_supervisor_names_one(desk: Desk, maker: SealMaker) -> None:
    sharing = Sharing(desk.portal)
    await business_licence(desk, maker)
    await desk.check(FIRE, "fire_inspection", "granted")
    await sealed(desk, maker, FIRE, "fire_inspection")
    assert (await _findings(sharing, FIRE, body=APPROVAL))["body"] == FIRE
    supervisor = desk.portal.who("supervisor-1", "supervisor")
    get = desk.portal.client.get
    named = await get("/sharing/v1/quality", params={"body": FIRE}, headers=supervisor)
    assert (named.json()["body"], named.json()["checked"]) == (FIRE, 1)
    unnamed = await get("/sharing/v1/quality", headers=supervisor)
    assert (unnamed.status_code, unnamed.json()["code"]) == (422, "BodyMissing")


async def test_records_of_the_same_moment_are_each_looked_at_once(desk: Desk, maker: SealMaker) -> None:
    sharing = Sharing(desk.portal)
    await business_licence(desk, maker)
    await desk.check(APPROVAL, "food_license", "granted")
    await sealed(desk, maker, APPROVAL, "food_license")
    first = await _findings(sharing, limit=1)
    second = await _findings(sharing, limit=1, cursor=first["next_cursor"])
    assert (first["checked"], second["checked"], second["next_cursor"]) == (1, 1, None)
