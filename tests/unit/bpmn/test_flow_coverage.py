"""The report on flows taken."""

import json
from pathlib import Path

import pytest

from bpmn.resources import diagram_files
from scripts.tools.flow_coverage import flows_of, main, silent_flows, taken_flows


def write(folder: Path, flows: list[tuple[str, str]]) -> None:
    """Records of these flows, and one of another kind."""
    lines = [
        {"intent": "SEQUENCE_FLOW_TAKEN", "value": {"bpmnProcessId": process, "elementId": flow}}
        for process, flow in flows
    ]
    lines.append({"intent": "ELEMENT_ACTIVATED", "value": {"bpmnProcessId": "none", "elementId": "none"}})
    text = "".join(json.dumps(line) + "\n" for line in [*lines, {"intent": "CREATED", "value": {}}])
    (folder / "records-1.ndjson").write_text(text, encoding="utf-8")


def test_a_flow_never_taken_fails_the_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    every = list(flows_of(diagram_files()))
    write(tmp_path, every[:-1])
    assert main([str(tmp_path)]) == 1
    line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("未走过"))
    assert every[-1][1] in line

    write(tmp_path, every)
    assert main([str(tmp_path)]) == 0


def test_a_flow_behind_an_event_gateway_counts_when_its_event_is_reached(tmp_path: Path) -> None:
    event = {"bpmnProcessId": "unified_acceptance", "elementId": "Event_Acceptance_Supplemented"}
    line = json.dumps({"intent": "ELEMENT_ACTIVATED", "value": event})
    (tmp_path / "records-1.ndjson").write_text(line, encoding="utf-8")
    taken = taken_flows([tmp_path], silent_flows(diagram_files()))
    assert taken == {("unified_acceptance", "Flow_Acceptance_AwaitMessage"): 1}


def test_without_records_the_report_says_so(tmp_path: Path) -> None:
    assert main([str(tmp_path)]) == 2
