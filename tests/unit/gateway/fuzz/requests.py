"""Requests to try: what schemathesis makes of the document, and sound bodies with one thing spoiled."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import requests
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from requests.structures import CaseInsensitiveDict
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import CheckFunction
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

AnyCase = Case[Any]
Operation = APIOperation[Any, Any, Any, Any]

SEED = 20261124
TIMEOUT_SECONDS = 60
CONFORMANCE: list[CheckFunction] = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_HOSTILE: st.SearchStrategy[Any] = st.sampled_from(
    ["", " ", "'", '"; DROP TABLE cases; --', "../../etc/passwd", "\u202e", "𠮷" * 300, "=1+1", "{{7*7}}",
     -1, 0, 2**63, -(2**63) - 1, 10**400, 1e308, True, None, [], {}, [[]], {"": ""}]
)  # fmt: skip


@st.composite
def spoiled(draw: st.DrawFn, sound: Any) -> Any:
    """A copy of a sound JSON body in which one value, at any depth, is another, is gone or has a neighbour."""
    body = deepcopy(sound)
    if not isinstance(body, dict | list) or not body:
        return draw(JSON)
    holder, key = draw(st.sampled_from(_places(body)))
    kind = draw(st.sampled_from(["another", "hostile", "gone", "more"]))
    if kind == "gone":
        del holder[key]
    elif kind == "more" and isinstance(holder, dict):
        holder[draw(st.text(max_size=8))] = draw(JSON)
    else:
        holder[key] = draw(_HOSTILE if kind == "hostile" else JSON)
    return body


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) in ``value``."""
    if isinstance(value, dict):
        keys: list[Any] = list(value)
    elif isinstance(value, list):
        keys = list(range(len(value)))
    else:
        return []
    return [place for key in keys for place in [(value, key), *_places(value[key])]]


class Prober:
    """Sends cases to one address as each of some callers and keeps what was wrong with the answers.

    To make a case takes far longer than to answer it, so each is sent as every caller; ``callers`` are their headers.
    """

    def __init__(self, url: str, session: requests.Session, callers: Mapping[str, Mapping[str, str]]) -> None:
        self._url = url
        self._session = session
        self._callers = callers
        self.wrong: dict[str, str] = {}
        self.seen: set[int] = set()

    def probe(self, case: AnyCase, checks: list[CheckFunction]) -> None:
        """Send one request as everybody: what is not an answer of its document is kept, and status 500 in any case."""
        made = dict(case.headers or {})
        for caller, headers in self._callers.items():
            # The headers become the case's own: one that leaves out a header which is sent all the same would be taken
            # for a request against the document.
            case.headers = CaseInsensitiveDict({**made, **headers})
            self._probe(caller, case, checks)

    def _probe(self, caller: str, case: AnyCase, checks: list[CheckFunction]) -> None:
        response = case.call(base_url=self._url, session=self._session, timeout=TIMEOUT_SECONDS)
        self.seen.add(response.status_code)
        if response.status_code == requests.codes.server_error:
            self._keep(f"{caller}: status 500", case)
        try:
            case.validate_response(response, checks=checks)
        except FailureGroup as group:
            for failure in group.exceptions:
                self._keep(f"{caller}: {_told(failure)}", case)

    def _keep(self, what: str, case: AnyCase) -> None:
        self.wrong.setdefault(what, case.as_curl_command()[:2000])

    def run(self, cases: st.SearchStrategy[AnyCase], examples: int, checks: list[CheckFunction]) -> bool:
        """Probe a bounded number of cases, the same ones each time; whether any could be made."""

        @seed(SEED)
        @settings(
            max_examples=examples,
            phases=[Phase.generate],
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=cases)
        def probes(case: AnyCase) -> None:
            self.probe(case, checks)

        try:
            probes()
        except Unsatisfiable:
            return False
        return True


def fuzz(operation: Operation, prober: Prober, places: Mapping[str, str], examples: int) -> None:
    """Requests that fit the document and requests that do not, each with made-up and with real identifiers."""
    real = {name: value for name, value in places.items() if f"{{{name}}}" in operation.path}

    def cases(mode: GenerationMode) -> st.SearchStrategy[AnyCase]:
        made_up = operation.as_strategy(mode)
        return made_up | operation.as_strategy(mode, path_parameters=real) if real else made_up

    made = prober.run(cases(GenerationMode.POSITIVE), examples, CONFORMANCE)
    assert made, "no request that fits the document can be made"
    # Anything is a sound text in a multipart form, so nothing there is against the document. Nor is there anything
    # against it where an operation takes no parameters: then no request can be made.
    strict = CONFORMANCE if _is_form(operation) else [*CONFORMANCE, negative_data_rejection]
    prober.run(cases(GenerationMode.NEGATIVE), examples, strict)


def _is_form(operation: Operation) -> bool:
    return any(body.media_type == "multipart/form-data" for body in operation.body)


def _told(failure: Exception) -> str:
    title = failure.title if isinstance(failure, Failure) else type(failure).__name__
    return f"{title}: {failure}"[:1000]
