"""Applicants and officers; each repeats a command until it is acknowledged and notes it in the ledger."""

import hashlib
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from chain.certificates.fonts import find_fonts
from chain.clock import BEIJING
from forms.samples import load_sample
from scripts.tools.demo.client import Json
from scripts.tools.demo.story import paper_maker
from tests.e2e.kills.clients import Client, wait_for
from tests.e2e.kills.house import House
from tests.e2e.kills.ledger import (
    Copied,
    Decision,
    Download,
    Ending,
    Issued,
    Ledger,
    Submission,
    Supplement,
)
from tests.e2e.people import REGION

Decide = Callable[[Json], Json]

AHEAD = timedelta(hours=1)
"""From an appointment to its inspection: beyond what kills meanwhile move the time by."""


@dataclass
class Applicant:
    """One applicant with one case."""

    house: House
    ledger: Ledger
    situation: Json
    sub: str = field(default_factory=lambda: f"citizen-{uuid.uuid4().hex[:10]}")
    case_no: str = ""

    def __post_init__(self) -> None:
        self.client = Client(self.house, self.sub, "applicant")
        self._make_paper = paper_maker(find_fonts().regular.path)

    def submit(self, *, without: str = "") -> None:
        """Hand in a complete application, less the papers that the item ``without`` alone asks for."""
        key = str(uuid.uuid4())
        receipt = self.client.post("/cases", self._application(without), key)
        self.case_no = receipt["case_no"]
        self.ledger.submissions.append(Submission(self.sub, key, self.case_no))

    def submit_and_leave(self) -> None:
        """Send the application once and never ask what became of it."""
        self.ledger.abandoned.append(self.sub)
        self.client.post_once("/cases", self._application(""), str(uuid.uuid4()))

    def withdraw(self) -> None:
        """Take the application back."""
        body = {"reason": "不再开办"}
        self.client.post(f"/cases/{self.case_no}/withdrawal", body, str(uuid.uuid4()))
        self.ledger.withdrawals.append(self.case_no)

    def case(self) -> Json:
        """The case as the applicant sees it."""
        return self.client.get(f"/cases/{self.case_no}")

    def answer_notice(self) -> None:
        """Wait for a notice and hand in what it asks for."""
        owed = wait_for(f"a notice in {self.case_no}", self._owed)
        known = {need["material"]: need for need in self._needs()}
        wanted = [known[gap["target"]] for gap in owed["gaps"]]
        body = {
            "notice_no": owed["notice_no"],
            "form": {},
            "materials": [self._attach(need) for need in wanted],
        }
        self.client.post(f"/cases/{self.case_no}/supplements", body, str(uuid.uuid4()))
        self.ledger.supplements.append(Supplement(self.case_no, owed["notice_no"]))

    def see_the_end(self) -> None:
        """Wait until nothing more happens, and fetch every certificate."""
        case = wait_for(f"the end of {self.case_no}", self.case, lambda case: bool(case["ended_at"]))
        found = {
            part["item"]: part["certificate"]["identifier"] for part in case["items"] if part["certificate"]
        }
        self.ledger.endings.append(Ending(self.case_no, case["state"], found))
        for identifier in found.values():
            content = self.client.content(f"/certificates/{identifier}/file")
            self.ledger.downloads.append(Download(identifier, hashlib.sha256(content).hexdigest()))

    def have_copied(self, item: str) -> None:
        """Order an annotated copy of the item's certificate, and fetch it."""
        identifier = next(end for end in self.ledger.endings if end.case_no == self.case_no).certificates[
            item
        ]
        path = f"/certificates/{identifier}/copies"
        today = self.house.platform.clock.now().astimezone(BEIJING).date()
        asked = {
            "purpose": "办理租赁合同备案",
            "recipient": "示例物业公司",
            "until": (today + timedelta(days=30)).isoformat(),
        }
        copy_no = self.client.post(path, asked, str(uuid.uuid4()))["copy_no"]
        wait_for(
            f"copy {copy_no} of {self.case_no}",
            lambda: all(each["state"] == "sealed" for each in self.client.get(path)["copies"]),
        )
        content = self.client.content(f"{path}/{copy_no}/file")
        self.ledger.copies.append(Copied(identifier, copy_no, hashlib.sha256(content).hexdigest()))

    def read_joint(self, document_no: str) -> None:
        """Wait until every body has sealed the document, fetch it, and look whose seals it bears."""
        path = f"/cases/{self.case_no}/documents/{document_no}"
        wait_for(
            f"seals of {document_no} of {self.case_no}",
            lambda: self.client.get(path)["state"] == "sealed",
        )
        content = self.client.content(f"{path}/file")
        verdict = self.client.verdict(content)
        assert verdict["result"] == "passed", verdict
        codes = {body.name: body.code for body in self.house.platform.bodies}
        sealed_by = tuple(codes[name] for name in verdict["seals"])
        digest = hashlib.sha256(content).hexdigest()
        self.ledger.joint.append(Issued(self.case_no, document_no, digest, sealed_by))

    def close(self) -> None:
        """Go home."""
        self.client.close()

    def _owed(self) -> Json | None:
        answered = {entry.notice_no for entry in self.ledger.supplements if entry.case_no == self.case_no}
        return next((each for each in self.case()["owes"] if each["notice_no"] not in answered), None)

    def _application(self, without: str) -> Json:
        today = self.house.platform.clock.now().astimezone(BEIJING).date()
        name = f"restaurant_{self.situation['licence']}_{self.situation['fire']}"
        return {
            "theme": "restaurant",
            "region": REGION,
            "situation": self.situation,
            "form": load_sample(name, today),
            "materials": [self._attach(need) for need in self._needs() if need["items"] != [without]],
            "delivery": {"way": "electronic"},
        }

    def _needs(self) -> list[Json]:
        found: list[Json] = self.client.get("/themes/restaurant/form", region=REGION, **self.situation)[
            "materials"
        ]
        return found

    def _attach(self, need: Json) -> Json:
        return {"material": need["material"], "file_id": self.client.upload(*self._make_paper(need["name"]))}


