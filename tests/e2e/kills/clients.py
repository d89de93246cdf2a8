"""A good client: repeats a command with the same Idempotency-Key until it is acknowledged."""

import time
from collections.abc import Callable
from typing import Any

import httpx

from scripts.tools.demo.client import Json
from tests.e2e.kills.house import House
from tests.e2e.kills.patience import PATIENCE

_PAUSE, _LONGEST_PAUSE = 0.3, 1.0  # seconds; eight people look at once, and each look costs the house
_AWAY = frozenset({502, 503, 504})


class Wrong(AssertionError):
    """The gateway answered what no outage excuses."""


class Client:
    """One caller of the gateway, through the proxy; its token is always fresh, for the time is moved by hours."""

    def __init__(self, house: House, sub: str, role: str, body: str | None = None) -> None:
        self.sub = sub
        self._house, self._role, self._body = house, role, body
        self._http = httpx.Client(
            base_url=house.url, timeout=httpx.Timeout(30.0, connect=5.0), trust_env=False
        )

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def get(self, path: str, **params: str) -> Json:
        """GET a JSON object."""
        found: Json = self._insist("GET", path, params=params).json()
        return found

    def content(self, path: str) -> bytes:
        """GET a file."""
        return self._insist("GET", path).content

    def post(self, path: str, body: Json, key: str) -> Json:
        """POST until acknowledged, always with ``key``."""
        found: Json = self._insist("POST", path, json=body, headers={"Idempotency-Key": key}).json()
        return found

    def post_once(self, path: str, body: Json, key: str) -> None:
        """POST once and never look back, whatever comes of it."""
        try:
            self._send("POST", path, json=body, headers={"Idempotency-Key": key})
        except httpx.TransportError:
            return

    def upload(self, name: str, content: bytes, media_type: str) -> str:
        """Upload a file; answers its id."""
        answer = self._insist("POST", "/files", files={"file": (name, content, media_type)})
        return str(answer.json()["file_id"])

    def verdict(self, content: bytes) -> Json:
        """What the public verifier says of a sealed file."""
        sent = {"file": ("sealed.ofd", content, "application/ofd")}
        found: Json = self._insist("POST", "/certificates/verification", files=sent).json()
        return found

    def claim(self, task_key: str) -> None:
        """Take a task. A repetition may find it taken: by this officer, whose first answer was lost."""

        def taken() -> bool:
            answer = self._answer("POST", f"/tasks/{task_key}/claim", headers={"Idempotency-Key": task_key})
            if answer.status_code == httpx.codes.CONFLICT:
                return bool(self.get(f"/tasks/{task_key}")["mine"])
            return _checked(answer).is_success

        wait_for(f"task {task_key} taken", taken)

    def _insist(self, method: str, path: str, **request: Any) -> httpx.Response:
        return _checked(self._answer(method, path, **request))

    def _answer(self, method: str, path: str, **request: Any) -> httpx.Response:
        """The first answer that is one: neither a broken connection nor "not now"."""

        def answered() -> httpx.Response | None:
            try:
                answer = self._send(method, path, **request)
            except httpx.TransportError:
                return None
            return None if answer.status_code in _AWAY else answer

        # An answer is no progress yet: whoever waits for a task asks again and again.
        found: httpx.Response = _wait(f"{method} {path}", answered, lambda answer: answer is not None)
        return found

    def _send(self, method: str, path: str, **request: Any) -> httpx.Response:
        token = self._house.platform.token(self.sub, self._role, self._body)
        headers = {"Authorization": f"Bearer {token}", **request.pop("headers", {})}
        return self._http.request(method, path, headers=headers, **request)


def _checked(answer: httpx.Response) -> httpx.Response:
    if not answer.is_success:
        request = answer.request
        raise Wrong(f"{request.method} {request.url.path}: {answer.status_code} {answer.text[:300]}")
    return answer


def wait_for(what: str, probe: Callable[[], Any], enough: Callable[[Any], bool] = bool) -> Any:
    """The first answer of ``probe`` that is ``enough``."""
    found = _wait(what, probe, enough)
    PATIENCE.progress()
    return found


def _wait(what: str, probe: Callable[[], Any], enough: Callable[[Any], bool]) -> Any:
    pause = _PAUSE
    while not enough(found := probe()):
        PATIENCE.check(what)
        time.sleep(pause)
        pause = min(1.5 * pause, _LONGEST_PAUSE)
    return found
