"""帮办代办: an official acts in an outside system on the applicant's mandate; what was done and its receipt is seen."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.unit.gateway.agents.support import Parties, assisting
from tests.unit.gateway.portal import PDF
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, Json

SYSTEM = {"level": "national", "name": "国家市场主体登记系统"}
DONE, RECEIPT_NO = "代为提交名称申报", "GJ-2026-000123"
BODY_NAME = "示例一区行政审批服务局"


class Counter:
    """An official who assists on the case of a principal."""

    def __init__(self, parties: Parties, case_no: str, mandate_no: str) -> None:
        self.parties, self.case_no, self.mandate_no = parties, case_no, mandate_no

    def official(self, sub: str = "officer-1", role: str = "officer", body: str = APPROVAL) -> dict[str, str]:
        return self.parties.portal.who(sub, role, body=body)

    async def record(self, headers: dict[str, str] | None = None, **changes: Any) -> httpx.Response:
        """What the official did; ``changes`` replace members of what is told."""
        who, portal = headers or self.official(), self.parties.portal
        content = {
            "mandate_no": self.mandate_no,
            "system": SYSTEM,
            "done": DONE,
            "receipt_no": RECEIPT_NO,
            "receipt_file_id": await portal.upload(PDF, "回执.pdf", who),
            "at": portal.clock.now().isoformat(),
            **changes,
        }
        url = f"/cases/{self.case_no}/items/food_license/assistance"
        return await portal.client.post(url, json=content, headers=who | portal.fresh_key())


@pytest.fixture
async def counter(parties: Parties) -> Counter:
    """A case of the principal, and a mandate that the approval bureau accepted."""
    case_no = await parties.portal.submit()
    number = (await parties.offer(assisting())).json()["mandate_no"]
    counter = Counter(parties, case_no, number)
    assert (await parties.step(number, "acceptance", counter.official())).status_code == 200
    return counter


@pytest.mark.parametrize("role", ["officer", "clerk"])
async def test_what_was_done_and_its_receipt_is_seen_by_the_applicant(counter: Counter, role: str) -> None:
    parties, official = counter.parties, counter.official(role=role)
    answer = await counter.record(official)
    assert answer.status_code == 201, answer.text
    url = f"/cases/{counter.case_no}"
    (seen,) = (await parties.read(f"{url}/assistance", parties.principal))["assistance"]
    told = {
        key: seen[key]
        for key in ("number", "system", "level_name", "done", "receipt_no", "body_name", "official")
    }
    assert told == {
        "number": 1,
        "system": SYSTEM["name"],
        "level_name": "国家",
        "done": DONE,
        "receipt_no": RECEIPT_NO,
        "body_name": BODY_NAME,
        "official": None,
    }
    receipt = f"{url}/files/{seen['receipt_file_id']}"
    assert (await parties.portal.client.get(receipt, headers=parties.principal)).content == PDF
    page = await parties.read(f"{url}/documents/{seen['document_no']}", parties.principal)
    said = "\n".join(part["text"] for part in page["parts"])
    assert (page["kind"], page["kind_name"]) == ("assistance_record", "帮办代办记录")
    for part in (counter.mandate_no, DONE, RECEIPT_NO, SYSTEM["name"]):
        assert part in said


async def test_it_stands_on_the_acts_in_the_timeline_and_in_the_status(counter: Counter) -> None:
    parties, url = counter.parties, f"/cases/{counter.case_no}"
    await counter.record()
    act = (await parties.read(f"{url}/acts", parties.principal))["acts"][-1]
    assert (act["act"], act["who"], act["mandate_no"]) == ("assist", BODY_NAME, counter.mandate_no)
    timeline = (await parties.read(f"{url}/timeline", parties.principal))["timeline"]
    assert "受申请人委托，在国家级系统帮办代办：食品经营许可" in [entry["what"] for entry in timeline]
    status = await parties.read(f"{url}/status", parties.principal)
    assert status["helped"] == [
        f"2026年3月2日，{BODY_NAME}工作人员受申请人委托，在“{SYSTEM['name']}”（国家级系统）帮办代办。"
    ]
    kinds = [
        each["kind"] for each in (await parties.read(f"{url}/documents", parties.principal))["documents"]
    ]
    assert kinds == ["receipt", "assistance_record", "mandate"]
    history = (await parties.read(f"/mandates/{counter.mandate_no}", parties.principal))["history"]
    assert (history[-1]["event"], history[-1]["act"], history[-1]["case_no"]) == (
        "use",
        "assist",
        counter.case_no,
    )


async def test_a_repetition_is_the_same_assistance(counter: Counter) -> None:
    parties, who = counter.parties, counter.official()
    content = {
        "mandate_no": counter.mandate_no,
        "system": SYSTEM,
        "done": DONE,
        "receipt_no": RECEIPT_NO,
        "receipt_file_id": await parties.portal.upload(PDF, "回执.pdf", who),
        "at": parties.portal.clock.now().isoformat(),
    }
    url, headers = f"/cases/{counter.case_no}/items/food_license/assistance", who | parties.portal.fresh_key()
    answers = [await parties.portal.client.post(url, json=content, headers=headers) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert len((await parties.read(f"/cases/{counter.case_no}/assistance", who))["assistance"]) == 1


Wrong = dict[str, Any]
REFUSED: dict[str, tuple[Wrong, str]] = {
    "a mandate that nobody gave": ({"mandate_no": "SQ000000000000000000000000"}, "403 MandateUnknown"),
    "a system that is not named": ({"system": {"level": "national", "name": "别的系统"}}, "403 OutOfScope"),
    "the system of another level": ({"system": SYSTEM | {"level": "provincial"}}, "403 OutOfScope"),
    "somebody else's receipt": ({"receipt_file_id": "F0"}, "422 FieldProblems"),
    "before the application": ({"at": "2026-03-01T09:00:00+08:00"}, "422 FieldProblems"),
    "in the future": ({"at": "2026-03-03T09:00:00+08:00"}, "422 FieldProblems"),
    "a level that there is not": ({"system": SYSTEM | {"level": "city"}}, "422 "),
    "nothing done": ({"done": " "}, "422 "),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_what_the_mandate_does_not_cover_is_refused(counter: Counter, name: str) -> None:
    changes, expected = REFUSED[name]
    answer = await counter.record(**changes)
    assert f"{answer.status_code} {answer.json()['code']}".startswith(expected), answer.text
    listed = await counter.parties.read(f"/cases/{counter.case_no}/assistance", counter.official())
    assert listed["assistance"] == []


@pytest.mark.parametrize(
    ("step", "code"), [("revocation", "MandateRevoked"), ("resignation", "MandateResigned")]
)
async def test_once_the_mandate_ended_nobody_assists(counter: Counter, step: str, code: str) -> None:
    by = counter.parties.principal if step == "revocation" else counter.official()
    await counter.parties.step(counter.mandate_no, step, by, "另有安排")
    assert (await counter.record()).json()["code"] == code


async def test_when_its_time_is_over_nobody_assists(parties: Parties) -> None:
    case_no = await parties.portal.submit()
    number = (await parties.offer(assisting(until="2026-03-03"))).json()["mandate_no"]
    counter = Counter(parties, case_no, number)
    await parties.step(number, "acceptance", counter.official())
    parties.portal.clock.move(timedelta(days=2))
    assert (await counter.record()).json()["code"] == "MandateExpired"


async def test_an_agents_mandate_is_none_to_assist_under(counter: Counter) -> None:
    agents = await counter.parties.accepted()
    assert (await counter.record(mandate_no=agents)).json()["code"] == "MandateUnknown"


async def test_a_bodys_mandate_is_none_to_apply_under(counter: Counter) -> None:
    answer = await counter.parties.submit(counter.mandate_no)
    assert (answer.status_code, answer.json()["code"]) == (403, "MandateUnknown")


async def test_only_the_named_official_assists(parties: Parties) -> None:
    case_no = await parties.portal.submit()
    number = (await parties.offer(assisting(agent="officer-1"))).json()["mandate_no"]
    counter = Counter(parties, case_no, number)
    await parties.step(number, "acceptance", counter.official())
    assert (await counter.record(counter.official("officer-2"))).json()["code"] == "MandateUnknown"
    assert (await counter.record()).status_code == 201


async def test_another_body_reads_only_what_was_done_on_its_own_items(counter: Counter) -> None:
    await counter.record()
    url = f"/cases/{counter.case_no}/assistance"
    fire = counter.official("fire-officer", body=FIRE)
    assert (await counter.parties.read(url, fire))["assistance"] == []
    assert len((await counter.parties.read(url, counter.official()))["assistance"]) == 1


async def test_a_supervisor_sees_that_it_was_done_and_nothing_personal(counter: Counter) -> None:
    await counter.record()
    url = f"/cases/{counter.case_no}/assistance"
    seen: Json = (await counter.parties.read(url, counter.parties.portal.who("s", "supervisor")))[
        "assistance"
    ][0]
    assert (seen["done"], seen["receipt_no"], seen["receipt_file_id"]) == (None, None, None)
    assert seen["system"] == SYSTEM["name"]


async def test_nobody_else_reads_the_receipt(counter: Counter) -> None:
    file_id = (await counter.record()).json()["receipt_file_id"]
    url, portal = f"/cases/{counter.case_no}/files/{file_id}", counter.parties.portal
    for headers in (portal.who("stranger", "applicant"), counter.official("f", body=FIRE)):
        assert (await portal.client.get(url, headers=headers)).status_code == 404
