"""The holder has a licence copied for one purpose; its issuing body seals the copy, and nobody else sees it."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from chain.certificates.compose import seal_place
from chain.documents.kinds import SealKind
from gateway.certificates.copies.ordering import MOST_A_DAY
from gateway.store.models import OutboxMessage
from tests.unit.gateway.aftercare.support import REASON, act, certificates
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, Desk, Json, SealMaker

ASKED: Json = {"purpose": "办理租赁合同备案", "recipient": "示例物业公司", "until": "2026-04-10"}


async def identifier_of(desk: Desk) -> str:
    return (await certificates(desk))[0].identifier


async def order(desk: Desk, key: dict[str, str] | None = None, **changes: Any) -> httpx.Response:
    return await desk.portal.client.post(
        f"/certificates/{await identifier_of(desk)}/copies",
        json=ASKED | changes,
        headers=desk.portal.applicant | (key or desk.portal.fresh_key()),
    )


async def to_make(desk: Desk, copy_no: str = "JZ01", body: str = APPROVAL) -> httpx.Response:
    return await desk.get(body, f"copies/{copy_no}")


def made(maker: SealMaker, ordered: Json, kind: SealKind = SealKind.CERTIFICATE) -> bytes:
    original = maker.compose(ordered)
    return maker.seal_as(APPROVAL, kind, original, seal_place(ordered["template"]))


async def put(desk: Desk, content: bytes, body: str = APPROVAL) -> httpx.Response:
    return await desk.put(body, f"cases/{desk.case_no}/copies/JZ01/sealed", content)


async def copies(desk: Desk) -> list[Json]:
    answer = await desk.portal.client.get(
        f"/certificates/{await identifier_of(desk)}/copies", headers=desk.portal.applicant
    )
    found: list[Json] = answer.json()["copies"]
    return found


async def file(desk: Desk, copy_no: str = "JZ01") -> httpx.Response:
    path = f"/certificates/{await identifier_of(desk)}/copies/{copy_no}/file"
    return await desk.portal.client.get(path, headers=desk.portal.applicant)


async def test_a_copy_is_ordered_made_and_handed_out(food: Desk, maker: SealMaker) -> None:
    answer = await order(food)
    assert answer.status_code == 202, answer.text
    assert {key: answer.json()[key] for key in ("copy_no", "state_name", *ASKED)} == {
        "copy_no": "JZ01",
        "state_name": "制作中",
        **ASKED,
    }
    assert (await file(food)).json()["code"] == "CopyNotSealed"

    ordered = (await to_make(food)).json()
    content = made(maker, ordered)
    stored = await put(food, content)
    assert stored.status_code == 200, stored.text
    assert (await put(food, made(maker, ordered))).json() == stored.json()
    assert (await file(food)).content == content
    (copy,) = await copies(food)
    assert (copy["state_name"], copy["sha256"]) == ("已签章", stored.json()["sha256"])


async def test_the_engine_is_told_codes_only_and_once_for_a_key(food: Desk) -> None:
    key = food.portal.fresh_key()
    first, second = await order(food, key), await order(food, key)
    assert first.json() == second.json()
    assert (await order(food, key, purpose="别的用途")).json()["code"] == "IdempotencyKeyReused"
    async with food.portal.context.database.read() as session:
        rows = [row.payload for row in await session.scalars(select(OutboxMessage))]
    told = [row for row in rows if row.get("name") == "copy-ordered"]
    assert told == [
        {
            "name": "copy-ordered",
            "correlation_key": f"{food.case_no}/JZ01",
            "variables": {"case_no": food.case_no, "copy_no": "JZ01", "body": APPROVAL},
        }
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"until": "2026-03-01"}, "until"),
        ({"until": "2027-03-04"}, "until"),
        ({"purpose": "用"}, "purpose"),
        ({"purpose": "用" * 61}, "purpose"),
        ({"purpose": "办理\n备案"}, "purpose"),
        ({"purpose": "办理\ufffe备案"}, "purpose"),
        ({"recipient": " "}, "recipient"),
        ({"recipient": None}, "recipient"),
    ],
)
async def test_what_cannot_be_put_on_a_copy_is_refused(
    food: Desk, changes: dict[str, Any], field: str
) -> None:
    answer = await order(food, **changes)
    assert answer.status_code == 422
    assert [each["field"].rpartition(".")[2] for each in answer.json()["problems"]] == [field]


async def test_a_copy_lasts_no_longer_than_its_certificate(food: Desk) -> None:
    async with food.portal.context.database.write() as session:
        row = await session.merge((await certificates(food))[0])
        row.valid_until = row.issued_on + timedelta(days=20)
    assert (await order(food, until="2026-03-23")).json()["code"] == "FieldProblems"
    assert (await order(food, until="2026-03-22")).status_code == 202


async def test_what_does_not_count_is_not_copied_and_what_was_ordered_before_is_not_made(
    food: Desk, maker: SealMaker
) -> None:
    await order(food)
    content = made(maker, (await to_make(food)).json())
    suspended = {
        "act": "suspend_licence",
        "until": "2026-06-01",
        "penalty_no": "示例市监罚〔2026〕9号",
        "penalty_on": "2026-03-01",
        "reason": REASON,
    }
    assert (await act(food, suspended)).status_code == 202
    assert (await order(food)).json()["code"] == "CertificateDoesNotCount"
    assert (await to_make(food)).json()["state"] == "stopped"
    assert (await put(food, content)).json()["code"] == "CopyRefused"
    assert [each["state_name"] for each in await copies(food)] == ["不再制作"]


async def test_a_copy_whose_time_is_over_is_told_so(food: Desk, maker: SealMaker) -> None:
    await order(food, until="2026-03-02")
    await put(food, made(maker, (await to_make(food)).json()))
    food.portal.clock.move(timedelta(days=1))
    assert [each["state_name"] for each in await copies(food)] == ["使用期限已过"]


async def test_only_the_copy_that_was_ordered_under_the_bodys_seal_is_taken(
    food: Desk, maker: SealMaker
) -> None:
    await order(food)
    await order(food, purpose="参加政府采购投标")
    first, second = (await to_make(food)).json(), (await to_make(food, "JZ02")).json()
    plain = first | {"data": {**first["data"], "annotation": None}}
    for content in (
        b"x",
        maker.compose(first),
        made(maker, second),
        made(maker, plain),
        made(maker, first, SealKind.ACCEPTANCE),
    ):
        assert (await put(food, content)).json()["code"] == "CopyRefused"
    assert (await put(food, made(maker, first), FIRE)).json()["code"] == "NotYourCase"
    assert (await put(food, made(maker, first))).status_code == 200


async def test_others_neither_order_nor_see_copies(food: Desk) -> None:
    await order(food)
    path = f"/certificates/{await identifier_of(food)}/copies"
    client, stranger = food.portal.client, food.portal.who("stranger", "applicant")
    refused = await client.post(path, json=ASKED, headers=stranger | food.portal.fresh_key())
    assert refused.json()["code"] == "CertificateNotFound"
    assert (await client.get(path, headers=stranger)).json()["code"] == "CertificateNotFound"
    assert (await client.get(path, headers=food.officer(FIRE))).json()["code"] == "CertificateNotFound"
    assert (await client.get(path, headers=food.officer(APPROVAL))).status_code == 200
    assert (await to_make(food, body=FIRE)).json()["code"] == "NotYourCase"
    assert (await file(food, "JZ09")).json()["code"] == "CopyNotFound"


async def test_a_certificate_is_copied_so_often_a_day_only(food: Desk) -> None:
    answers = [(await order(food)).status_code for _ in range(MOST_A_DAY + 1)]
    assert answers == [202] * MOST_A_DAY + [409]
    food.portal.clock.move(timedelta(days=1))
    assert (await order(food)).status_code == 202


async def test_ordering_and_reading_are_on_record(food: Desk) -> None:
    await order(food)
    await copies(food)
    await file(food)
    assert [each for each in await food.portal.audited() if "cop" in each] == [
        "certificate.copy",
        "certificate.copies",
        "certificate.copy_file",
    ]
