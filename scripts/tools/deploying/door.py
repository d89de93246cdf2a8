"""The gateway as a designer's command sees it: answers as JSON, refusals as sentences."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from scripts.tools.failure import CommandFailed
from scripts.tools.trust import trust

USUAL = "http://127.0.0.1:8000"
DEADLINE = 120.0  # seconds; a deployment of every theme takes the engine some


class Door:
    """Calls the gateway with a designer's token; raises :class:`CommandFailed` for whatever is not a success."""

    def __init__(self, url: str, token: str, transport: httpx.BaseTransport | None = None) -> None:
        self._url = url.rstrip("/")
        self._http = httpx.Client(
            base_url=self._url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=DEADLINE,
            trust_env=False,
            verify=trust(),
            transport=transport,
        )

    def deploy(self, resources: Mapping[str, bytes], source: Mapping[str, str]) -> dict[str, Any]:
        """Deploy the resources; the gateway's receipt."""
        files = [("resources", (name, content)) for name, content in resources.items()]
        return self._call("POST", "/deployments", data=dict(source), files=files)

    def migration(self, process: str, version: int | None, *, do: bool) -> dict[str, Any]:
        """The plan to bring a process's running instances to a version, or what became of it."""
        wanted = {} if version is None else {"version": version}
        return self._call("POST" if do else "GET", f"/deployments/migrations/{process}", params=wanted)

    def _call(self, method: str, path: str, **content: Any) -> dict[str, Any]:
        try:
            answer = self._http.request(method, path, **content)
        except httpx.HTTPError as error:
            raise CommandFailed(f"连不上网关 {self._url}，请确认它在运行、地址正确（--gateway）。") from error
        if answer.is_success:
            receipt: dict[str, Any] = answer.json()
            return receipt
        raise CommandFailed(_refusal(answer))


def _refusal(answer: httpx.Response) -> str:
    try:
        problem = answer.json()
    except ValueError:
        return f"网关答复 {answer.status_code}，无法识别。"
    lines = [str(problem.get("detail") or problem.get("title") or answer.status_code)]
    lines += [f"  {each['field']}  {each['reason']}" for each in problem.get("problems", [])]
    return "\n".join(lines)


def gateway_url(given: str | None) -> str:
    """The gateway's address: as given, else ``YILIAN_GATEWAY_URL``, else this machine's."""
    return given or os.environ.get("YILIAN_GATEWAY_URL") or USUAL


def token(file: Path | None) -> str:
    """The designer's token: from the file, else ``YILIAN_TOKEN_FILE`` or ``YILIAN_TOKEN``."""
    named = file or (Path(os.environ["YILIAN_TOKEN_FILE"]) if os.environ.get("YILIAN_TOKEN_FILE") else None)
    try:
        text = named.read_text("utf-8") if named else os.environ.get("YILIAN_TOKEN", "")
    except OSError as error:
        raise CommandFailed(f"读不到凭证文件 {named}。") from error
    if not text.strip():
        raise CommandFailed(
            "没有凭证：请用 --token-file 给出设计人员的凭证文件，或者设置 YILIAN_TOKEN_FILE。"
        )
    return text.strip()
