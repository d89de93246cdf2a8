"""What was taken once is sent again with mistakes, so that refusals and exceptions meet the marks too."""

import json
import uuid
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import jwt

from scripts.tools.platform import Platform
from tests.e2e.kills.house import House
from tests.e2e.marks.table import KEY, TEXT
from tests.e2e.marks.witness import HEADERS, MarkedPeople, Sent

LONG = quote(TEXT) * 1500
"""Of an address that is longer than a server reads."""
NEVER_AGAIN = ("/cases", "/window/cases", "/deployments")
"""Sent again as it was, such a request would open a case or deploy a diagram."""


def made(people: MarkedPeople, house: House) -> list[str]:
    """Make every mistake; those that were not refused, or ended in an error of ours."""
    platform, stranger = people.platform, people.platform.token("YISUB7713-stranger", "applicant")
    wrong = []
    with httpx.Client(base_url=platform.gateway_url, headers=HEADERS, trust_env=False, timeout=30) as client:
        for sent in _first_of_each(people.witness.sent):
            for what, content, path in _broken(sent):
                answer = _send(client, sent, content, path, sent.headers)
                if not 400 <= answer.status_code < 500:
                    wrong.append(f"{sent.operation} {what}: {answer.status_code}")
            for what, headers in _by_others(sent, stranger):
                answer = _send(client, sent, sent.content, sent.path, headers)
                if answer.status_code >= 500:
                    wrong.append(f"{sent.operation} {what}: {answer.status_code}")
        wrong += [
            f"{each.request.url.path[:40]}: {each.status_code}"
            for each in _elsewhere(client, house)
            if not each.is_client_error
        ]
    return wrong


def _first_of_each(sent: list[Sent]) -> list[Sent]:
    """One request of each kind, by its members and the words of its address."""
    kinds: dict[tuple[object, ...], Sent] = {}
    for each in sent:
        if "json" in each.headers.get("content-type", ""):
            words = tuple(part for part in each.path.split("/") if part.replace("_", "-").islower())
            kinds.setdefault((each.method, words, *sorted(json.loads(each.content))), each)
    return list(kinds.values())


def _broken(sent: Sent) -> Iterator[tuple[str, bytes, str]]:
    body = json.loads(sent.content)
    yield "with an unknown member", _json(body | {f"{TEXT}甲": f"{TEXT}乙"}), sent.path
    if body:
        yield "with a list for each value", _json({name: [value] for name, value in body.items()}), sent.path
        yield "with a number behind", sent.content + b"7", sent.path
    yield "cut short", sent.content[:-1], sent.path
    if not sent.content.isascii():
        yield "in another encoding", sent.content.decode().encode("gb18030"), sent.path
    root, _, rest = sent.path.lstrip("/").partition("/")
    if rest:
        yield "at another place", sent.content, f"/{root}/{TEXT}/{rest.partition('/')[2]}"


def _by_others(sent: Sent, stranger: str) -> Iterator[tuple[str, dict[str, str]]]:
    if sent.path not in NEVER_AGAIN:
        yield "again", sent.headers
        yield "by a stranger", sent.headers | {"authorization": f"Bearer {stranger}"}
    yield "by nobody", {name: value for name, value in sent.headers.items() if name != "authorization"}


def _send(
    client: httpx.Client, sent: Sent, content: bytes, path: str, headers: dict[str, str]
) -> httpx.Response:
    key = {"Idempotency-Key": f"{KEY}{uuid.uuid4().hex[:24]}"}
    return client.request(sent.method, path, content=content, headers=headers | key)


def _elsewhere(client: httpx.Client, house: House) -> Iterator[httpx.Response]:
    """Tokens that say too much, addresses that are too long, and the doors of intake and keeper."""
    yield client.get(f"/cases/{LONG}")
    yield client.get("/cases", params={"theme": TEXT * 500})
    yield client.get("/certificates/status-list", headers={"If-None-Match": LONG})
    yield client.get("/cases", headers={"Authorization": f"Bearer {_talkative(house.platform)}"})
    yield client.post(
        "/files", files={"file": (f"{TEXT}.exe", TEXT.encode(), "application/pdf")}, headers=_applicant(house)
    )
    unknown = httpx.Headers({b"Authorization": b"Bearer " + TEXT.encode()})
    for url in (house.intake_url, house.platform.services["keeper"].metrics_url.rpartition("/")[0]):
        for path in ("/records", "/", "/v1/timestamp", f"/v1/seals/{quote(TEXT)}/sign", f"/{quote(TEXT)}"):
            yield client.post(f"{url}{path}", json={TEXT: TEXT}, headers=unknown)


def _applicant(house: House) -> dict[str, str]:
    return {"Authorization": f"Bearer {house.platform.token('YISUB7713-x', 'applicant')}"}


def _talkative(platform: Platform) -> str:
    """A token whose claims name a person, signed by nobody we know."""
    claims = jwt.decode(platform.token("YISUB7713-t", "applicant"), options={"verify_signature": False})
    return jwt.encode(
        claims | {"sub": TEXT, "name": TEXT, "phone_number": TEXT}, "0" * 64, "HS256", {"kid": TEXT}
    )


def _json(body: object) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()
