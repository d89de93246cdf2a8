"""Every sound body that the access table sends, with one thing in it spoiled: the answer is still one of the document."""

from typing import Any

import pytest
import requests

from tests.unit.gateway.fuzz.operations import OPERATIONS
from tests.unit.gateway.fuzz.requests import CONFORMANCE, AnyCase, Prober, spoiled
from tests.unit.gateway.fuzz.serving import Served
from tests.unit.gateway.test_access_table import TABLE

SPOILED = 40
"""Bodies spoiled."""
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
