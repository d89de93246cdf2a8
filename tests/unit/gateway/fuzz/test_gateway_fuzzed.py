"""Every operation of the gateway's document under generated requests, as a caller of every role that may act.

No answer is a 500, none is outside the document: status, media type, headers and body. What each caller may do is the
access table's matter; here nobody may break anything.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from schemathesis.openapi.loaders import from_dict

from gateway.app import create_app
from gateway.settings import Settings
from tests.unit.gateway.fuzz.requests import CONFORMANCE, AnyCase, Operation, Prober, fuzz, spoiled
from tests.unit.gateway.fuzz.serving import Served, serve_scene
from tests.unit.gateway.test_access_table import CALLERS, TABLE

MANY, SPOILED = 10, 40
"""Requests made of the document, fitting and not, and bodies spoiled."""

_PASSED_THROUGH = ("application/ofd", "application/zip")
_OPEN_ON_THIS_MACHINE = "/metrics"


@schemathesis.serializer(*_PASSED_THROUGH)
def as_it_is(_: schemathesis.SerializationContext, value: Any) -> Any:
    """Documents of workers travel as bytes."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


def operations() -> dict[tuple[str, str], Operation]:
    """Every operation of the document by method and path."""
    results: list[Any] = list(from_dict(create_app(Settings()).openapi()).get_all_operations())
    found = [result.ok() for result in results]
    return {(operation.method.upper(), operation.path): operation for operation in found}


OPERATIONS = operations()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One gateway for all operations."""
    with serve_scene(tmp_path_factory.mktemp("fuzz") / "data") as it:
        yield it


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    """Connections that are kept."""
    with requests.Session() as it:
        yield it


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


BODIES = [place for place, row in TABLE.items() if "json" in row.send]


@pytest.mark.parametrize("place", BODIES, ids=" ".join)
def test_a_sound_body_with_one_thing_spoiled_gets_an_answer_of_the_document(
    served: Served, session: requests.Session, place: tuple[str, str]
) -> None:
    row, operation, scene = TABLE[place], OPERATIONS[place], served.scene
    caller = next(iter(row.grants))
    prober = Prober(served.url, session, {caller: served.scene.headers(caller)})
    real = {name: value for name, value in scene.places.items() if f"{{{name}}}" in operation.path}

    def case_of(body: Any) -> AnyCase:
        key = scene.desk.job() if row.job else scene.desk.portal.fresh_key()["Idempotency-Key"]
        return operation.Case(
            path_parameters=real,
            headers={"Idempotency-Key": key},
            body=body,
            media_type="application/json",
        )

    assert prober.run(spoiled(row.send["json"]).map(case_of), SPOILED, CONFORMANCE)
    assert prober.wrong == {}
    assert prober.seen - {401, 403, 404}, "no request came as far as the body"
