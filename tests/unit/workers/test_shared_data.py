"""Shared data as workers read them: the adapter's limits, the rehearsals, the cache, evidence with the case."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from chain.errors import ChainError
from chain.identifiers import CertificateIdentifier, is_valid_uscc
from chain.sharing import Resource, answer_digest, record_digest
from gateway.sharing.catalogue import Sensitivity, resource
from tests.unit.workers.service import (
    BODY,
    CASE,
    NOW,
    DocumentedService,
    ExchangeWith,
    FixedClock,
    problem,
    slice_of,
)
from workers.client.http import Reply
from workers.client.transport import TokenSource
from workers.data_sharing import handlers, rehearsal_shared
from workers.data_sharing.cache import MOST, POLICIES, CachedSource
from workers.data_sharing.interfaces import Reading, Use
from workers.data_sharing.rehearsal_shared import RehearsalSharing
from workers.data_sharing.service import CallPolicy, SharingService
from workers.data_sharing.sources import open_sources
from workers.errors import (
    CredentialsRefused,
    RegisterAnswerInvalid,
    RegisterFailed,
    RegisterRefused,
    RegisterUnavailable,
    WorkerMisconfigured,
)
from workers.runtime.failures import Kind, classify

USCC = "92379901MADEMA019D"
PERSONS = "POST /sharing/v1/legal-persons/query"
USES = {Resource.LEGAL_PERSONS: Use("GX1", "核对主体"), Resource.LICENCES: Use("GX2", "核对证照")}
RECORD = {"tyshxydm": USCC, "jgmc": "示例一区老街饭店", "djzt": "存续"}


def answer(
    *records: Mapping[str, str], resource: str = "legal-persons", grant: str = "GX1"
) -> dict[str, Any]:
    """A documented answer."""
    digests = [record_digest(record) for record in records]
    return {
        "version": "1.0",
        "resource": resource,
        "query_no": "CX1",
        "grant_no": grant,
        "read_at": NOW.isoformat(),
        "digest": answer_digest(digests),
        "complete": True,
        "records": [
            {"digest": digest, "fictitious": True, "fields": dict(record)}
            for digest, record in zip(digests, records, strict=True)
        ],
    }


def service_on(documented: DocumentedService, policy: CallPolicy | None = None) -> SharingService:
    """The adapter before a documented service."""
    return SharingService(
        "示例共享服务",
        "http://sharing",
        TokenSource.fixed("token"),
        USES,
        policy,
        ExchangeWith(documented),
    )


async def test_a_question_names_grant_purpose_and_case_and_the_answer_keeps_what_evidence_needs() -> None:
    documented = DocumentedService({PERSONS: answer(RECORD)})
    reading = await service_on(documented).legal_person(CASE, USCC)
    assert documented.sent() == {"grant_no": "GX1", "purpose": "核对主体", "case_ref": CASE, "uscc": USCC}
    assert reading == Reading(
        resource=Resource.LEGAL_PERSONS,
        source="示例共享服务",
        grant_no="GX1",
        query_no="CX1",
        read_at=NOW,
        digest=answer_digest([record_digest(RECORD)]),
        complete=True,
        records=(RECORD,),
    )
    assert "老街" not in repr(reading)


async def test_licences_are_asked_by_holder_and_type_and_by_identifier() -> None:
    said = answer({"ZZMC": "营业执照"}, resource="licences", grant="GX2")
    documented = DocumentedService({"POST /sharing/v1/licences/query": said})
    service = service_on(documented)
    await service.licences(CASE, USCC, "T")
    await service.licences(CASE, USCC)
    await service.licence(CASE, "1.2.3")
    common = {"grant_no": "GX2", "purpose": "核对证照", "case_ref": CASE}
    assert [documented.sent(number) for number in range(3)] == [
        common | {"holder_code": USCC, "type_code": "T"},
        common | {"holder_code": USCC},
        common | {"identifier": "1.2.3"},
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"version": "2.0"},
        {"resource": "licences"},
        {"grant_no": "GX9"},
        {"digest": "0" * 64},
        {"records": [{"digest": "0" * 64, "fictitious": True, "fields": RECORD}]},
        {"read_at": None},
    ],
)
async def test_an_answer_that_is_not_one_to_the_question_or_whose_digests_differ_is_refused(
    changes: dict[str, Any],
) -> None:
    documented = DocumentedService({PERSONS: answer(RECORD) | changes})
    with pytest.raises(RegisterAnswerInvalid):
        await service_on(documented).legal_person(CASE, USCC)


@pytest.mark.parametrize(
    ("said", "error", "kind", "tries"),
    [
        (problem(403, "UseNotGranted"), RegisterRefused, Kind.PERMANENT, 1),
        (problem(401, "NotAuthenticated"), CredentialsRefused, Kind.WAIT, 1),
        (problem(500, "ChainError"), RegisterFailed, Kind.RETRY, 1),
        (problem(503, "StoreBusy"), RegisterUnavailable, Kind.WAIT, 2),
        (problem(429, "QuotaExhausted"), RegisterUnavailable, Kind.WAIT, 2),
        (httpx.ConnectError("away"), RegisterUnavailable, Kind.WAIT, 2),
    ],
)
async def test_what_goes_wrong_is_tried_again_waited_for_or_given_to_people(
    said: httpx.Response | Exception, error: type[ChainError], kind: Kind, tries: int
) -> None:
    documented = DocumentedService({PERSONS: said})
    with pytest.raises(error) as met:
        await service_on(documented, CallPolicy(attempts=2)).legal_person(CASE, USCC)
    assert classify(met.value).kind is kind
    assert len(documented.requests) == tries


async def test_a_service_that_does_not_answer_within_the_limit_counts_as_away() -> None:
    class Silent(ExchangeWith):
        async def ask(
            self, method: str, url: str, headers: Mapping[str, str], content: bytes | None
        ) -> Reply:
            await asyncio.sleep(60)
            raise AssertionError

    service = SharingService(
        "慢",
        "http://sharing",
        TokenSource.fixed("token"),
        USES,
        CallPolicy(time_limit=timedelta(milliseconds=50)),
        Silent(DocumentedService({})),
    )
    with pytest.raises(RegisterUnavailable):
        await service.legal_person(CASE, USCC)


async def test_what_was_not_granted_is_not_even_asked() -> None:
    documented = DocumentedService({})
    service = SharingService(
        "空", "http://sharing", TokenSource.fixed("t"), {}, None, ExchangeWith(documented)
    )
    with pytest.raises(RegisterRefused) as refused:
        await service.legal_person(CASE, USCC)
    assert (refused.value.code, documented.requests) == ("UseNotConfigured", [])


async def test_a_second_question_for_the_same_case_is_answered_from_what_was_read() -> None:
    documented = DocumentedService({PERSONS: answer(RECORD | {"fddbr": "李示例"})})
    clock = FixedClock()
    cached = CachedSource(service_on(documented), clock)
    first = await cached.legal_person(CASE, USCC)
    assert await cached.legal_person(CASE, USCC) is first
    clock.moment += POLICIES[Resource.LEGAL_PERSONS].lasts
    await cached.legal_person(CASE, USCC)
    assert len(documented.requests) == 2


@pytest.mark.parametrize(
    ("records", "asked"),
    [((RECORD,), 1), ((RECORD | {"fddbr": "李示例"},), 2), ((), 2)],
    ids=["open", "personal", "nothing"],
)
async def test_personal_data_never_serve_another_case(
    records: tuple[dict[str, str], ...], asked: int
) -> None:
    documented = DocumentedService({PERSONS: answer(*records)})
    cached = CachedSource(service_on(documented), FixedClock())
    for case_no in (CASE, "YL379901-20260302-OTHER"):
        await cached.legal_person(case_no, USCC)
    assert len(documented.requests) == asked


async def test_licences_never_serve_another_case() -> None:
    documented = DocumentedService(
        {"POST /sharing/v1/licences/query": answer({"ZZMC": "营业执照"}, resource="licences", grant="GX2")}
    )
    cached = CachedSource(service_on(documented), FixedClock())
    for case_no in (CASE, CASE, "YL379901-20260302-OTHER"):
        await cached.licence(case_no, "1.2.3")
        await cached.licences(case_no, USCC)
    assert len(documented.requests) == 4


async def test_a_worker_keeps_a_bounded_number_of_readings() -> None:
    documented = DocumentedService({PERSONS: answer(RECORD | {"fddbr": "李示例"})})
    cached = CachedSource(service_on(documented), FixedClock())
    for number in range(MOST + 1):
        await cached.legal_person(f"YL-{number}", USCC)
    await cached.legal_person(f"YL-{MOST}", USCC)
    assert len(documented.requests) == MOST + 1
    await cached.legal_person("YL-0", USCC)
    assert len(documented.requests) == MOST + 2


def test_what_serves_other_cases_is_no_personal_data_in_the_catalogue() -> None:
    for key, policy in POLICIES.items():
        fields = resource(key).fields
        for name in policy.open_fields:
            assert fields[name].sensitivity is Sensitivity.OPEN


async def test_a_rehearsal_names_itself_and_answers_as_the_interface_does() -> None:
    rehearsal = RehearsalSharing(FixedClock())
    found = await rehearsal.legal_person(CASE, USCC)
    assert (found.source, found.grant_no) == ("法人信息共享接口（演练）", "REHEARSAL")
    assert found.digest == answer_digest(map(record_digest, found.records))
    assert [record["jgmc"] for record in found.records] == ["示例一区老街饭店"]
    (licence,) = (await rehearsal.licences(CASE, USCC)).records
    assert (await rehearsal.licence(CASE, licence["ZZBS"])).records == (licence,)
    assert (await rehearsal.licences(CASE, USCC, "0")).records == ()


def test_rehearsal_data_are_sound_and_have_the_fields_of_the_interfaces() -> None:
    for kind, key in (("legal_person", Resource.LEGAL_PERSONS), ("licence", Resource.LICENCES)):
        rows = rehearsal_shared._rows(kind)
        assert rows
        assert all(row.keys() <= resource(key).fields.keys() for row in rows)
    assert all(is_valid_uscc(row["djjgdm"]) for row in rehearsal_shared._rows("legal_person"))
    for row in rehearsal_shared._rows("licence"):
        assert str(CertificateIdentifier.parse(row["ZZBS"])) == row["ZZBS"]


@pytest.mark.parametrize(
    ("uscc", "name", "outcome"),
    [
        (USCC, "示例一区老街饭店", "granted"),
        (f" {USCC.lower()}", "示例一区 老街饭店", "granted"),
        (USCC, "示例一区新街饭店", "refused"),
        (USCC, "", "refused"),
        ("92379901MADEM02066", "示例一区歇业小吃店", "refused"),
        ("91330000755918469E", "没有登记的饭店", "refused"),
    ],
)
async def test_a_body_that_was_granted_legal_persons_verifies_by_them_and_keeps_the_evidence(
    uscc: str, name: str, outcome: str
) -> None:
    item = f"/worker/cases/{CASE}/items/business_license"
    gateway = DocumentedService(
        {
            f"GET {item}/slice": slice_of("business_license", form={"uscc": uscc, "business_name": name}),
            f"POST {item}/shared-readings": {"confirmed": False, "kept_at": NOW.isoformat()},
            f"POST {item}/verification": {"outcome": outcome},
        }
    )
    context = replace(
        gateway.context("data_sharing.verify_licence", {"case_no": CASE, "item": "business_license"}),
        shared=CachedSource(RehearsalSharing(FixedClock()), FixedClock()),
    )
    result = await handlers.verify_licence(context)
    assert result.outcome == outcome
    evidence, told = gateway.sent(-2), gateway.sent(-1)
    assert evidence.keys() == {
        "resource", "source", "grant_no", "query_no", "records", "digest", "read_at",
    }  # fmt: skip
    assert evidence["read_at"] == NOW.isoformat()
    assert told == {
        "outcome": outcome,
        "register": "法人信息共享接口（演练）",
        "consulted_at": NOW.isoformat(),
    }


async def test_a_worker_without_a_file_reads_no_shared_data_and_one_with_a_broken_file_does_not_start(
    tmp_path: Path,
) -> None:
    token, clock = TokenSource.fixed("token"), FixedClock()
    async with open_sources(None, token, clock) as nothing:
        assert nothing is None
    file = tmp_path / "sharing.toml"
    file.write_text('name = "演练"\nurl = "rehearsal"\n', encoding="utf-8")
    async with open_sources(file, token, clock) as rehearsal:
        assert rehearsal is not None
        assert len((await rehearsal.legal_person(CASE, USCC)).records) == 1
    file.write_text('name = "服务"\nurl = "http://sharing"\n[uses.telephones]\n', encoding="utf-8")
    with pytest.raises(WorkerMisconfigured):
        async with open_sources(file, token, clock):
            raise AssertionError(BODY)
