"""Queries: the granted fields only, under a grant in force, for its purpose, counted, on record, told to the holder."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from chain.sharing import answer_digest, record_digest
from gateway.sharing.upgrading import give_holder_keys
from gateway.store.models import AuditEntry, Certificate, SharingQuery
from tests.unit.gateway.sharing.support import (
    FIELDS,
    PERSON_FIELDS,
    PURPOSE,
    Sharing,
    business_licence,
    uscc_of,
)
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, URBAN, Desk, Json, SealMaker, sealed


@pytest.fixture
async def licence(desk: Desk, maker: SealMaker) -> Json:
    """The applicant's business licence."""
    return await business_licence(desk, maker)


@pytest.fixture
def sharing(desk: Desk) -> Sharing:
    """Both bodies."""
    return Sharing(desk.portal)


async def test_an_answer_holds_the_granted_fields_and_nothing_else(sharing: Sharing, licence: Json) -> None:
    number = await sharing.granted()
    answer = await sharing.query(number, holder_code=uscc_of(licence))
    assert answer.status_code == 200, answer.text
    found = answer.json()
    (record,) = found["records"]
    assert record["fields"].keys() == set(FIELDS)
    assert record["fields"]["CZZTDM"] == uscc_of(licence)
    assert (record["fields"]["ZZMC"], record["fields"]["ZZZT"]) == ("营业执照", "有效")
    assert record["fictitious"] is True
    assert (found["version"], found["grant_no"], found["complete"]) == ("1.0", number, True)


async def test_digests_can_be_computed_again_by_whoever_keeps_the_answer(
    sharing: Sharing, licence: Json
) -> None:
    number = await sharing.granted()
    found = (await sharing.query(number, holder_code=uscc_of(licence))).json()
    (record,) = found["records"]
    assert record["digest"] == record_digest(record["fields"])
    assert found["digest"] == answer_digest([record["digest"]])


async def test_a_licence_is_found_by_holder_by_type_and_number_and_by_identifier(
    sharing: Sharing, licence: Json
) -> None:
    number = await sharing.granted(daily_quota=10)
    holder, data = uscc_of(licence), licence["data"]
    for asked in (
        {"holder_code": holder},
        {"holder_code": holder, "type_code": licence["type"]},
        {"type_code": licence["type"], "number": data["number"]},
        {"identifier": licence["identifier"]},
        {"identifier": licence["identifier"].removeprefix("1.2.156.3005.2.")},
    ):
        answer = await sharing.query(number, **asked)
        assert [record["fields"]["ZZBH"] for record in answer.json()["records"]] == [data["number"]], asked
    other = await sharing.query(number, holder_code=holder, type_code="0" * 21)
    assert other.json()["records"] == []


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"type_code": "11100000000013338W032"},
        {"number": "x"},
        {"identifier": "1.2.156.3005.2.broken"},
        {"identifier": "x", "holder_code": "y"},
    ],
)
async def test_a_query_that_is_not_asked_in_one_way_is_refused(sharing: Sharing, asked: Json) -> None:
    number = await sharing.granted()
    answer = await sharing.query(number, **asked)
    assert (answer.status_code, answer.json()["code"]) == (422, "QueryUnclear")


async def test_a_legal_person_is_told_by_its_code_and_by_its_licence(sharing: Sharing, licence: Json) -> None:
    number = await sharing.granted(resource="legal-persons", fields=PERSON_FIELDS)
    for asked in ({"uscc": uscc_of(licence)}, {"identifier": licence["identifier"]}):
        answer = await sharing.query(number, resource="legal-persons", **asked)
        assert [record["fields"] for record in answer.json()["records"]] == [
            {
                "tyshxydm": uscc_of(licence),
                "jgmc": licence["data"]["holder"]["name"],
                "clrq": "2026-03-02",
                "djjg": licence["data"]["issuer"]["name"],
                "djzt": "存续",
            }
        ]


async def test_a_legal_person_whose_licence_ended_is_told_with_its_state(
    sharing: Sharing, licence: Json
) -> None:
    number = await sharing.granted(resource="legal-persons", fields=["djzt"])
    async with sharing.portal.context.database.write() as session:
        await session.execute(update(Certificate).values(status="cancelled"))
    answer = await sharing.query(number, resource="legal-persons", uscc=uscc_of(licence))
    assert [record["fields"] for record in answer.json()["records"]] == [{"djzt": "已注销"}]


async def test_what_is_not_sealed_yet_is_not_shared(sharing: Sharing, desk: Desk) -> None:
    await desk.check(APPROVAL, "business_license", "granted")
    allocated = await desk.allocate(APPROVAL, "business_license")
    answer = await sharing.query(await sharing.granted(), holder_code=uscc_of(allocated))
    assert (answer.status_code, answer.json()["records"]) == (200, [])


async def test_a_grant_covers_what_its_provider_issued(
    sharing: Sharing, desk: Desk, maker: SealMaker, licence: Json
) -> None:
    await desk.check(FIRE, "fire_inspection", "granted")
    await sealed(desk, maker, FIRE, "fire_inspection")
    number = await sharing.granted(fields=["ZZMC"])
    answer = await sharing.query(number, holder_code=uscc_of(licence))
    assert [record["fields"]["ZZMC"] for record in answer.json()["records"]] == ["营业执照"]


