"""Traces: found by the number of a case, without personal data, and never in the way of the work."""

import logging
import subprocess
import sys
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from chain import tracing
from chain.errors import Conflict
from chain.tracing import Place, Request, case_place, read_traceparent, spans
from chain.tracing.attributes import permitted, permitted_name
from chain.tracing.configuration import ENDPOINT_VARIABLE, RATIO_VARIABLE
from chain.tracing.export import Allowed, SdkRecorder
from tests.recorded_spans import Told, about, links_of, parent_of, place_of, recording

CASE = "YL379901-20260302-ABCDEFGHJK"
PORTAL = Place(0x4BF92F3577B34DA6A3CE929D0E0E4736, 0x00F067AA0BA902B7)
PERSON = "张三 379901198503120017"


@pytest.fixture
def told() -> Iterator[Told]:
    """This process records its spans."""
    with recording() as it:
        yield it


def answered(request: Request) -> None:
    request.answered("GET", "/cases/{case_no}", 200, "applicant", None)


def test_whoever_knows_the_number_finds_the_trace() -> None:
    place = case_place(CASE)
    assert f"{place.trace_id:032x}" == "af0e1c642e686b0379a30b7f4bcc3070"
    assert place == case_place(CASE)
    assert place.trace_id != case_place(CASE[:-1] + "0").trace_id


@given(st.integers(1, 2**128 - 1), st.integers(1, 2**64 - 1), st.booleans())
def test_a_place_survives_the_way_to_another_process(trace_id: int, span_id: int, sampled: bool) -> None:
    place = Place(trace_id, span_id)
    assert read_traceparent(place.traceparent(sampled=sampled)) == place


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "00",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-" + "x" * 200,
        PERSON,
    ],
)
def test_a_header_that_breaks_the_form_names_nobody(header: str | None) -> None:
    assert read_traceparent(header) is None


def test_a_span_stands_in_the_trace_of_its_case_and_its_children_under_it(told: Told) -> None:
    with tracing.span("job review.check", case_no=CASE, item="food_license") as job:
        with tracing.span("call gateway", tracing.Kind.CLIENT):
            header = tracing.outgoing()["traceparent"]
        job.set(result="completed")
    outer, inner = told.named("job review.check"), told.named("call gateway")
    assert parent_of(outer) == case_place(CASE)
    assert parent_of(inner) == place_of(outer)
    assert read_traceparent(header) == place_of(inner)
    assert about(outer) == {"case_no": CASE, "item": "food_license", "result": "completed"}


def test_a_span_without_a_case_begins_a_trace_of_its_own(told: Told) -> None:
    with tracing.span("intake batch"):
        pass
    assert parent_of(told.named("intake batch")) is None


def test_the_request_that_opens_a_case_is_the_first_span_of_its_trace(told: Told) -> None:
    with Request(PORTAL.traceparent(sampled=True)) as request:
        tracing.opened_case(CASE)
        with tracing.span("engine command"):
            pass
        answered(request)
    first = told.named("GET /cases/{case_no}")
    assert place_of(first) == case_place(CASE)
    assert parent_of(first) is None
    assert links_of(first) == [PORTAL]
    assert parent_of(told.named("engine command")) == place_of(first)


def test_a_request_about_a_case_joins_its_trace_and_only_links_to_the_portal(told: Told) -> None:
    with Request(PORTAL.traceparent(sampled=False), lambda: CASE) as request:
        answered(request)
    span = told.named("GET /cases/{case_no}")
    assert (parent_of(span), links_of(span)) == (case_place(CASE), [PORTAL])
    assert about(span)["case_no"] == CASE


def test_a_request_of_our_own_process_stands_under_the_span_that_sent_it(told: Told) -> None:
    caller = Place(case_place(CASE).trace_id, 7)
    with Request(caller.traceparent(sampled=True), lambda: CASE) as request:
        tracing.called_by_us()
        answered(request)
    span = told.named("GET /cases/{case_no}")
    assert (parent_of(span), links_of(span)) == (caller, [])


def test_a_request_whose_case_shows_too_late_is_linked_to_it(told: Told) -> None:
    with Request(None) as request:
        with tracing.span("engine command"):
            tracing.about_case(CASE)
        answered(request)
    span = told.named("GET /cases/{case_no}")
    assert parent_of(span) is None
    assert links_of(span) == [case_place(CASE)]


def test_a_request_about_no_case_has_a_trace_of_its_own(told: Told) -> None:
    with Request(PORTAL.traceparent(sampled=True), lambda: "me") as request:
        tracing.about_case(PERSON)
        answered(request)
    span = told.named("GET /cases/{case_no}")
    assert (parent_of(span), links_of(span)) == (None, [PORTAL])
    assert "case_no" not in about(span)


