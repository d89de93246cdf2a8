"""What is written after the decisions, all of it marks: aftercare, corrections, copies, obligations, ratings."""

from datetime import timedelta
from functools import partial
from typing import Any

from chain.clock import BEIJING
from scripts.tools.demo.client import Json
from tests.e2e.marks.applicants import (
    APPROVAL,
    FIRE,
    FIRE_ITEM,
    FOOD,
    LICENCE,
    MISTAKE_IN_CERTIFICATE,
    MISTAKE_IN_DOCUMENT,
    SIGN,
    URBAN,
)
from tests.e2e.marks.table import mark
from tests.e2e.marks.witness import MarkedPeople
from tests.e2e.people import Citizen, wait_for

ITEM = "POST /cases/{case_no}/items/{item}"
OWED = "POST /cases/{case_no}/obligations/{obligation_no}"


def checked(people: MarkedPeople, citizen: Citizen, case_no: str) -> None:
    """The commitments of two items turn out false; both are mended."""

    def opened() -> list[Json] | None:
        found: list[Json] = citizen.client.get(f"/cases/{case_no}/obligations")["obligations"]
        mine = [each for each in found if each["item"] in (LICENCE, SIGN)]
        return mine if mine and all(each["state"] == "open" for each in mine) else None

    for each in wait_for("the checks are scheduled", opened):
        desk = people.desk(APPROVAL if each["item"] == LICENCE else URBAN)
        path = f"/cases/{case_no}/obligations/{each['obligation_no']}"
        desk.post(f"{path}/check", {"result": False, "note": mark(f"{OWED}/check", "note")})
        desk.post(f"{path}/mended", {"mended": True, "note": mark(f"{OWED}/mended", "note")})


def cared_for(people: MarkedPeople, citizen: Citizen, case_no: str) -> None:
    """A licence is changed on request and by its body, suspended, corrected and copied."""
    path, desk = f"/cases/{case_no}/items/{FOOD}", people.desk(APPROVAL)
    operation = f"{ITEM}/requests"
    changes = {"operator_address": mark(operation, "changes")}
    request = {"kind": "change", "changes": changes, "reason": mark(operation, "reason")}
    number = citizen.client.post(f"{path}/requests", request)["request_no"]
    decision = {"outcome": "granted", "opinion": mark(f"{operation}/{{request_no}}/decision", "opinion")}
    desk.post(f"{path}/requests/{number}/decision", decision)
    certificate = newest(citizen, case_no, FOOD, 2)

    operation = "POST /certificates/{identifier}/correction"
    mistake = {"wrong": MISTAKE_IN_CERTIFICATE, "right": mark(operation, "corrections.right")}
    correction = {"corrections": [mistake], "reason": mark(operation, "reason")}
    desk.post(f"/certificates/{certificate}/correction", correction)
    certificate = newest(citizen, case_no, FOOD, 3)

    operation = f"{ITEM}/aftercare"
    why = {"reason": mark(operation, "reason")}
    address = {"premises_address": mark(operation, "changes")}
    desk.post(f"{path}/aftercare", {"act": "change", "changes": address} | why)
    certificate = newest(citizen, case_no, FOOD, 4)

    operation = "POST /certificates/{identifier}/copies"
    until = (people.platform.clock.now().astimezone(BEIJING) + timedelta(days=30)).date().isoformat()
    ordered = {
        "purpose": mark(operation, "purpose"),
        "recipient": mark(operation, "recipient"),
        "until": until,
    }
    citizen.client.post(f"/certificates/{certificate}/copies", ordered)
    wait_for("a copy", lambda: _copied(citizen, certificate))
    _suspended(people, case_no, until)


def _suspended(people: MarkedPeople, case_no: str, until: str) -> None:
    operation, path = f"{ITEM}/aftercare", f"/cases/{case_no}/items/{FOOD}/aftercare"
    why = {"reason": mark(operation, "reason")}
    today = people.platform.clock.now().astimezone(BEIJING).date().isoformat()
    penalty = {"penalty_no": mark(operation, "penalty_no"), "penalty_on": today, "until": until}
    head = people.client("head", "head", APPROVAL)
    head.post(path, {"act": "suspend_licence"} | penalty | why)
    people.desk(APPROVAL).post(path, {"act": "resume_licence", "ground": "penalty_lifted"} | why)


def _copied(citizen: Citizen, certificate: str) -> bool:
    copies = citizen.client.get(f"/certificates/{certificate}/copies")["copies"]
    return bool(copies[0]["state"] == "sealed")


def newest(citizen: Citizen, case_no: str, item: str, version: int) -> str:
    """The identifier of an item's certificate once its ``version`` is sealed."""

    def sealed() -> str | None:
        link = next(i for i in citizen.case(case_no)["items"] if i["item"] == item)["certificate"]
        found = citizen.client.get(f"/certificates/{link['identifier']}") if link else {"version": None}
        return str(link["identifier"]) if found["version"] == version else None

    return str(wait_for(f"version {version} of {item}", sealed))


def corrected(people: MarkedPeople, citizen: Citizen, case_no: str, kind: str) -> None:
    """A document that quotes a mark is corrected."""

    def sealed() -> Json | None:
        listed = citizen.client.get(f"/cases/{case_no}/documents")["documents"]
        return next((each for each in listed if (each["kind"], each["state"]) == (kind, "sealed")), None)

    document: Json = wait_for(f"{kind} sealed", sealed)
    operation = "POST /cases/{case_no}/documents/{document_no}/correction"
    mistake = {"wrong": MISTAKE_IN_DOCUMENT, "right": mark(operation, "corrections.right")}
    people.desk(document["body"]).post(
        f"/cases/{case_no}/documents/{document['document_no']}/correction",
        {"corrections": [mistake], "reason": mark(operation, "reason")},
    )


def rated(people: MarkedPeople, citizen: Citizen, case_no: str) -> None:
    """Ratings that are mended, contested, supplemented, given at the counter."""
    given = "POST /cases/{case_no}/ratings"

    def rate(item: str, grade: str) -> str:
        said = {"item": item, "grade": grade, "comment": mark(given, "comment")}
        return str(citizen.client.post(f"/cases/{case_no}/ratings", said)["rating_id"])

    chain, fire = rate("chain", "dissatisfied"), rate(FIRE_ITEM, "dissatisfied")
    rate(SIGN, "satisfied")
    again = {"grade": "fair", "comment": mark(f"{given}/{{item}}/supplement", "comment")}
    citizen.client.post(f"/cases/{case_no}/ratings/{SIGN}/supplement", again)
    follow = partial(_followed, people.desk(APPROVAL), chain)
    follow("verification", "note", result="well_founded")
    follow("mending", "note")
    follow("answer", "text", satisfied=True)
    _followed(people.desk(FIRE), fire, "appeal", "note", grounds="mistaken")
    _followed(people.client("supervisor", "supervisor"), fire, "review", "note", upheld=True)
    operation = "POST /window/cases/{case_no}/ratings/code"
    tablet = {"item": FOOD, "window": mark(operation, "window")}
    code = people.client("clerk", "clerk", APPROVAL).post(f"/window/cases/{case_no}/ratings/code", tablet)[
        "code"
    ]
    said = {"code": code, "grade": "fair", "comment": mark("POST /ratings", "comment")}
    citizen.client.post("/ratings", said)


def _followed(client: Any, rating: str, step: str, field: str, **said: Any) -> None:
    text = mark(f"POST /ratings/{{rating_id}}/{step}", field)
    client.post(f"/ratings/{rating}/{step}", {field: text} | said)
