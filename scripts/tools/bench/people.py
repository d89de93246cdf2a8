"""The people of the measured cases, over HTTP only: citizens who submit with their papers, officers who decide at once."""

import asyncio
import time
import uuid
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

import httpx

from chain.certificates.fonts import find_fonts
from forms.samples import NEW_INSPECTION, load_sample
from scripts.tools.demo.client import Json
from scripts.tools.demo.story import paper_maker
from scripts.tools.failure import CommandFailed
from scripts.tools.platform import Platform

THEME = "restaurant"
REGION = "379901"
SITUATION = {"licence": "new", "fire": "inspection"}
_TIMEOUT = httpx.Timeout(60.0, connect=10.0)
_LATER, _TRIES, _PAUSE_SECONDS = httpx.codes.SERVICE_UNAVAILABLE, 10, 0.5
# Shorter than the gateway keeps an idle connection (five seconds): a request must not meet its end.
_LIMITS = httpx.Limits(max_connections=64, max_keepalive_connections=64, keepalive_expiry=4.0)


class Caller:
    """One caller of the gateway; counts its requests and how long each took, in ``seconds`` by kind of request."""

    def __init__(self, http: httpx.AsyncClient, token: str, seconds: dict[str, list[float]]) -> None:
        self._http = http
        self._authorization = {"Authorization": f"Bearer {token}"}
        self._seconds = seconds

    async def get(self, kind: str, path: str, **params: str) -> Json:
        """GET a JSON object."""
        return await self._send(kind, self._http.build_request("GET", path, params=params))

    async def post(self, kind: str, path: str, body: Json) -> Json:
        """POST a JSON object under a fresh idempotency key."""
        headers = {"Idempotency-Key": uuid.uuid4().hex}
        return await self._send(kind, self._http.build_request("POST", path, json=body, headers=headers))

    async def upload(self, kind: str, file: tuple[str, bytes, str]) -> Json:
        """POST one file."""
        return await self._send(kind, self._http.build_request("POST", "/files", files={"file": file}))

    async def _send(self, kind: str, request: httpx.Request) -> Json:
        """Send, again while the gateway asks to come back later; the time counts from the first try."""
        request.headers.update(self._authorization)
        began, tries = time.perf_counter(), 1
        while (answer := await self._http.send(request)).status_code == _LATER and tries < _TRIES:
            self._seconds["again"].append(time.perf_counter() - began)
            tries += 1
            await asyncio.sleep(_PAUSE_SECONDS)
        self._seconds[kind].append(time.perf_counter() - began)
        if not answer.is_success:
            raise Refused(answer)
        value: Json = answer.json()
        return value


class Refused(CommandFailed):
    """The gateway refused a request of the benchmark; ``status`` is its answer's."""

    def __init__(self, answer: httpx.Response) -> None:
        self.status = answer.status_code
        request = answer.request
        super().__init__(
            f"{request.method} {request.url.path} 返回 {answer.status_code}：{answer.text[:300]}"
        )


class Town:
    """Everybody who acts: one citizen for all cases, one officer a body. ``seconds`` holds each request's duration."""

    def __init__(self, platform: Platform, http: httpx.AsyncClient) -> None:
        self._platform = platform
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self._http = http
        self.citizen = self._caller("citizen-bench", "applicant")
        self._desks = [self._caller(f"officer-{b.code}", "officer", b.code) for b in platform.bodies]
        self._form = load_sample(NEW_INSPECTION, _today())
        self._papers: dict[str, tuple[str, bytes, str]] = {}
        self._in_hand: set[str] = set()

    def _caller(self, sub: str, role: str, body: str | None = None) -> Caller:
        return Caller(self._http, self._platform.token(sub, role, body), self.seconds)

    async def prepare(self) -> Json:
        """Upload the papers of one case and answer with its whole application."""
        guide = await self.citizen.get("guide", f"/themes/{THEME}/form", region=REGION, **SITUATION)
        attached = []
        for material in guide["materials"]:
            uploaded = await self.citizen.upload("upload", self._paper(material["name"]))
            attached.append({"material": material["material"], "file_id": uploaded["file_id"]})
        return {
            "theme": THEME,
            "region": REGION,
            "situation": SITUATION,
            "form": self._form,
            "materials": attached,
        }

    async def submit(self, application: Json) -> str:
        """Submit; answers the case number."""
        return str((await self.citizen.post("submit", "/cases", application))["case_no"])

    async def status(self, case_no: str) -> Json:
        """The case as the citizen sees it."""
        return await self.citizen.get("status", f"/cases/{case_no}")

    async def decide_for_ever(self, pause: float) -> None:
        """Every desk looks at its list each ``pause`` seconds and decides what it finds, until cancelled."""
        async with asyncio.TaskGroup() as group:
            for desk in self._desks:
                group.create_task(self._sit(desk, pause))

    def _paper(self, name: str) -> tuple[str, bytes, str]:
        # Drawn once for all cases: drawing is the citizen's work and none of the house's.
        if name not in self._papers:
            self._papers[name] = paper_maker(find_fonts().regular.path)(name)
        return self._papers[name]

    async def _sit(self, desk: Caller, pause: float) -> None:
        while True:
            page = await desk.get("task list", "/tasks")
            await asyncio.gather(*(self._handle(desk, line["task_key"]) for line in page["tasks"]))
            await asyncio.sleep(pause)

    async def _handle(self, desk: Caller, key: str) -> None:
        if key in self._in_hand:
            return
        self._in_hand.add(key)
        try:
            task = await desk.get("task", f"/tasks/{key}")
            await desk.post("decision", f"/tasks/{key}/decision", _decision(task))
        except Refused as refused:
            # A colleague of the joint inspection was quicker.
            if refused.status not in (404, 409):
                raise


def _decision(task: Json) -> Json:
    if task["kind"] == "inspection":
        findings = [{"item": item, "passed": True, "note": "现场与申报一致"} for item in task["items"]]
        return {"outcome": "done", "opinion": "联合勘验完成，现场符合要求。", "findings": findings}
    return {"outcome": "granted", "opinion": "经审查，符合法定条件，准予许可。"}


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the day at this machine, as a citizen would write it


@asynccontextmanager
async def townsfolk(platform: Platform) -> AsyncIterator[Town]:
    """The people of one run of cases."""
    # Loopback only: a proxy from the environment must not see the tokens.
    async with httpx.AsyncClient(
        base_url=platform.gateway_url, timeout=_TIMEOUT, limits=_LIMITS, trust_env=False
    ) as http:
        yield Town(platform, http)