def test_a_line_of_the_log_knows_the_trace_only_when_it_is_settled(told: Told) -> None:
    assert tracing.current_trace_id() is None
    with Request(None) as request:
        assert tracing.current_trace_id() is None
        tracing.opened_case(CASE)
        assert tracing.current_trace_id() == f"{case_place(CASE).trace_id:032x}"
        answered(request)


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("case_no", CASE, True),
        ("case_no", "379901198503120017", False),
        ("item", "food_license", True),
        ("item", "张三", False),
        ("body", "fire_379901", True),
        ("body", "13987654321", False),
        ("route", "/worker/cases/{case_no}/items/{item}/slice", True),
        ("route", "/v/{identifier}", True),
        ("route", f"/cases/{CASE}", False),
        ("route", "/cases?name=zhangsan", False),
        ("code", "TemporarilyUnavailable", True),
        ("code", "Unexpected:KeyError", True),
        ("code", PERSON, False),
        ("status", 503, True),
        ("status", "503", False),
        ("job_key", 2251799813685249, True),
        ("job_key", True, False),
        ("role", "officer+worker", True),
        ("role", "officer-13987654321", False),
        ("name", "zhangsan", False),
        ("opinion", "ok", False),
    ],
)
def test_only_what_is_on_the_list_and_has_its_form_is_told(name: str, value: object, kept: bool) -> None:
    assert (f"yilian.{name}" in permitted({f"yilian.{name}": value})) is kept
    assert permitted({name: value}) == {}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("POST /cases/{case_no}/supplements", "POST /cases/{case_no}/supplements"),
        ("job e_seal.apply", "job e_seal.apply"),
        (PERSON, "unnamed"),
        ("GET /cases?name=x", "unnamed"),
        ("x" * 200, "unnamed"),
    ],
)
def test_a_name_is_a_template_or_is_not_told(name: str, shown: str) -> None:
    assert permitted_name(name) == shown


def test_an_error_is_told_by_its_code_and_nothing_of_its_text(told: Told) -> None:
    for error in (ValueError(PERSON), Conflict(PERSON)):
        with pytest.raises(type(error)), tracing.span("engine command"):
            raise error
    assert [about(span)["code"] for span in told.all()] == ["ValueError", "Conflict"]
    assert {span.status.status_code.name for span in told.all()} == {"ERROR"}
    assert "379901198503120017" not in told.text()


def test_what_another_hand_hangs_on_a_span_does_not_leave_the_process() -> None:
    kept = InMemorySpanExporter()
    recorder = SdkRecorder("yilian-test", None, SimpleSpanProcessor(Allowed(kept)))
    begun = recorder.start("engine command", tracing.Kind.INTERNAL)
    inner = begun._span
    inner.set_attribute("enduser.id", PERSON)
    inner.set_attribute("yilian.item", PERSON)
    inner.record_exception(ValueError(PERSON))
    inner.add_event(PERSON)
    inner.update_name(PERSON)
    inner.set_status(inner.status.status_code.ERROR, PERSON)  # type: ignore[attr-defined]
    begun.end()
    [span] = kept.get_finished_spans()
    assert span.name == "unnamed"
    assert not span.attributes
    assert not span.events
    assert span.status.description is None
    assert "张三" not in str(span.to_json(indent=None)).encode().decode("unicode_escape")


def test_the_same_cases_are_kept_in_every_process() -> None:
    cases = [f"YL379901-20260302-{number:010d}" for number in range(400)]
    kept = []
    for _ in range(2):
        recorder = SdkRecorder("yilian-test", None, SimpleSpanProcessor(InMemorySpanExporter()), 0.5)
        kept.append(
            [c for c in cases if recorder.start("x", tracing.Kind.SERVER, parent=case_place(c)).sampled]
        )
    assert kept[0] == kept[1]
    assert 0.3 < len(kept[0]) / len(cases) < 0.7


class Away(SpanExporter):
    """A collector that takes nothing."""

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        return SpanExportResult.FAILURE

    def shutdown(self) -> None:
        """Nothing was open."""


def test_a_collector_that_is_away_is_told_once_in_a_while(caplog: pytest.LogCaptureFixture) -> None:
    before = spans.use(SdkRecorder("yilian-test", None, SimpleSpanProcessor(Allowed(Away()))))
    try:
        for _ in range(5):
            with tracing.span("intake batch"):
                pass
    finally:
        spans.use(before)
    assert [record.message for record in caplog.records] == ["spans were not taken by the collector"]


def test_nothing_is_recorded_and_the_sdk_not_even_loaded_unless_it_is_configured() -> None:
    program = (
        "import sys; from chain import tracing; import workers.app, gateway.app, gateway.intake.app;"
        "tracing.set_up('yilian-gateway');\n"
        "with tracing.span('x', case_no='YL379901-20260302-ABCDEFGHJK') as s: s.set(item='x'); s.fail('x')\n"
        "assert tracing.outgoing() == {} and tracing.current_trace_id() is None\n"
        "print([name for name in sys.modules if name.startswith(('opentelemetry.sdk', 'opentelemetry.exporter'))])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("endpoint", "ratio"),
    [
        ("collector:4318", "1"),
        ("http://collector:4318", "2"),
        ("http://collector:4318", "half"),
        ("http://collector:4318", "nan"),
    ],
)
def test_a_configuration_that_cannot_be_is_refused(
    monkeypatch: pytest.MonkeyPatch, endpoint: str, ratio: str
) -> None:
    monkeypatch.setenv(ENDPOINT_VARIABLE, endpoint)
    monkeypatch.setenv(RATIO_VARIABLE, ratio)
    with pytest.raises(tracing.TracingMisconfigured):
        tracing.set_up("yilian-gateway")


def test_a_process_whose_collector_is_away_works_and_ends(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    monkeypatch.setenv(ENDPOINT_VARIABLE, "http://127.0.0.1:9")
    tracing.set_up("yilian-worker", "fire_379901")
    try:
        with tracing.span("job review.check", case_no=CASE):
            assert tracing.current_trace_id() == f"{case_place(CASE).trace_id:032x}"
    finally:
        tracing.shut_down()
    assert tracing.current_trace_id() is None
    assert {record.name.partition(".")[0] for record in caplog.records} <= {"chain"}
