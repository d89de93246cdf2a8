"""Several bodies inspect at one appointment, and their one record: what the stories of joint documents share."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from scripts.tools.demo.client import Json
from scripts.tools.platform import Platform
from tests.e2e.people import Citizen, People, wait_for

AHEAD = timedelta(hours=1)
"""From the appointment to the inspection."""


def inspect_together(people: People, case_no: str, items: Mapping[str, str]) -> str:
    """Each body (key) inspects its item (value), everything is in order; the first of them appoints the time, to which the
    house is moved. Answers the number of their record."""
    first, path = next(iter(items)), f"/cases/{case_no}/inspections"
    wait_for("inspection", lambda: people.open_task(first, case_no))
    clock = people.platform.engine.clock
    appointed = {"starts_at": (clock.now() + AHEAD).isoformat(), "place": "示例一区海岱路1号"}
    number = people.desk(first).post(path, appointed)["inspection_no"]
    clock.add_time(AHEAD)
    last: Json = {}
    for body, item in items.items():
        desk = people.desk(body)
        desk.post(f"{path}/{number}/participants", {"officers": ["张一", "李二"]})
        last = desk.post(f"{path}/{number}/findings", {"findings": [{"item": item, "passed": True}]})
    assert last["state"] == "recorded"
    return str(last["document_no"])


def record_under_all_seals(
    citizen: Citizen, case_no: str, document_no: str, bodies: Mapping[str, str]
) -> bytes:
    """The file of the record, once ``bodies`` (code: name) have sealed it, in their order, as the public verifier says."""
    client, path = citizen.client, f"/cases/{case_no}/documents/{document_no}"

    def issued() -> Json | None:
        found = client.get(path)
        return found if found["state"] == "sealed" else None

    page: Json = wait_for("every seal", issued)
    assert [party["body"] for party in page["parties"]] == list(bodies)
    at = [datetime.fromisoformat(party["sealed_at"]) for party in page["parties"]]
    assert at == sorted(at)
    content = client.content(f"{path}/file")
    verdict = verified(citizen, content)
    assert verdict["result"] == "passed"
    assert verdict["seals"] == list(bodies.values())
    return content


def verified(citizen: Citizen, content: bytes) -> Json:
    """What the public verifier says of a file."""
    found = [("record.ofd", content, "application/ofd")]
    return citizen.client.upload("/certificates/verification", "file", found)


def uses_of_seals(platform: Platform, case_no: str) -> list[tuple[str, str]]:
    """Who sealed the record of the case with which kind of seal, after the keeper's register of uses."""
    lines = (platform.data / "keeper" / "uses.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        (use["body"], use["kind"])
        for use in map(json.loads, lines)
        if use.get("subject") == "document/inspection_record" and use["case_no"] == case_no
    ]
