"""A worker reads shared data through its adapter from a real gateway and leaves the evidence with the case."""

import json
from collections.abc import Mapping

import httpx
import pytest
from sqlalchemy import select

from chain.certificates.certificate_types import certificate_type
from chain.sharing import Resource
from gateway.store.models import SharedReading
from tests.unit.gateway.archive.support import answered, handed_over, seal_documents
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.sharing.support import PERSON_FIELDS, PURPOSE, Sharing, business_licence, uscc_of
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, Desk, Json, SealMaker
from workers.client.gateway import GatewayClient, JobGateway
from workers.client.http import Reply
from workers.client.keeper import KeeperClient
from workers.client.transport import TokenSource
from workers.data_sharing.cache import CachedSource
from workers.data_sharing.interfaces import Use
from workers.data_sharing.service import SharingService
from workers.errors import RegisterUnavailable
from workers.review import handlers as review
from workers.runtime import JobContext

ELSEWHERE: Json = {
    "resource": "licences",
    "source": "证照信息共享接口（演练）",
    "grant_no": "REHEARSAL",
    "query_no": "REHEARSAL-1",
    "records": 0,
    "digest": "0" * 64,
    "read_at": "2026-03-02T09:00:00+08:00",
}
"""What another service answered."""


class ToPortal:
    """Asks the gateway of the test."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def ask(self, method: str, url: str, headers: Mapping[str, str], content: bytes | None) -> Reply:
        """The gateway's answer."""
        answer = await self._client.request(method, url, headers=headers, content=content)
        return Reply(answer.status_code, answer.headers, answer.content)

    async def close(self) -> None:
        """Nothing is open."""


def _token(portal: Portal, body: str) -> TokenSource:
    return TokenSource.fixed(portal.issuer.token(f"worker-{body}", ["worker"], body))


def _service(portal: Portal, grant_no: str) -> SharingService:
    uses = {key: Use(grant_no, PURPOSE) for key in Resource}
    return SharingService(
        "本平台", "http://portal.test", _token(portal, FIRE), uses, None, ToPortal(portal.client)
    )


def _gateway(portal: Portal, job: int = 1) -> JobGateway:
    client = GatewayClient("http://portal.test", _token(portal, FIRE), ToPortal(portal.client))
    return client.for_job(job)


@pytest.fixture
async def licence(desk: Desk, maker: SealMaker) -> Json:
    """The applicant's business licence."""
    return await business_licence(desk, maker)


async def test_what_is_read_is_told_and_confirmed_by_the_gateway(desk: Desk, licence: Json) -> None:
    number = await Sharing(desk.portal).granted(resource="legal-persons", fields=PERSON_FIELDS)
    reading = await _service(desk.portal, number).legal_person(desk.case_no, uscc_of(licence))
    assert [record["tyshxydm"] for record in reading.records] == [uscc_of(licence)]
    kept = await _gateway(desk.portal).shared_reading(desk.case_no, "fire_inspection", reading)
    assert (kept.confirmed, kept.kept_at) == (True, desk.portal.clock.now())
    async with desk.portal.context.database.read() as session:
        row = await session.scalar(select(SharedReading))
    assert row is not None
    assert (row.grant_no, row.query_no, row.digest) == (number, reading.query_no, reading.digest)


async def test_a_licence_is_read_by_its_holder_and_by_its_identifier(desk: Desk, licence: Json) -> None:
    service = _service(desk.portal, await Sharing(desk.portal).granted())
    by_holder = await service.licences(desk.case_no, uscc_of(licence), licence["type"])
    by_identifier = await service.licence(desk.case_no, licence["identifier"])
    assert by_holder.records == by_identifier.records
    assert len(by_holder.records) == 1


async def test_evidence_of_another_answer_than_the_gateway_gave_is_refused(desk: Desk, licence: Json) -> None:
    number = await Sharing(desk.portal).granted(resource="legal-persons", fields=PERSON_FIELDS)
    reading = await _service(desk.portal, number).legal_person(desk.case_no, uscc_of(licence))
    said = {
        "resource": "legal-persons",
        "source": "本平台",
        "grant_no": number,
        "query_no": reading.query_no,
        "records": 1,
        "digest": "0" * 64,
        "read_at": reading.read_at.isoformat(),
    }
    answer = await desk.post(FIRE, "items/fire_inspection/shared-readings", said)
    assert (answer.status_code, answer.json()["code"]) == (409, "ReadingDiffers")


