"""No personal mark is found in the engine, its records, logs, numbers, processes or at rest after cases were lived through."""

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

import bpmn
from scripts.tools.engine import EngineProcess
from scripts.tools.setup import cache_dir, ensure_engine
from tests.e2e.kills.house import House
from tests.e2e.marks.lives import catalogue, lived
from tests.e2e.marks.personal import MARKS, MarkedCitizen
from tests.e2e.marks.search import Found, Searcher, lines
from tests.e2e.marks.table import IN_THE_CLEAR, KEPT_IN_STORE, NUMBERS, PREFIXES, mark, planted
from tests.e2e.people import EXISTING_INSPECTION, NEW_COMMITMENT, NEW_INSPECTION, REGION, People, wait_for

pytestmark = pytest.mark.e2e

CONTROL = "KongZhiBiaoJi5521"
DEMO = Path(bpmn.__file__).parent / "demo" / "demo.bpmn"
LOGGED = {"gateway.operation.guard": "gateway", "uvicorn.error": "intake", "io.camunda.zeebe": "engine"}
CONTROLS = {"control": CONTROL, "yilian_build_info": "yilian_build_info"} | {line: line for line in LOGGED}
STORE = {"store.db", "store.db-wal", "store.db-shm"}
RATINGS_TOLD = "rehearsal-ratings.jsonl"
"""What the rehearsal of the province's rating service was told."""
TABLET = ("POST /window/cases/{case_no}/ratings/code", "window")
APPROVAL, FIRE = f"approval_{REGION}", f"fire_{REGION}"


@dataclass(frozen=True, slots=True)
class Traces:
    """What the house left behind: its folder after all processes ended, and what they showed while they ran."""

    data: Path
    shown: dict[str, bytes]
    found: list[Found]
    never_taken: list[str]
    not_refused: list[str]

    def of(self, marks: Mapping[str, str]) -> list[Found]:
        """The findings of these marks."""
        return [each for each in self.found if each.mark in marks]

    def places(self, *marks: str) -> set[str]:
        """Where these marks are found, files by the first two parts of their path."""
        return {
            each.place if each.place in self.shown else "/".join(Path(each.place).parts[:2])
            for each in self.found
            if each.mark in marks
        }


def _found(data: Path, shown: Mapping[str, bytes], marks: Mapping[str, str]) -> list[Found]:
    """Every finding: one search for all marks, as the engine's folder is large."""
    searcher = Searcher(marks)
    found = list(searcher.search_files(data))
    for place, content in shown.items():
        found += searcher.search(place, content)
    return found


@pytest.fixture(scope="module")
def traces(tmp_path_factory: pytest.TempPathFactory) -> Traces:
    """Live through cases that are completed, asked back, refused and withdrawn, with mistakes; then stop everything."""
    environment = {"YILIAN_CATALOGUE": str(catalogue(tmp_path_factory.mktemp("catalogue")))}
    house = House(tmp_path_factory.mktemp("marks"), ensure_engine(cache_dir()), environment=environment)
    try:
        house.start()
        people = People(house.platform)
        people.client("designer", "designer").deploy("restaurant")
        case_no = _completed(people)
        witness, not_refused = lived(house, lambda: _refused(people), lambda: _withdrawn(people))
        _mistaken(house)
        _plant(people)
        wait_for("the control in the records", lambda: CONTROL.encode() in _records(house))
        shown = _shown(house)
        people.leave()
    finally:
        house.stop()
    shown["records"] = _records(house)
    marks = MARKS | PREFIXES | NUMBERS | KEPT_IN_STORE | CONTROLS | {"the case": case_no}
    found = _found(house.platform.data, shown, marks)
    return Traces(house.platform.data, shown, found, witness.never_taken(), not_refused)


def _citizen(people: People) -> MarkedCitizen:
    return MarkedCitizen(people.platform, f"citizen-{uuid.uuid4().hex[:8]}")