async def test_nobody_queries_without_a_grant_of_their_own_that_is_in_force(
    sharing: Sharing, licence: Json
) -> None:
    granted, asked = await sharing.granted(), {"holder_code": uscc_of(licence)}
    applied = (await sharing.apply()).json()["grant_no"]
    revoked = await sharing.granted()
    await sharing.step(revoked, "revocation", {"reason": "用途不再成立"})
    for number, body, resource in (
        (applied, FIRE, "licences"),
        (revoked, FIRE, "licences"),
        ("GX000", FIRE, "licences"),
        (granted, URBAN, "licences"),
        (granted, APPROVAL, "licences"),
    ):
        answer = await sharing.query(number, resource=resource, body=body, **asked)
        assert (answer.status_code, answer.json()["code"]) == (403, "UseNotGranted")
    other = await sharing.query(granted, resource="legal-persons", uscc=uscc_of(licence))
    assert (other.status_code, other.json()["code"]) == (403, "UseNotGranted")
    assert await sharing.lookups() == []


async def test_a_grant_holds_to_the_end_of_its_last_day(sharing: Sharing, licence: Json) -> None:
    number = await sharing.granted(until="2026-03-03")
    sharing.portal.clock.move(timedelta(hours=38, minutes=59))
    assert (await sharing.query(number, holder_code=uscc_of(licence))).status_code == 200
    sharing.portal.clock.move(timedelta(minutes=1))
    assert (await sharing.query(number, holder_code=uscc_of(licence))).status_code == 403


async def test_a_query_for_another_purpose_is_refused_and_leaves_no_trace_of_a_reading(
    sharing: Sharing, licence: Json
) -> None:
    number = await sharing.granted()
    answer = await sharing.query(number, purpose="商业推广", holder_code=uscc_of(licence))
    assert (answer.status_code, answer.json()["code"]) == (403, "PurposeDiffers")
    assert await sharing.lookups() == []


async def test_the_queries_of_a_day_are_counted_and_the_next_day_begins_anew(
    sharing: Sharing, licence: Json
) -> None:
    number = await sharing.granted(daily_quota=2)
    asked = {"holder_code": uscc_of(licence)}
    codes = [(await sharing.query(number, **asked)).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    refused = await sharing.query(number, **asked)
    assert "明日" in refused.json()["detail"]
    sharing.portal.clock.move(timedelta(hours=15))
    assert (await sharing.query(number, **asked)).status_code == 200


async def test_queries_that_meet_are_never_more_than_the_quota(sharing: Sharing, licence: Json) -> None:
    number = await sharing.granted(daily_quota=3)
    answers = await asyncio.gather(*(sharing.query(number, holder_code=uscc_of(licence)) for _ in range(9)))
    assert Counter(answer.status_code for answer in answers) == {200: 3, 429: 6}
    async with sharing.portal.context.database.read() as session:
        assert len(list(await session.scalars(select(SharingQuery.id)))) == 3


async def test_the_holder_sees_who_looked_for_what_and_nobody_elses(sharing: Sharing, licence: Json) -> None:
    number = await sharing.granted()
    await sharing.query(number, holder_code=uscc_of(licence))
    await sharing.query(number, role="officer", identifier=licence["identifier"])
    newest, first = await sharing.lookups()
    assert (first["body"], first["by_name"], first["by"]) == (FIRE, "工作程序", f"worker-{FIRE}")
    assert (newest["by_name"], newest["purpose"]) == ("工作人员", PURPOSE)
    assert newest["certificate"] == licence["identifier"]
    assert newest["at"] == "2026-03-02T09:00:00+08:00"
    assert {"证照名称", "持证主体代码"} <= set(newest["fields"])
    assert await sharing.lookups("stranger") == []
    assert (await sharing.portal.audited())[-1] == "sharing.lookups.read"


async def test_lookups_come_page_by_page_and_of_one_certificate(sharing: Sharing, licence: Json) -> None:
    number = await sharing.granted()
    for _ in range(3):
        await sharing.query(number, holder_code=uscc_of(licence))
    assert len(await sharing.lookups(limit=2)) == 2
    assert len(await sharing.lookups(certificate=licence["identifier"])) == 3
    assert await sharing.lookups(certificate="1.2.3") == []


async def test_query_and_record_are_in_the_audit_log_without_what_was_asked(
    sharing: Sharing, desk: Desk, licence: Json
) -> None:
    number = await sharing.granted()
    await sharing.query(number, holder_code=uscc_of(licence))
    async with sharing.portal.context.database.read() as session:
        lines = {line.action: line for line in await session.scalars(select(AuditEntry))}
    query, record = lines["sharing.query"], lines["sharing.record"]
    assert (query.actor, query.role, query.body) == (f"worker-{FIRE}", "worker", FIRE)
    assert (query.detail["asked_by"], query.detail["records"]) == ("holder", 1)
    assert (record.case_no, record.detail["certificate"]) == (desk.case_no, licence["identifier"])
    assert uscc_of(licence) not in str(query.detail)


async def test_a_certificate_of_an_earlier_version_is_found_once_the_gateway_started_again(
    sharing: Sharing, licence: Json
) -> None:
    number = await sharing.granted()
    async with sharing.portal.context.database.write() as session:
        await session.execute(update(Certificate).values(holder_key=None))
    assert (await sharing.query(number, holder_code=uscc_of(licence))).json()["records"] == []
    assert await give_holder_keys(sharing.portal.context) == 1
    assert len((await sharing.query(number, holder_code=uscc_of(licence))).json()["records"]) == 1


async def test_the_holders_code_stands_in_no_column_in_the_clear(sharing: Sharing, licence: Json) -> None:
    async with sharing.portal.context.database.read() as session:
        kept = await session.scalar(select(Certificate.holder_key))
    assert kept is not None
    assert uscc_of(licence) not in kept