class Desks:
    """The officers; each decision is repeated with its key until acknowledged, and then once more."""

    def __init__(self, house: House, ledger: Ledger) -> None:
        self._house, self._ledger = house, ledger
        bodies = [body.code for body in house.platform.bodies]
        self._desks = {body: Client(house, f"officer-{body}", "officer", body) for body in bodies}

    def decide(self, department: str, case_no: str, item: str, decide: Decide, *, claim: bool = True) -> None:
        """Wait for the task of the item, take it (``claim``: the engine must be there), look at it, decide it."""
        desk = self._desks[f"{department}_{REGION}"]
        key = wait_for(f"task {item} of {case_no}", lambda: self._open(desk, case_no, item, "review"))
        if claim:
            desk.claim(key)
        self._send(desk, key, decide(desk.get(f"/tasks/{key}")))

    def inspect(self, case_no: str) -> None:
        """Carry out the joint inspection; everything is in order."""
        desk = self._desks[f"approval_{REGION}"]
        key = wait_for(f"inspection of {case_no}", lambda: self._open(desk, case_no, None, "inspection"))
        items = desk.get(f"/tasks/{key}")["items"]
        findings = [{"item": item, "passed": True, "note": "符合要求"} for item in items]
        self._send(desk, key, {"outcome": "done", "opinion": "勘验完成", "findings": findings})

    def inspect_together(self, case_no: str, items: Mapping[str, str]) -> str:
        """Each department (key) inspects its item (value) at the time that the first appoints; answers the number of the
        record."""
        desks = {self._desks[f"{department}_{REGION}"]: item for department, item in items.items()}
        first, path = next(iter(desks)), f"/cases/{case_no}/inspections"
        key = wait_for(f"inspection of {case_no}", lambda: self._open(first, case_no, None, "inspection"))
        at = self._house.platform.clock.now() + AHEAD
        appointed = {"starts_at": at.isoformat(), "place": "示例一区海岱路1号"}
        number = first.post(path, appointed, str(uuid.uuid4()))["inspection_no"]
        self._house.move_on(AHEAD)
        last: Json = {}
        for desk, item in desks.items():
            officers = {"officers": ["张一", "李二"]}
            desk.post(f"{path}/{number}/participants", officers, str(uuid.uuid4()))
            findings = {"findings": [{"item": item, "passed": True, "note": "符合要求"}]}
            last = self._post_twice(desk, f"{path}/{number}/findings", findings)
        assert last["state"] == "recorded"
        self._ledger.decisions.append(Decision(case_no, int(key), "done"))
        return str(last["document_no"])

    def wait_for_task(self, department: str, case_no: str, item: str) -> None:
        """Wait until the item lies on the desk."""
        desk = self._desks[f"{department}_{REGION}"]
        wait_for(f"task {item} of {case_no}", lambda: self._open(desk, case_no, item, "review"))

    def close(self) -> None:
        """Everybody goes home."""
        for desk in self._desks.values():
            desk.close()

    def _send(self, desk: Client, task_key: str, decision: Json) -> None:
        told = self._post_twice(desk, f"/tasks/{task_key}/decision", decision)
        self._ledger.decisions.append(Decision(told["case_no"], int(task_key), told["outcome"]))

    @staticmethod
    def _post_twice(desk: Client, path: str, body: Json) -> Json:
        key = str(uuid.uuid4())
        first, again = (desk.post(path, body, key) for _ in range(2))
        assert first == again
        return first

    def _open(self, desk: Client, case_no: str, item: str | None, kind: str) -> str | None:
        for task in desk.get("/tasks", case_no=case_no)["tasks"]:
            if task["kind"] == kind and (item is None or item in task["items"]):
                return str(task["task_key"])
        return None
