"""The people of the stories: applicants with their papers, officers at their desks. They know the HTTP API only."""

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from chain.certificates.fonts import find_fonts
from chain.clock import BEIJING
from forms.samples import load_sample
from scripts.tools.demo.client import GatewayClient, Json
from scripts.tools.demo.story import paper_maker
from scripts.tools.platform import Platform

REGION = "379901"
NEW_INSPECTION: Json = {"licence": "new", "fire": "inspection"}
NEW_COMMITMENT: Json = {"licence": "new", "fire": "commitment"}
EXISTING_INSPECTION: Json = {"licence": "existing", "fire": "inspection"}
PATIENCE_SECONDS = 60.0
SHORTEST_PAUSE, LONGEST_PAUSE = 0.1, 0.5
"""Seconds between two looks: who waits longer looks less often, for each look costs the house what it works with."""

Decide = Callable[[Json], Json]


def wait_for(what: str, probe: Callable[[], Any]) -> Any:
    """The first true answer of ``probe``; fails naming ``what`` when there is none in a minute."""
    deadline, pause = time.monotonic() + PATIENCE_SECONDS, SHORTEST_PAUSE
    while time.monotonic() < deadline:
        if found := probe():
            return found
        time.sleep(pause)
        pause = min(1.5 * pause, LONGEST_PAUSE)
    raise AssertionError(f"not seen within {PATIENCE_SECONDS:.0f} s: {what}")


@dataclass
class Citizen:
    """One applicant with an identity of their own; with a ``mandate`` they act for whoever gave it."""

    platform: Platform
    sub: str = field(default_factory=lambda: f"citizen-{uuid.uuid4().hex[:8]}")
    mandate: str | None = None

    def __post_init__(self) -> None:
        token = self.platform.token(self.sub, "applicant")
        self.client = GatewayClient(self.platform.gateway_url, token, self.mandate)
        self.make_paper = paper_maker(find_fonts().regular.path)

    def form(self, situation: Json) -> Json:
        """A complete form for the situation, dated as of the house's clock."""
        today = self.platform.engine.clock.now().astimezone(BEIJING).date()
        return load_sample(f"restaurant_{situation['licence']}_{situation['fire']}", today)

    def materials(self, situation: Json, *, without: tuple[str, ...] = ()) -> list[Json]:
        """Upload every paper that the situation asks for, except those named."""
        guide = self.client.get("/themes/restaurant/form", region=REGION, **situation)
        return [
            self.attach(m["material"], m["name"]) for m in guide["materials"] if m["material"] not in without
        ]

    def attach(self, material: str, name: str) -> Json:
        """Upload one paper."""
        uploaded = self.client.upload("/files", "file", [self.make_paper(name)])
        return {"material": material, "file_id": uploaded["file_id"]}

    def application(self, situation: Json, **changes: Any) -> Json:
        """A complete application; ``changes`` replace its members."""
        whole = {
            "theme": "restaurant",
            "region": REGION,
            "situation": situation,
            "form": self.form(situation),
            "materials": changes["materials"] if "materials" in changes else self.materials(situation),
            "delivery": {"way": "electronic"},
        }
        return whole | changes

    def submit(self, situation: Json, **changes: Any) -> str:
        """Submit; answers the case number."""
        return str(self.client.post("/cases", self.application(situation, **changes))["case_no"])

    def case(self, case_no: str) -> Json:
        """The case as the applicant sees it."""
        return self.client.get(f"/cases/{case_no}")

    def all_sealed(self, case_no: str) -> bool:
        """Whether no document of the case waits for a seal."""
        written = self.client.get(f"/cases/{case_no}/documents")["documents"]
        return all(each["state"] != "drafted" for each in written)

    def wait_for_state(self, case_no: str, state: str) -> Json:
        """Wait until the case shows ``state``."""

        def reached() -> Json | None:
            case = self.case(case_no)
            return case if case["state"] == state else None

        found: Json = wait_for(f"{case_no} {state}", reached)
        return found

    def wait_for_end(self, case_no: str) -> Json:
        """Wait until nothing more happens in the case."""

        def ended() -> Json | None:
            case = self.case(case_no)
            return case if case["ended_at"] else None

        found: Json = wait_for(f"{case_no} ended", ended)
        return found

    def wait_for_notice(self, case_no: str) -> Json:
        """Wait until the applicant is asked for something."""

        def asked() -> Json | None:
            owes = self.case(case_no)["owes"]
            return owes[0] if owes else None

        found: Json = wait_for(f"a notice in {case_no}", asked)
        return found


