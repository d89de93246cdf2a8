"""What a portal and a desk do over HTTP, as the demo plays them: a thin client of the gateway's public API."""

import uuid
from typing import Any

import httpx

from bpmn.resources import deployable
from scripts.tools.failure import CommandFailed

Json = dict[str, Any]

TIMEOUT = httpx.Timeout(30.0, connect=5.0)
DEPLOY_TIMEOUT = httpx.Timeout(150.0, connect=5.0)
"""The gateway asks a slow engine four times for half a minute each."""


class GatewayClient:
    """One caller of the gateway: an applicant, an officer of one body, or a designer, told apart by the bearer token.

    With ``mandate`` (its number) an applicant acts for whoever gave it.
    """

    def __init__(self, base_url: str, token: str, mandate: str | None = None) -> None:
        headers = {"Authorization": f"Bearer {token}"} | ({} if mandate is None else {"Mandate": mandate})
        # Loopback only: a proxy from the environment must not see the tokens.
        self._http = httpx.Client(base_url=base_url, headers=headers, timeout=TIMEOUT, trust_env=False)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def get(self, path: str, **params: str) -> Json:
        """GET a JSON object."""
        return self._json(self._http.get(path, params=params))

    def content(self, path: str) -> bytes:
        """GET a file."""
        answer = self._http.get(path)
        self._check(answer)
        return answer.content

    def post(self, path: str, body: Json, key: str | None = None) -> Json:
        """POST a JSON object with an Idempotency-Key (a fresh one unless given)."""
        headers = {"Idempotency-Key": key or str(uuid.uuid4())}
        return self._json(self._http.post(path, json=body, headers=headers))

    def upload(self, path: str, field: str, files: list[tuple[str, bytes, str]]) -> Json:
        """POST files as multipart: ``(name, content, media type)`` each."""
        parts = [(field, file) for file in files]
        return self._json(self._http.post(path, files=parts))

    def deploy(self, theme: str) -> int:
        """Deploy everything that belongs to a theme (a designer's right); answers how many files that were."""
        files = [("resources", resource) for resource in deployable(theme).items()]
        self._check(self._http.post("/deployments", files=files, timeout=DEPLOY_TIMEOUT))
        return len(files)

    def _json(self, answer: httpx.Response) -> Json:
        self._check(answer)
        if answer.status_code == httpx.codes.NO_CONTENT:
            return {}
        value: Json = answer.json()
        return value

    def _check(self, answer: httpx.Response) -> None:
        if answer.is_success:
            return
        raise GatewayRefused(answer)


class GatewayRefused(CommandFailed):
    """The gateway answered with a problem; ``status`` and ``problem`` say which."""

    def __init__(self, answer: httpx.Response) -> None:
        self.status = answer.status_code
        try:
            self.problem: Json = answer.json()
        except ValueError:
            self.problem = {}
        detail = self.problem.get("detail", "")
        named = "；".join(f"{p['name']}：{p['reason']}" for p in self.problem.get("problems", []))
        request = answer.request
        super().__init__(f"{request.method} {request.url.path} 返回 {self.status}：{detail}{named}")
