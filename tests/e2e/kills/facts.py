"""What is in the system after a sweep: the store's rows, the engine's exported log, the files."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.e2e.kills.records import Record

Row = dict[str, Any]

_TABLES = {
    "cases": "case_no, applicant_sub, withdrawn_at, archived_at",
    "claims": "case_no, process_instance_key",
    "decisions": "task_key, case_no, item, outcome, state",
    "notices": "case_no, notice_no, answered_at",
    "certificates": "identifier, number, case_no, item, state, original_ref, sealed_ref, sealed_sha256",
    "files": "file_id, blob_ref",
    "certificate_copies": "case_no, copy_no, identifier, blob_ref, sha256",
    "documents": "case_no, document_no, body, number, state, blob_ref, sha256, parties, partial_ref",
    "procedure_acts": "case_no, item, number",
    "outbox": "id, kind, done_at, failed_code",
    "intake_poison": "*",
}


@dataclass(frozen=True, slots=True)
class Engine:
    """What the records say: root instances that carry a case, how often each ended, tasks and jobs completed.

    ``documents`` and ``copies`` count the instances that issue each, by case and its number within the case, the former by
    the body that issues, too.
    """

    instances: tuple[tuple[int, str], ...]
    ends: Counter[int]
    tasks: Counter[int]
    sealings: Counter[int]
    documents: Counter[tuple[str, str, str]]
    copies: Counter[tuple[str, str]]


_BESIDE = ("document_issue", "obligation", "matter", "certificate_renewal", "certificate_copy")
"""Processes with instances of their own beside the one that carries a case."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found in the system after everything had ended: rows by table, the engine's log, blobs on the disk."""

    rows: dict[str, list[Row]]
    engine: Engine
    blobs: frozenset[str]


def facts_of(data: Path, records: Iterable[Record]) -> Facts:
    """Read the store's file, the folder of files and a copy of the records. No code of the gateway takes part."""
    with closing(sqlite3.connect(f"file:{data / 'store.db'}?mode=ro", uri=True)) as store:
        store.row_factory = sqlite3.Row
        rows = {
            table: [dict(row) for row in store.execute(f"SELECT {columns} FROM {table}")]  # noqa: S608 - ours
            for table, columns in _TABLES.items()
        }
    blobs = frozenset(file.parent.name + file.name for file in (data / "files").glob("??/*"))
    return Facts(rows, _engine(records), blobs)


def _engine(records: Iterable[Record]) -> Engine:
    started: set[int] = set()
    case_of: dict[int, str] = {}
    ends: Counter[int] = Counter()
    tasks: Counter[int] = Counter()
    sealings: Counter[int] = Counter()
    making: dict[int, dict[str, str]] = {}
    for record in records:
        value, key = record["value"], record["key"]
        match record["valueType"], record["intent"]:
            case "PROCESS_INSTANCE", "ELEMENT_ACTIVATED" if _is_root(value):
                started.add(key)
            case "PROCESS_INSTANCE", "ELEMENT_ACTIVATED" if _is_making(value):
                making[key] = {}
            case "VARIABLE", "CREATED" if value["scopeKey"] in making:
                making[value["scopeKey"]][value["name"]] = json.loads(value["value"])
            case "PROCESS_INSTANCE", "ELEMENT_COMPLETED" | "ELEMENT_TERMINATED" if _is_root(value):
                ends[key] += 1
            case "VARIABLE", "CREATED" if value["name"] == "case_no":
                case_of[value["scopeKey"]] = json.loads(value["value"])
            case "USER_TASK", "COMPLETED":
                tasks[key] += 1
            case "JOB", "COMPLETED" if value["type"].startswith("e_seal.apply."):
                sealings[key] += 1
    carried = tuple((key, case_of.get(key, "")) for key in sorted(started))
    documents = Counter(
        (each.get("case_no", ""), each["document_no"], each.get("body", ""))
        for each in making.values()
        if "document_no" in each
    )
    copies = Counter(
        (each.get("case_no", ""), each["copy_no"]) for each in making.values() if "copy_no" in each
    )
    return Engine(carried, ends, tasks, sealings, documents, copies)


def _is_root(value: Row) -> bool:
    process = value["bpmnElementType"] == "PROCESS" and value["parentProcessInstanceKey"] == -1
    return bool(process and value["bpmnProcessId"] not in _BESIDE)


def _is_making(value: Row) -> bool:
    made = value["bpmnProcessId"] in ("document_issue", "certificate_copy")
    return bool(value["bpmnElementType"] == "PROCESS" and made)
