"""Every operation of the gateway's document under generated requests, as a caller of every role that may act.

No answer is a 500, none is outside the document: status, media type, headers and body. What each caller may do is the
access table's matter; here nobody may break anything.
"""

import pytest
import requests

from tests.unit.gateway.fuzz.operations import OPERATIONS
from tests.unit.gateway.fuzz.requests import Prober, fuzz
from tests.unit.gateway.fuzz.serving import Served
from tests.unit.gateway.test_access_table import CALLERS, TABLE

MANY = 10
"""Requests made of the document that fit it, and as many that do not."""

_OPEN_ON_THIS_MACHINE = "/metrics"


def callers_of(place: tuple[str, str]) -> list[str]:
    """One caller of every role that may act (for the public: nobody, and an owner), and some who may not.

    All others are turned away before anything of their request is looked at; the access table tries each.
    """
    grants = TABLE[place].grants
    if "anonymous" in grants:
        return ["anonymous", "owner"]
    acting = {CALLERS[name][0]: name for name in reversed(grants)}
    return [*acting.values(), "anonymous", "without role"]


@pytest.mark.parametrize("place", OPERATIONS, ids=" ".join)
def test_no_request_gets_an_answer_outside_the_document(
    served: Served, session: requests.Session, place: tuple[str, str]
) -> None:
    callers = {caller: headers_of(served, caller, place) for caller in callers_of(place)}
    prober = Prober(served.url, session, callers)
    fuzz(OPERATIONS[place], prober, served.scene.places, MANY)
    assert prober.wrong == {}


def headers_of(served: Served, caller: str, place: tuple[str, str]) -> dict[str, str]:
    """A caller's headers; numbers are asked for as if from another machine, where they need a token."""
    headers = served.scene.headers(caller)
    return headers | {"X-Forwarded-For": "192.0.2.1"} if place[1] == _OPEN_ON_THIS_MACHINE else headers
