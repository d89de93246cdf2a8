"""What happened to a certificate: each event once, told to whom it concerns, and its status nothing but their sum."""

from datetime import timedelta
from random import Random

import httpx
import pytest
from sqlalchemy import select

from chain.certificates.events import Event, status_of
from gateway.store import migrate
from gateway.store.database import Database
from gateway.store.models import Certificate, CertificateEvent
from tests.unit.gateway.aftercare.support import (
    ADDRESS,
    FOOD,
    REASON,
    act,
    certificates,
    sealed_version,
)
from tests.unit.gateway.store.support import everything
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, Desk, Json, SealMaker, sealed

JOINT = "industry_permit"
PENALTY: Json = {"penalty_no": "示例市监罚〔2026〕9号", "penalty_on": "2026-03-01", "reason": REASON}
ACTS: dict[str, Json] = {
    "change": {"act": "change", "changes": {"premises_address": ADDRESS}, "reason": REASON},
    "renew": {"act": "renew"},
    "suspend": {"act": "suspend_licence", "until": "2026-06-01", **PENALTY},
    "resume": {"act": "resume_licence", "ground": "mended", "reason": REASON},
    "recall": {"act": "recall", "ground": "law_changed", "reason": REASON},
    "revoke": {"act": "revoke", "ground": "deceit", "reason": REASON},
    "strip": {"act": "strip", **PENALTY},
    "cancel": {"act": "cancel", "ground": "on_request", "reason": REASON},
    "cancel what was recalled": {"act": "cancel", "ground": "recalled", "reason": REASON},
}
DRAWN = ("change", "renew", "suspend", "resume", "suspend", "resume", "seal", "seal", *ACTS)
"""What a random life is drawn from: what can be repeated more often than what ends it."""


async def history(desk: Desk, identifier: str, headers: dict[str, str] | None = None) -> httpx.Response:
    return await desk.portal.client.get(
        f"/certificates/{identifier}/history", headers=headers or desk.portal.applicant
    )


async def do(desk: Desk, *names: str) -> None:
    for name in names:
        desk.portal.clock.move(timedelta(minutes=5))
        assert (await act(desk, ACTS[name])).status_code == 202, name


async def test_a_whole_life_is_told_in_its_order_with_ground_and_document(
    food: Desk, maker: SealMaker
) -> None:
    await do(food, "change")
    food.portal.clock.move(timedelta(minutes=5))
    await sealed_version(food, maker, 2)
    await do(food, "suspend", "resume", "recall", "cancel what was recalled")
    first, second = await certificates(food)
    told = (await history(food, first.identifier)).json()
    assert [(each["version"], each["event_name"]) for each in told["events"]] == [
        (1, "制发"),
        (1, "变更"),
        (1, "由新版本替代"),
        (2, "制发"),
        (2, "暂扣"),
        (2, "暂扣发还"),
        (2, "撤回"),
        (2, "注销"),
    ]
    assert [each["ground_name"] for each in told["events"]] == [
        None,
        "持证人申请",
        None,
        None,
        None,
        "暂扣所依据的违法行为已经改正",
        "所依据的法律、法规、规章修改或者废止",
        "被依法撤回",
    ]
    assert [each["event"] for each in told["events"] if each["document_no"]] == [
        "changed",
        "suspended",
        "resumed",
        "recalled",
        "cancelled",
    ]
    assert told["status_name"] == "已由新版本替代"
    assert (await history(food, second.identifier)).json()["events"] == told["events"]


async def test_only_the_issuing_body_reads_who_did_it(food: Desk) -> None:
    (certificate,) = await certificates(food)
    own = (await history(food, certificate.identifier, food.officer(APPROVAL))).json()
    assert [each["by"] for each in own["events"]] == [f"worker-{APPROVAL}"]
    assert [each["by"] for each in (await history(food, certificate.identifier)).json()["events"]] == [None]
    for headers in (food.officer(FIRE), food.portal.who("stranger", "applicant")):
        answer = await history(food, certificate.identifier, headers)
        assert (answer.status_code, answer.json()["code"]) == (404, "CertificateNotFound")