def _completed(people: People) -> str:
    """One case with a notice at the beginning and one by an officer; the keeper is away for a while."""
    citizen = _citizen(people)
    materials = citizen.materials(NEW_INSPECTION)
    case_no = citizen.submit(NEW_INSPECTION, materials=materials)
    people.decide(APPROVAL, case_no, "business_license", _granted())
    findings = [
        {"item": item, "passed": True, "note": MARKS["finding"]}
        for item in ("food_license", "fire_inspection")
    ]
    task = wait_for("inspection", lambda: people.open_task(APPROVAL, case_no, "food_license"))
    decision = {"outcome": "done", "opinion": MARKS["opinion"], "findings": findings}
    people.desk(APPROVAL).post(f"/tasks/{task['task_key']}/decision", decision)
    gap = {"target": materials[0]["material"], "what": MARKS["gap"], "how": MARKS["how"]}
    wanted = {"outcome": "supplement", "opinion": MARKS["opinion"], "gaps": [gap]}
    review = wait_for("the review", lambda: _review(people, case_no))
    people.desk(APPROVAL).get(f"/tasks/{review}")
    materials_asked = people.desk(APPROVAL).get(f"/tasks/{review}")["materials"]
    gap["target"] = next(each["material"] for each in materials_asked if each["files"])
    people.desk(APPROVAL).post(f"/tasks/{review}/decision", wanted)
    notice = citizen.wait_for_notice(case_no)
    again = [citizen.attach(each["target"], "补正") for each in notice["gaps"]]
    supplement = {"notice_no": notice["notice_no"], "form": {}, "materials": again}
    citizen.client.post(f"/cases/{case_no}/supplements", supplement)
    keeper = people.platform.services["keeper"]
    keeper.kill()
    people.decide(APPROVAL, case_no, "food_license", _granted())
    people.decide(FIRE, case_no, "fire_inspection", _granted())
    time.sleep(2)
    keeper.start()
    keeper.wait_ready()
    ended = citizen.wait_for_end(case_no)
    assert ended["state"] == "completed"
    for item in ended["items"]:
        citizen.client.content(f"/certificates/{item['certificate']['identifier']}/file")
    citizen.client.close()
    return case_no


def _review(people: People, case_no: str) -> str | None:
    for task in people.desk(APPROVAL).get("/tasks", case_no=case_no)["tasks"]:
        if task["kind"] == "review" and "food_license" in task["items"]:
            return str(task["task_key"])
    return None


def _granted() -> dict[str, str]:
    return {"outcome": "granted", "opinion": MARKS["opinion"]}


def _refused(people: People) -> None:
    citizen = _citizen(people)
    case_no = citizen.submit(NEW_COMMITMENT)
    refusal = {"outcome": "refused", "opinion": MARKS["opinion"]}
    people.decide(APPROVAL, case_no, "business_license", refusal)
    citizen.wait_for_end(case_no)
    citizen.client.close()


def _withdrawn(people: People) -> None:
    citizen = _citizen(people)
    case_no = citizen.submit(EXISTING_INSPECTION)
    citizen.client.post(f"/cases/{case_no}/withdrawal", {"reason": MARKS["reason"]})
    citizen.wait_for_end(case_no)
    citizen.client.close()


def _mistaken(house: House) -> None:
    """Personal data where none belongs: wrong types, unknown fields, path, query, tokens, the worker's side."""
    wrong, token = MARKS["in a wrong place"], house.platform.token("citizen-mistaken", "applicant")
    bad_token = f"Bearer {MARKS['in a token']}".encode()
    with httpx.Client(base_url=house.platform.gateway_url, trust_env=False, timeout=30) as client:
        client.headers["Authorization"] = f"Bearer {token}"
        key = {"Idempotency-Key": uuid.uuid4().hex}
        form = {"operator_mobile": [wrong], wrong: wrong, "operator_id_number": wrong, "employees": wrong}
        case = {
            "theme": "restaurant",
            "region": REGION,
            "situation": NEW_INSPECTION,
            "form": form,
            "materials": [],
        }
        answers = [
            client.post("/cases", json=case, headers=key),
            client.post("/cases", json=case | {"theme": wrong, "materials": wrong}, headers=key),
            client.post(
                "/cases", content=wrong.encode("gbk"), headers=key | {"Content-Type": "application/json"}
            ),
            client.get(f"/cases/{wrong}"),
            client.get("/cases", params={"cursor": MARKS["in a query"], "state": MARKS["in a query"]}),
            client.get("/tasks", params={"cursor": MARKS["in a query"]}),
            client.get("/v/" + wrong),
            client.post("/files", files={"file": (wrong, wrong.encode(), "image/png")}),
            client.get("/cases", headers={b"Authorization": bad_token}),
            client.put(f"/worker/cases/{wrong}/archive", content=wrong.encode()),
        ]
    assert [answer.status_code for answer in answers if not 400 <= answer.status_code < 500] == []


