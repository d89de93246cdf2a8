"""Marks planted as personal data must not be found where they rest, in what the engine is told, in logs or numbers."""

import hashlib
import logging
from collections.abc import Iterator

import orjson
import pytest
from sqlalchemy import select

from chain.logs import JsonLines
from gateway.store.models import Decision, Idempotency
from tests.unit.gateway.portal import PDF, Portal, sample_form
from tests.unit.gateway.worker_api.support import APPROVAL, MATERIALS, Desk

CONTROL = "YILIANCONTROLMARK"
NAME, PHONE, IDENTITY = "秘王密印", "13987654321", "379901198503120017"
MARKS = {
    "name": NAME,
    "phone": PHONE,
    "identity": IDENTITY,
    "address": "密印路七十七号",
    "opinion": "密印意见甲",
    "gap": "密印缺项乙",
    "finding": "密印勘验丙",
    "withdrawal": "密印撤回丁",
    "file name": "密印文件名戊",
    "file content": "MIYINFILECONTENT",
    "check reason": "密印理由己",
}


class Lines(logging.Handler):
    """Keeps every line as the process would write it."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(JsonLines())

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.lines.append(self.format(record))


@pytest.fixture
def lines() -> Iterator[Lines]:
    """All loggers at their most talkative."""
    handler, root = Lines(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.setLevel(level)
    root.removeHandler(handler)


async def live_through(portal: Portal) -> Desk:
    """A case whose people all write marks: applied, checked, inspected, to be supplemented, withdrawn; and mistakes."""
    form = sample_form() | {
        "operator_name": NAME,
        "operator_mobile": PHONE,
        "operator_id_number": IDENTITY,
        "operator_address": MARKS["address"],
    }
    content = PDF + MARKS["file content"].encode() + b"\nstartxref\n0\n%%EOF\n"
    file_id = await portal.upload(content, f"{MARKS['file name']}.pdf")
    materials = [{"material": key, "file_id": file_id} for key in MATERIALS]
    desk = Desk(portal, await portal.submit(form=form, materials=materials))
    await desk.claimed()
    await desk.check(APPROVAL, "business_license", "granted", MARKS["check reason"])
    await desk.allocate(APPROVAL, "business_license")
    inspection = await desk.open_task(None, [APPROVAL])
    findings = [{"item": "food_license", "passed": True, "note": MARKS["finding"]}]
    assert (
        await desk.decide(APPROVAL, inspection, {"outcome": "done", "findings": findings})
    ).status_code == 202
    await desk.check(APPROVAL, "food_license", "undecided")
    task = await desk.open_task("food_license", [APPROVAL])
    gaps = [{"target": "food_facilities", "what": MARKS["gap"], "how": MARKS["gap"]}]
    asked = {"outcome": "supplement", "opinion": MARKS["opinion"], "gaps": gaps}
    assert (await desk.decide(APPROVAL, task, asked)).status_code == 202
    assert (await desk.decide(APPROVAL, task, asked, sub="other")).status_code == 409
    notice = await desk.post(APPROVAL, "notices", {"scope": "food_license", "kind": "supplement"})
    assert notice.status_code == 200, notice.text
    mistaken = {"notice_no": notice.json()["notice_no"], "form": {"operator_mobile": PHONE}, "materials": []}
    url = f"/cases/{desk.case_no}"
    headers = portal.applicant
    refused = await portal.client.post(
        f"{url}/supplements", json=mistaken, headers=headers | portal.fresh_key()
    )
    assert refused.status_code == 422
    assert not [name for name, mark in MARKS.items() if mark in refused.text]
    await portal.client.get(url, params={"name": NAME}, headers=headers)
    await portal.client.get(f"/cases/{NAME}", headers=headers)
    gone = await portal.client.post(
        f"{url}/withdrawal", json={"reason": MARKS["withdrawal"]}, headers=headers
    )
    assert gone.status_code == 202
    return desk


def found(text: bytes, marks: dict[str, str]) -> list[str]:
    """Which marks stand in ``text``, plain or as JSON escapes them."""
    forms = {name: (mark.encode(), ascii(mark)[1:-1].encode()) for name, mark in marks.items()}
    return [name for name, (plain, escaped) in forms.items() if plain in text or escaped in text]


async def test_no_mark_rests_in_the_clear(portal: Portal) -> None:
    await live_through(portal)
    folder = portal.context.settings.data
    await portal.upload(PDF, headers=portal.who(CONTROL, "applicant"))
    await portal.context.database.close()
    content = b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())
    names = "\n".join(str(file) for file in folder.rglob("*")).encode()
    assert found(content, {"control": CONTROL}) == ["control"]
    assert found(content + names, MARKS) == []


async def test_no_mark_is_told_to_the_engine_the_log_or_the_numbers(portal: Portal, lines: Lines) -> None:
    await live_through(portal)
    logging.getLogger("gateway").info(CONTROL)
    rows = await portal.outbox(documents=True)
    told = orjson.dumps([[row.kind, row.case_no, row.payload, row.dedupe_key] for row in rows])
    numbers = (await portal.client.get("/metrics")).content
    assert {row.kind for row in rows} == {
        "start_case",
        "complete_task",
        "case_withdrawn",
        "publish",
    }
    assert found("\n".join(lines.lines).encode(), {"control": CONTROL}) == ["control"]
    assert found(told + numbers + "\n".join(lines.lines).encode(), MARKS) == []


async def test_what_rests_of_a_request_cannot_be_guessed_from_its_digest(portal: Portal) -> None:
    desk = await live_through(portal)
    async with portal.context.database.read() as session:
        rests = set(await session.scalars(select(Idempotency.request_hash)))
        rests |= set(await session.scalars(select(Decision.request_hash)))
    findings = [{"item": "food_license", "passed": True, "note": MARKS["finding"]}]
    asked = [
        {"outcome": "done", "opinion": None, "gaps": [], "findings": findings},
        {"outcome": "granted", "reason": MARKS["check reason"]},
        {"outcome": "undecided", "reason": None},
    ]
    assert len(rests) > 3, desk.case_no
    guesses = {hashlib.sha256(orjson.dumps(each, option=orjson.OPT_SORT_KEYS)).hexdigest() for each in asked}
    assert rests.isdisjoint(guesses)
