"""One case followed by its number through all processes, and what these tell while they run and when they stop."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from chain.tracing import case_place
from forms.samples import load_sample
from scripts.tools.platform import Platform, Variation
from scripts.tools.setup import cache_dir, ensure_engine
from tests.e2e.collector import CollectedSpan, Collector, collecting
from tests.e2e.houses import house_on
from tests.e2e.people import NEW_INSPECTION, People, wait_for

pytestmark = pytest.mark.e2e

APPROVAL, FIRE = "approval_379901", "fire_379901"
OPINION = "密印意见：符合条件，准予许可。"
PORTAL = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
METRICS = {
    "gateway": ["yilian_submissions_total", "yilian_cases", "yilian_build_info", "process_cpu_seconds_total"],
    "intake": ["yilian_intake_batches_total", "yilian_intake_last_record_seconds", "yilian_build_info"],
    "keeper": ["yilian_keeper_signatures_total", "yilian_keeper_seals", "yilian_build_info"],
    f"worker-{FIRE}": ["yilian_worker_jobs_total", "yilian_worker_slots_free", "process_cpu_seconds_total"],
}


@dataclass(frozen=True)
class Followed:
    """A case that came to its end, what the collector got, and the folder of a house that was stopped."""

    case_no: str
    collector: Collector
    metrics: dict[str, str]
    logs: Path

    @property
    def spans(self) -> list[CollectedSpan]:
        """The spans of the case's trace."""
        trace = f"{case_place(self.case_no).trace_id:032x}"
        return [span for span in self.collector.spans if span.trace == trace]

    def one(self, name: str, process: str, **about: object) -> CollectedSpan:
        """The only span of the trace with these attributes."""
        wanted = {f"yilian.{key}": value for key, value in about.items()}
        found = [
            span
            for span in self.spans
            if (span.name, span.process) == (name, process) and wanted.items() <= span.about.items()
        ]
        assert len(found) == 1, (name, process, about, len(found))
        return found[0]

    def parent(self, span: CollectedSpan) -> CollectedSpan:
        """The span above."""
        [found] = [other for other in self.spans if other.span == span.parent]
        return found


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Followed]:
    """A whole case in a house that tells a collector, and the house stopped after it."""
    data = tmp_path_factory.mktemp("followed")
    with collecting() as (collector, address):
        variation = Variation(environment={"YILIAN_OTLP_ENDPOINT": address})
        with house_on(ensure_engine(cache_dir()), data, variation, ends_in_order=True) as platform:
            case_no = _see_through(platform)
            metrics = {name: _metrics_of(platform, name) for name in METRICS}
        yield Followed(case_no, collector, metrics, data / "logs")


def _see_through(platform: Platform) -> str:
    people = People(platform)
    try:
        citizen = people.citizen
        application = citizen.application(NEW_INSPECTION)
        headers = {
            "Authorization": f"Bearer {platform.token(citizen.sub, 'applicant')}",
            "Idempotency-Key": "followed-case",
            "traceparent": PORTAL,
        }
        with httpx.Client(base_url=platform.gateway_url, trust_env=False, timeout=30) as portal:
            case_no = str(portal.post("/cases", json=application, headers=headers).json()["case_no"])
        granted = {"outcome": "granted", "opinion": OPINION}
        people.decide(APPROVAL, case_no, "business_license", granted)
        people.inspect(case_no, ["food_license", "fire_inspection"])
        people.decide(APPROVAL, case_no, "food_license", granted)
        people.decide(FIRE, case_no, "fire_inspection", granted)
        assert citizen.wait_for_end(case_no)["state"] == "completed"
        # The house is stopped next, and what its documents' seals tell belongs to the story too.
        wait_for("every seal", lambda: citizen.all_sealed(case_no))
        return case_no
    finally:
        people.leave()


def _metrics_of(platform: Platform, name: str) -> str:
    ports = platform.ports
    of_fire = ports.worker_health + [body.code for body in platform.bodies].index(FIRE)
    known = {"gateway": ports.gateway, "intake": ports.intake, "keeper": ports.keeper}
    address = f"http://127.0.0.1:{known.get(name, of_fire)}/metrics"
    return httpx.get(address, trust_env=False, timeout=30).text