def _plant(people: People) -> None:
    """A mark that does reach the engine, as a variable of the demo process: what a careless integrator would do."""
    designer = people.client("designer", "designer")
    designer.upload("/deployments", "resources", [("demo.bpmn", DEMO.read_bytes(), "text/xml")])
    variables = {"case_no": CONTROL, "body": APPROVAL, "kind": "succeed", "planted": CONTROL}
    started = {"message": "demo.submitted", "correlation_key": CONTROL, "variables": variables}
    people.client("integrator", "integrator").post("/instances", started)


def _records(house: House) -> bytes:
    return b"\n".join(batch.body for batch in list(house.records.batches))


def _shown(house: House) -> dict[str, bytes]:
    """Numbers, arguments and environment of every process."""
    platform, engine = house.platform, house.platform.engine
    assert isinstance(engine, EngineProcess)
    assert engine.pid is not None
    shown = {
        "metrics of engine": _metrics(f"{engine.management_url}/actuator/prometheus"),
        "process engine": _process(engine.pid),
    }
    for name, service in platform.services.items():
        shown[f"metrics of {name}"] = _metrics(service.metrics_url)
        shown[f"process {name}"] = _process(service.pid)
    return shown


def _metrics(url: str) -> bytes:
    answer = httpx.get(url, trust_env=False, timeout=30)
    answer.raise_for_status()
    return answer.content


def _process(pid: int) -> bytes:
    return b"".join(Path(f"/proc/{pid}/{part}").read_bytes() for part in ("cmdline", "environ"))


def test_every_mark_was_taken_and_every_mistake_refused(traces: Traces) -> None:
    assert traces.never_taken == []
    assert traces.not_refused == []


def test_no_personal_mark_is_found_anywhere(traces: Traces) -> None:
    assert lines(traces.of(MARKS | NUMBERS)) == []


def test_no_mark_of_any_field_is_found_but_where_the_store_may_hold_it_in_the_clear(traces: Traces) -> None:
    found = traces.of(PREFIXES)
    assert {each.place for each in found} <= STORE | {RATINGS_TOLD}
    assert {each.encoding for each in found} <= {"utf-8", "escaped"}
    clear = {each: _in_the_clear(traces.data, mark(*each)) for each in planted()}
    seen = {each: places for each, places in clear.items() if places}
    assert seen.keys() == IN_THE_CLEAR.keys()
    assert [each for each, places in seen.items() if RATINGS_TOLD in places] == [TABLET]


def test_accounts_and_keys_of_requests_rest_in_the_store_and_nowhere_else(traces: Traces) -> None:
    assert traces.places(*KEPT_IN_STORE) <= STORE
    assert {each.mark for each in traces.of(KEPT_IN_STORE)} == KEPT_IN_STORE.keys()


def _in_the_clear(data: Path, text: str) -> set[str]:
    """In which of the files that may hold something in the clear a mark stands; whose beginning is an account: in none."""
    if text.startswith(tuple(KEPT_IN_STORE.values())):
        return set()
    forms = (text.encode(), text.encode("ascii", "backslashreplace"))
    return {
        name
        for name in STORE | {RATINGS_TOLD}
        if (file := data / name).exists() and any(form in file.read_bytes() for form in forms)
    }


def test_the_search_finds_a_planted_mark_in_the_engine_its_records_and_the_outbox(traces: Traces) -> None:
    places = traces.places("control")
    assert "records" in places
    assert any(place.startswith("engine/broker") for place in places)
    assert any(place.startswith("store.db") for place in places)


def test_the_search_reads_logs_and_numbers_and_files(traces: Traces) -> None:
    logged = traces.places("the case")
    assert {f"logs/worker-{APPROVAL}.log", f"logs/worker-{FIRE}.log"} <= logged
    assert "keeper/uses.jsonl" in logged
    for line, log in LOGGED.items():
        assert f"logs/{log}.log" in traces.places(line)
    counted = traces.places("yilian_build_info")
    assert {place for place in traces.shown if place.startswith("metrics of ")} - counted <= {
        "metrics of engine"
    }
