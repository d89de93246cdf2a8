"""Which sequence flows of our diagrams were taken on a real engine.

    YILIAN_RECORDS_DIR=records ./scripts/test tests/engine/test_diagrams_*.py
    python -m scripts.tools.flow_coverage records

reads every ``*.ndjson`` in the folders given (one exported record a line, as the test's recorder writes them) and lists
each flow of the diagrams that run here as taken or never taken, in Chinese. Exit code 0 when every flow was taken, 1 when one
never was, 2 when there are no records to read. The engine writes no record for a flow that leaves an event-based
gateway: it counts as taken as often as the event behind it was reached.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bpmn.diagrams import read_diagram
from bpmn.resources import diagram_files

Key = tuple[str, str]
TakenFlows = Counter[Key]


def flows_of(diagrams: Iterable[Path]) -> dict[Key, str]:
    """(process id, flow id) → what the flow leads from and to, for every flow of the diagrams."""
    flows: dict[Key, str] = {}
    for file in diagrams:
        for process in read_diagram(file.read_bytes(), file.name).processes:
            for flow in process.flows.values():
                source, target = process.elements[flow.source].name, process.elements[flow.target].name
                way = f"（{flow.name}）" if flow.name else ""
                flows[process.id, flow.id] = f"{source} → {target}{way}"
    return flows


def silent_flows(diagrams: Iterable[Path]) -> dict[Key, list[Key]]:
    """(process id, event id) → the flows from an event-based gateway to that event."""
    flows: dict[Key, list[Key]] = {}
    for file in diagrams:
        for process in read_diagram(file.read_bytes(), file.name).processes:
            for flow in process.silent_flows:
                flows.setdefault((process.id, flow.target), []).append((process.id, flow.id))
    return flows


def taken_flows(folders: Iterable[Path], silent: dict[Key, list[Key]]) -> TakenFlows:
    """How often each (process id, flow id) was taken according to the records in the folders."""
    return flows_in((record for folder in folders for record in _records(folder)), silent)


def flows_in(records: Iterable[Mapping[str, Any]], silent: dict[Key, list[Key]]) -> TakenFlows:
    """How often each (process id, flow id) was taken according to the records."""
    taken: TakenFlows = Counter()
    for record in records:
        if record["intent"] not in ("SEQUENCE_FLOW_TAKEN", "ELEMENT_ACTIVATED"):
            continue
        key = (str(record["value"]["bpmnProcessId"]), str(record["value"]["elementId"]))
        taken.update([key] if record["intent"] == "SEQUENCE_FLOW_TAKEN" else silent.get(key, []))
    return taken


def _records(folder: Path) -> Iterator[dict[str, Any]]:
    for file in sorted(folder.glob("*.ndjson")):
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                if line.strip():
                    yield json.loads(line)


def report(flows: dict[Key, str], taken: TakenFlows) -> tuple[str, int]:
    """The report's text and how many flows were never taken."""
    missed = [key for key in flows if not taken[key]]
    lines = [
        f"{'未走过' if key in missed else f'{taken[key]:>5} 次'}  {key[0]}  {key[1]}  {label}"
        for key, label in sorted(flows.items())
    ]
    lines.append(f"流程连线共 {len(flows)} 条，走过 {len(flows) - len(missed)} 条，未走过 {len(missed)} 条。")
    return "\n".join(lines), len(missed)


def main(arguments: Sequence[str]) -> int:
    """Print the report for the record folders given on the command line."""
    folders = [Path(argument) for argument in arguments]
    if not any(list(folder.glob("*.ndjson")) for folder in folders):
        print(
            "没有找到引擎记录（*.ndjson），请先运行引擎测试，并用 YILIAN_RECORDS_DIR 指定记录目录。",
            file=sys.stderr,
        )
        return 2
    diagrams = diagram_files()
    text, missed = report(flows_of(diagrams), taken_flows(folders, silent_flows(diagrams)))
    print(text)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