def test_one_trace_leads_from_the_submission_to_the_seal(followed: Followed) -> None:
    first = followed.one("POST /cases", "yilian-gateway")
    assert (first.parent, first.span) == ("", f"{case_place(followed.case_no).span_id:016x}")
    assert first.links == (PORTAL.split("-")[1],)
    start = followed.one("outbox deliver", "yilian-gateway", kind="start_case", result="delivered")
    assert followed.parent(start) == first
    publishing = [span for span in followed.spans if span.parent == start.span]
    assert [span.about["yilian.command"] for span in publishing] == ["publish_message"]
    for name in ("job acceptance.claim", "job acceptance.accept", "job notice.answer"):
        assert followed.one(name, "yilian-worker", result="completed").parent == first.span
    about = {"item": "fire_inspection", "body": FIRE, "result": "completed"}
    composing = followed.one("job e_certificate.issue", "yilian-worker", **about)
    compose = followed.one("certificate compose", "yilian-worker", template="fire_inspection")
    assert followed.parent(compose) == composing
    sealing = followed.one("job e_seal.apply", "yilian-worker", **about)
    assert sealing.body == FIRE
    signature = followed.one(
        "keeper sign", "yilian-keeper", item="fire_inspection", body=FIRE, kind="certificate"
    )
    served = followed.parent(signature)
    called = followed.parent(served)
    assert (served.name, served.process) == ("POST /v1/seals/{body}/sign", "yilian-keeper")
    assert (called.name, called.process, called.body) == ("call keeper", "yilian-worker", FIRE)
    assert followed.parent(called) == sealing


def test_what_a_worker_asks_of_the_gateway_stands_under_its_job(followed: Followed) -> None:
    asked = [span for span in followed.spans if span.about.get("yilian.role") == "worker"]
    assert asked
    for span in asked:
        call = followed.parent(span)
        assert (call.name, call.process) == ("call gateway", "yilian-worker")
        assert followed.parent(call).name.startswith("job ")


def test_every_certificate_was_signed_once(followed: Followed) -> None:
    signatures = [span.about for span in followed.spans if span.name == "keeper sign"]
    signed = [about["yilian.item"] for about in signatures if about["yilian.kind"] == "certificate"]
    assert sorted(signed) == sorted(
        ["business_license", "food_license", "fire_inspection", "signboard", "industry_permit"]
    )
    # What else was signed are documents, with the seals for them.
    assert {about["yilian.kind"] for about in signatures} == {"certificate", "acceptance", "official"}


def test_batches_of_records_have_traces_of_their_own(followed: Followed) -> None:
    batches = [span for span in followed.collector.spans if span.process == "yilian-intake"]
    assert sum(int(span.about["yilian.count"]) for span in batches) > 0
    assert not {span.trace for span in batches} & {span.trace for span in followed.spans}


@pytest.fixture
def marks() -> list[str]:
    """What the application and the officers wrote of people, and who they are to the identity provider."""
    form = load_sample("restaurant_new_inspection")
    texts = [value for value in form.values() if isinstance(value, str) and len(value) >= 4]
    personal = [text for text in texts if not text.isascii() or (text.isdigit() and len(text) > 6)]
    assert len(personal) >= 5
    return [*personal, OPINION, "citizen-", "officer-"]


def test_no_person_is_in_what_left_the_house(followed: Followed, marks: list[str]) -> None:
    told = followed.collector.raw + "".join(followed.metrics.values()).encode()
    told += b"".join(file.read_bytes() for file in followed.logs.glob("*.log"))
    assert followed.case_no.encode() in told
    assert [mark for mark in marks if mark.encode() in told] == []


def test_every_line_of_every_process_has_one_shape(followed: Followed) -> None:
    for file in sorted(followed.logs.glob("*.log")):
        if file.stem in ("engine", "keeper-setup"):
            continue
        lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        assert lines, file.stem
        for line in lines:
            assert list(line)[:4] == ["at", "level", "logger", "message"], (file.stem, line)
        assert not [line for line in lines if line["level"] in ("error", "critical")], file.stem


def test_a_line_about_a_job_leads_to_the_trace_of_its_case(followed: Followed) -> None:
    text = (followed.logs / f"worker-{FIRE}.log").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    traces = {line.get("trace_id") for line in lines if line.get("case_no") == followed.case_no}
    assert traces == {f"{case_place(followed.case_no).trace_id:032x}"}


@pytest.mark.parametrize("process", sorted(METRICS))
def test_each_process_shows_its_numbers(followed: Followed, process: str) -> None:
    assert [name for name in METRICS[process] if f"\n{name}" not in followed.metrics[process]] == []