async def test_evidence_from_elsewhere_is_kept_unconfirmed_and_once(desk: Desk) -> None:
    path = "items/fire_inspection/shared-readings"
    answers = [(await desk.post(FIRE, path, ELSEWHERE)).json() for _ in range(2)]
    assert answers[0] == answers[1] == {"confirmed": False, "kept_at": "2026-03-02T09:00:00+08:00"}
    async with desk.portal.context.database.read() as session:
        assert len(list(await session.scalars(select(SharedReading.id)))) == 1


async def test_evidence_is_archived_with_the_item_that_rests_on_it(desk: Desk, maker: SealMaker) -> None:
    await answered(desk, maker)
    kept = await desk.post(APPROVAL, "items/business_license/shared-readings", ELSEWHERE)
    assert kept.status_code == 200, kept.text
    await seal_documents(desk, maker)
    assert (await handed_over(desk))["work"] == "archive"
    dossier = (await desk.get(APPROVAL, "dossier")).json()
    (found,) = (each for each in dossier["documents"] if each["path"].startswith("shared/"))
    assert (found["item"], found["path"]) == ("business_license", "shared/REHEARSAL-1.json")
    said = json.loads(found["text"])
    assert (said["source"], said["digest"], said["confirmed"]) == (ELSEWHERE["source"], "0" * 64, False)


async def test_evidence_is_left_for_items_of_the_own_body_only(desk: Desk) -> None:
    answer = await desk.post(APPROVAL, "items/fire_inspection/shared-readings", ELSEWHERE)
    assert (answer.status_code, answer.json()["code"]) == (404, "NotYourCase")


async def test_a_quota_that_is_used_up_makes_the_worker_wait(desk: Desk, licence: Json) -> None:
    number = await Sharing(desk.portal).granted(daily_quota=1)
    service = _service(desk.portal, number)
    await service.licence(desk.case_no, licence["identifier"])
    with pytest.raises(RegisterUnavailable):
        await service.licence(desk.case_no, licence["identifier"])


LICENCE_FIELDS = ["ZZBS", "ZZLXDM", "ZZZTDM"]


def _job(desk: Desk, grant_no: str) -> JobContext:
    """The fire brigade's job to check its item, before the real gateway."""
    return JobContext(
        key=1,
        process_instance_key=2,
        type="review.check",
        body=FIRE,
        variables={"case_no": desk.case_no, "item": "fire_inspection"},
        headers={},
        gateway=_gateway(desk.portal),
        keeper=KeeperClient("http://keeper.test", _token(desk.portal, FIRE)).for_body(FIRE),
        clock=desk.portal.clock,
        shared=CachedSource(_service(desk.portal, grant_no), desk.portal.clock),
    )


async def _readings(desk: Desk) -> list[Json]:
    """What the officer of the fire brigade is shown at the review."""
    task = await desk.open_task("fire_inspection", [FIRE])
    answer = await desk.portal.client.get(f"/tasks/{task}", headers=desk.officer(FIRE))
    assert answer.status_code == 200, answer.text
    found: list[Json] = answer.json()["readings"]
    return found


async def _accepted_with_licence(desk: Desk, maker: SealMaker) -> Json:
    assert (await desk.post(APPROVAL, "acceptance")).status_code == 200
    await desk.claimed()
    return await business_licence(desk, maker)


async def test_the_slice_names_the_licence_that_stands_for_a_paper_once_it_is_there(
    desk: Desk, maker: SealMaker
) -> None:
    before = (await desk.get(FIRE, "items/fire_inspection/slice")).json()
    licence = await _accepted_with_licence(desk, maker)
    after = (await desk.get(FIRE, "items/fire_inspection/slice")).json()
    own = (await desk.get(APPROVAL, "items/business_license/slice")).json()

    assert before["licences"] == own["licences"] == []
    assert after["licences"] == [
        {
            "material": "licence_copy",
            "type_code": certificate_type("business_license").code,
            "holder": uscc_of(licence),
        }
    ]