class People:
    """Everybody who acts in a test."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self._clients: list[GatewayClient] = []
        self.citizen = self.another_citizen()
        self._desks = {b.code: self.client(f"officer-{b.code}", "officer", b.code) for b in platform.bodies}

    def another_citizen(self, sub: str | None = None) -> Citizen:
        """Somebody else with an application of their own, or ``sub`` who logs in again."""
        citizen = Citizen(self.platform, sub) if sub else Citizen(self.platform)
        self._clients.append(citizen.client)
        return citizen

    def acting(self, agent: Citizen, mandate_no: str) -> Citizen:
        """The agent, whose calls are made under the mandate."""
        citizen = Citizen(self.platform, agent.sub, mandate_no)
        self._clients.append(citizen.client)
        return citizen

    def client(self, sub: str, role: str, body: str | None = None, *more: str) -> GatewayClient:
        """A caller with one role, or more."""
        client = GatewayClient(self.platform.gateway_url, self.platform.token(sub, role, body, *more))
        self._clients.append(client)
        return client

    def desk(self, body: str) -> GatewayClient:
        """The officer of a body."""
        return self._desks[body]

    @contextmanager
    def as_of_now(self) -> Iterator["People"]:
        """The same officers, logged in again after the time was moved (their old tokens have expired)."""
        later = People(self.platform)
        try:
            yield later
        finally:
            later.leave()

    def leave(self) -> None:
        """Close every connection."""
        for client in self._clients:
            client.close()

    def open_task(self, body: str, case_no: str, item: str | None = None) -> Json | None:
        """The open task of a case (and item) at a body's desk."""
        for task in self.desk(body).get("/tasks", case_no=case_no)["tasks"]:
            if task["case_no"] == case_no and (item is None or item in task["items"]):
                found: Json = task
                return found
        return None

    def wait_for_task(self, body: str, case_no: str, item: str | None = None) -> Json:
        """Wait for that task."""
        found: Json = wait_for(f"task of {item} at {body}", lambda: self.open_task(body, case_no, item))
        return found

    def decide(self, body: str, case_no: str, item: str, decision: Json) -> Json:
        """Wait for the task, then decide it."""
        task = self.wait_for_task(body, case_no, item)
        return self.desk(body).post(f"/tasks/{task['task_key']}/decision", decision)

    def grant(self, body: str, case_no: str, item: str) -> None:
        """Grant one item."""
        self.decide(body, case_no, item, {"outcome": "granted", "opinion": "符合条件，准予许可。"})

    def inspect(self, case_no: str, items: list[str]) -> None:
        """Carry out the joint inspection; everything is in order."""
        findings = [{"item": item, "passed": True, "note": "符合要求"} for item in items]
        decision = {"outcome": "done", "opinion": "勘验完成", "findings": findings}
        task = wait_for("inspection", lambda: self._inspection(case_no))
        self.desk("approval_379901").post(f"/tasks/{task['task_key']}/decision", decision)

    def finish(self, citizen: Citizen, case_no: str) -> Json:
        """Carry a case from its inspection to its end, everything granted; answers the ended case."""
        self.inspect(case_no, ["food_license", "fire_inspection"])
        self.grant("approval_379901", case_no, "food_license")
        self.grant("fire_379901", case_no, "fire_inspection")
        return citizen.wait_for_end(case_no)

    def _inspection(self, case_no: str) -> Json | None:
        task = self.open_task("approval_379901", case_no)
        return task if task and task["kind"] == "inspection" else None
