"""Who may act for whom: every operation that takes the header ``Mandate`` refuses an agent without a good mandate.

The operations come from the interface's own document, what is sent to them from the access table. That a mandate does
not cover the case is found in the transaction of the act alone: so this shows too that each operation looks there.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from gateway.app import create_app
from gateway.settings import Settings
from tests.unit.gateway.agents.support import EVERYTHING, Parties
from tests.unit.gateway.beginnings import Beginning, Begun
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.test_access_table import TABLE, Scene, beginning_of, scene_in

LISTS = {("GET", "/cases")}
"""Operations that show what the mandate covers, and nothing of another theme."""
ALONE = {("POST", "/cases"), *LISTS}
"""Operations that name no case."""


def operations_with_mandate() -> list[tuple[str, str]]:
    """Every operation whose parameters name the header."""
    paths = create_app(Settings()).openapi()["paths"]
    return sorted(
        (method.upper(), path)
        for path, methods in paths.items()
        for method, told in methods.items()
        if any(each["name"] == "Mandate" and each["in"] == "header" for each in told.get("parameters", ()))
    )


OPERATIONS = operations_with_mandate()
Bad = Callable[[Parties], Awaitable[str]]


async def _unknown(_: Parties) -> str:
    return "SQ000000000000000000000000"


async def _foreign(parties: Parties) -> str:
    number = await parties.offered(agent="agent-2")
    other = parties.portal.who("agent-2", "applicant")
    assert (await parties.step(number, "acceptance", other)).status_code == 200
    return number


BAD: Mapping[str, tuple[Bad, str]] = {
    "unknown": (_unknown, "MandateUnknown"),
    "somebody else's": (_foreign, "MandateUnknown"),
    "not accepted": (Parties.offered, "MandateNotAccepted"),
    "refused": (Parties.refused, "MandateNotAccepted"),
    "revoked": (Parties.revoked, "MandateRevoked"),
    "resigned": (Parties.resigned, "MandateResigned"),
    "not begun": (lambda parties: parties.accepted(**{"from": "2026-06-01"}), "MandateNotBegun"),
    "of another theme": (
        lambda parties: parties.accepted(scope={"themes": ["newborn"], "acts": EVERYTHING}),
        "OutOfScope",
    ),
    "expired": (Parties.over, "MandateExpired"),
}
"""The last one moves the clock."""


async def tried(scene: Scene, operation: tuple[str, str], number: str) -> str:
    """What the agent gets who sends what the access table sends, under the mandate."""
    portal, row = scene.desk.portal, TABLE[operation]
    rest: dict[str, Any] = {key: value for key, value in row.send.items() if key != "headers"}
    headers = Parties(portal).under(number) | row.send.get("headers", {})
    url = operation[1].format_map(scene.places)
    answer = await portal.client.request(operation[0], url, headers=headers, **rest)
    return f"{answer.status_code} {answer.json().get('code', '')}" if answer.status_code >= 400 else "2xx"


@pytest.fixture
def beginning(request: pytest.FixtureRequest) -> Beginning:
    """The scene for the path that is tried."""
    return beginning_of(request)


@pytest.fixture
def scene(portal: Portal, begun: Begun) -> Scene:
    """The case that the mandates of this test are tried on."""
    return scene_in(portal, begun)


def test_operations_take_the_header() -> None:
    assert {
        ("POST", "/cases"),
        ("GET", "/cases/{case_no}"),
        ("POST", "/cases/{case_no}/supplements"),
        ("POST", "/cases/{case_no}/withdrawal"),
        ("POST", "/cases/{case_no}/obligations/{obligation_no}/fulfilment"),
        ("POST", "/cases/{case_no}/obligations/{obligation_no}/retraction"),
        ("GET", "/certificates/{identifier}/file"),
    } <= set(OPERATIONS)
    assert ("POST", "/cases/binding") not in OPERATIONS


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=lambda value: value)
async def test_an_agent_without_a_good_mandate_is_refused(
    portal: Portal, scene: Scene, method: str, path: str
) -> None:
    operation, parties = (method, path), Parties(portal)
    wrong = {}
    for only in ("submit", "rate"):
        number = await parties.accepted(scope={"themes": ["restaurant"], "acts": [only]})
        if await tried(scene, operation, number) == "403 OutOfScope":
            break
    else:
        wrong["without the act"] = "not refused"
    for name, (make, code) in BAD.items():
        found = await tried(scene, operation, await make(parties))
        if operation in LISTS and code == "OutOfScope":
            assert found == "2xx"
        elif found != f"403 {code}":
            wrong[name] = found
    assert wrong == {}


@pytest.mark.parametrize(("method", "path"), sorted(set(OPERATIONS) - ALONE), ids=lambda value: value)
async def test_a_good_mandate_over_another_case_is_refused_and_over_this_one_is_not(
    portal: Portal, scene: Scene, method: str, path: str
) -> None:
    operation, parties = (method, path), Parties(portal)
    other = await portal.submit()
    elsewhere = await parties.accepted(scope={"case_nos": [other], "acts": EVERYTHING})
    assert await tried(scene, operation, elsewhere) == "403 OutOfScope"
    here = await parties.accepted(scope={"case_nos": [scene.desk.case_no], "acts": EVERYTHING})
    assert not (await tried(scene, operation, here)).startswith("403")