async def test_its_end_is_told_from_the_day_after_its_last(food: Desk) -> None:
    (certificate,) = await certificates(food)
    assert certificate.valid_until is not None
    food.portal.clock.move(timedelta(days=5 * 366))
    last = (await history(food, certificate.identifier)).json()["events"][-1]
    following = certificate.valid_until + timedelta(days=1)
    assert (last["event_name"], last["at"][:10]) == ("过期失效", following.isoformat())


async def test_a_correction_of_the_certificate_is_told_and_one_of_a_document_is_not(food: Desk) -> None:
    (certificate,) = await certificates(food)
    wrong = certificate.data["fields"]["KZ_JYCS"]
    content = {"corrections": [{"wrong": wrong, "right": ADDRESS}], "reason": "录入笔误"}
    answer = await food.portal.client.post(
        f"/certificates/{certificate.identifier}/correction",
        json=content,
        headers=food.officer(APPROVAL) | food.portal.fresh_key(),
    )
    assert answer.status_code == 202
    events = (await history(food, certificate.identifier)).json()["events"]
    assert [each["event_name"] for each in events] == ["制发", "更正"]


async def test_a_joint_permit_tells_that_it_is_made_anew_with_a_licence(food: Desk, maker: SealMaker) -> None:
    await food.check(FIRE, "fire_inspection", "granted")
    await sealed(food, maker, FIRE, "fire_inspection")
    await sealed(food, maker, APPROVAL, JOINT)
    await do(food, "renew")
    await sealed_version(food, maker, 2)
    joint = (await certificates(food, JOINT))[0]
    events = (await history(food, joint.identifier)).json()["events"]
    assert [(each["event_name"], each["ground_name"]) for each in events] == [
        ("制发", None),
        ("变更", "所载证照有新版本"),
    ]


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_happens_a_status_is_the_sum_of_its_events(
    food: Desk, maker: SealMaker, seed: int
) -> None:
    drawn = Random(seed)
    for _ in range(12):
        what = drawn.choice(DRAWN)
        newest = (await certificates(food))[-1]
        if what != "seal":
            await act(food, ACTS[what])
        elif newest.state != "sealed":
            await sealed_version(food, maker, newest.version)
        await statuses_are_sums(food.portal.context.database)


async def statuses_are_sums(database: Database) -> None:
    async with database.read() as session:
        events = list(await session.scalars(select(CertificateEvent).order_by(CertificateEvent.seq)))
        for certificate in await session.scalars(select(Certificate)):
            own = [each for each in events if each.identifier == certificate.identifier]
            assert [each.seq for each in own] == list(range(1, len(own) + 1))
            assert certificate.status == status_of(Event(each.event) for each in own)


LIVES = [
    ("change", "seal", "cancel"),
    ("renew", "seal", "change", "seal"),
    ("recall", "cancel what was recalled"),
    ("change", "revoke"),
]


@pytest.mark.parametrize("life", LIVES)
async def test_the_migration_finds_again_what_happened_before_it(
    food: Desk, maker: SealMaker, life: tuple[str, ...]
) -> None:
    for each in life:
        if each == "seal":
            food.portal.clock.move(timedelta(minutes=5))
            await sealed_version(food, maker, (await certificates(food))[-1].version)
        else:
            await do(food, each)
    database = food.portal.context.database
    written = (await everything(database, "certificate_events"))["certificate_events"]
    await migrate.downgrade(database, "0018")
    await migrate.upgrade(database)
    found = (await everything(database, "certificate_events"))["certificate_events"]
    assert without_actors(found) == without_actors(written)
    await statuses_are_sums(database)


def without_actors(rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """Of a row: identifier, number, event, moment, ground, act; who sealed it long ago is not known any more."""
    return [(*row[:4], *row[6:]) for row in rows]


async def test_a_suspended_certificate_counts_again_where_suspensions_are_unknown(food: Desk) -> None:
    await do(food, "suspend")
    database = food.portal.context.database
    await migrate.downgrade(database, "0018")
    await migrate.upgrade(database)
    (certificate,) = await certificates(food)
    assert (certificate.item, certificate.status) == (FOOD, "valid")