async def test_a_review_reads_the_licence_in_place_of_the_paper_and_its_officer_sees_it(
    desk: Desk, maker: SealMaker
) -> None:
    licence = await _accepted_with_licence(desk, maker)
    number = await Sharing(desk.portal).granted(fields=LICENCE_FIELDS)
    await review.check(_job(desk, number))
    (shown,) = await _readings(desk)

    assert (shown["item"], shown["material"]) == ("fire_inspection", "licence_copy")
    assert (shown["resource"], shown["grant_no"], shown["records"]) == ("licences", number, 1)
    assert shown["certificate"] == licence["identifier"]
    assert (shown["certificate_status"], shown["certificate_status_name"]) == ("valid", "有效")
    assert (shown["confirmed"], shown["source"]) == (True, "本平台")
    assert shown["says"].endswith("经“本平台”查询：申请人的“营业执照”有效，不再需要申请人提交。")
    (lookup,) = await Sharing(desk.portal).lookups()
    assert (lookup["purpose"], lookup["body"], lookup["certificate"]) == (
        PURPOSE,
        FIRE,
        licence["identifier"],
    )


async def test_a_job_that_comes_again_leaves_its_evidence_once(desk: Desk, maker: SealMaker) -> None:
    await _accepted_with_licence(desk, maker)
    number = await Sharing(desk.portal).granted(fields=LICENCE_FIELDS)
    for _ in range(2):
        await review.check(_job(desk, number))
    assert len(await _readings(desk)) == 1


@pytest.mark.parametrize(
    ("licence", "records", "says"),
    [
        ({"status": None}, 0, "没有查到申请人的“营业执照”，不能据此免予提交，请另行核实。"),
        ({"status": None}, 1, "查到申请人的“营业执照”，所授权的信息不含其状态，请另行核实。"),
        ({"status": "suspended"}, 1, "申请人的“营业执照”已暂扣，不能作为申请材料，请核实。"),
        (
            {"status": "cancelled", "type_code": "1"},
            1,
            "申请人的证照已注销，不能作为申请材料，请核实。",
        ),
    ],
    ids=["none", "no status", "suspended", "another house's type"],
)
async def test_the_officer_reads_in_words_what_was_found(
    desk: Desk, maker: SealMaker, licence: Json, records: int, says: str
) -> None:
    await _accepted_with_licence(desk, maker)
    read = {
        "material": "licence_copy",
        "type_code": certificate_type("business_license").code,
        "identifier": None,
    }
    content = {**ELSEWHERE, "records": records, "licence": {**read, **licence}}
    kept = await desk.post(FIRE, "items/fire_inspection/shared-readings", content)
    assert kept.status_code == 200, kept.text
    (shown,) = await _readings(desk)
    assert shown["says"] == f"2026-03-02 09:00:00经“证照信息共享接口（演练）”查询：{says}"
    assert shown["confirmed"] is False


async def test_what_was_read_of_legal_persons_is_shown_too(desk: Desk, maker: SealMaker) -> None:
    await _accepted_with_licence(desk, maker)
    content = {**ELSEWHERE, "resource": "legal-persons", "records": 1}
    await desk.post(FIRE, "items/fire_inspection/shared-readings", content)
    (shown,) = await _readings(desk)
    assert (shown["material"], shown["certificate_status_name"]) == (None, None)
    assert shown["says"].endswith("查到1条法人信息。")


@pytest.mark.parametrize(
    "change", [{"material": "x" * 41}, {"type_code": "<b>"}, {"identifier": "张三"}, {"status": "有效"}]
)
async def test_evidence_that_is_no_code_is_refused(desk: Desk, change: Json) -> None:
    licence = {"material": "licence_copy", "type_code": "1", "identifier": None, "status": None, **change}
    answer = await desk.post(FIRE, "items/fire_inspection/shared-readings", {**ELSEWHERE, "licence": licence})
    assert answer.status_code == 422
