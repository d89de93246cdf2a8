"""Projecting process instances, their elements and flows, and the few variables that say whose they are."""

from typing import Any

import orjson

from chain.cases import CaseState
from gateway.readmodel.progress import item_outcome, item_outcomes
from gateway.readmodel.records import Record, identifier, integer, optional_key, text
from gateway.readmodel.rows import Row, WorkingSet

_ENDS = {"ELEMENT_COMPLETED": "completed", "ELEMENT_TERMINATED": "terminated"}
CERTIFICATE_PROCESS = "certificate_issue"
BESIDE_THE_CHAIN = frozenset(
    {"document_issue", "obligation", "matter", "certificate_renewal", "certificate_copy"}
)
"""Processes that a message starts for a case beside its chain: they carry its number and are not its chain."""
NAMES = frozenset({"case_no", "item", "body", "outcome", "outcomes"})


def project_instance(work: WorkingSet, record: Record) -> None:
    """PROCESS_INSTANCE: entered, left, a sequence flow taken, or moved to another version."""
    if record.intent == "SEQUENCE_FLOW_TAKEN":
        _flow(work, record)
    elif record.intent == "ELEMENT_ACTIVATING":
        if record.value["bpmnElementType"] == "PROCESS":
            _started(work, record)
        else:
            _entered(work, record)
    elif record.intent in _ENDS:
        if record.value["bpmnElementType"] == "PROCESS":
            _ended(work, record)
        else:
            _left(work, record)
    elif record.intent == "ELEMENT_MIGRATED" and record.value["bpmnElementType"] == "PROCESS":
        _migrated(work, record)


def _migrated(work: WorkingSet, record: Record) -> None:
    row = work.instances.get(record.key)
    if row is not None:
        version, definition = integer(record.value, "version"), integer(record.value, "processDefinitionKey")
        work.instances.change(row, version=version, definition_key=definition)


def _flow(work: WorkingSet, record: Record) -> None:
    instance_key, flow_id = integer(record.value, "processInstanceKey"), identifier(record.value, "elementId")
    row = work.flows.get(instance_key, flow_id)
    if row is None:
        work.flows.new(instance_key=instance_key, flow_id=flow_id, taken=1, taken_at=record.at)
    else:
        work.flows.change(row, taken=row["taken"] + 1, taken_at=record.at)


def _started(work: WorkingSet, record: Record) -> None:
    value = record.value
    parent_key = optional_key(value, "parentProcessInstanceKey")
    parent: Row = (None if parent_key is None else work.instances.get(parent_key)) or {}
    # A called process gets its variables before its own record: what they said stands in the row that is there.
    own: Row = work.instances.get(record.key) or {}
    row = work.instances.new(
        key=record.key,
        process_id=identifier(value, "bpmnProcessId"),
        version=integer(value, "version"),
        definition_key=integer(value, "processDefinitionKey"),
        parent_key=parent_key,
        parent_element_key=optional_key(value, "parentElementInstanceKey"),
        root_key=parent.get("root_key", parent_key or record.key),
        case_no=own.get("case_no") or parent.get("case_no"),
        item=own.get("item") or parent.get("item"),
        body=own.get("body") or parent.get("body"),
        outcome=own.get("outcome"),
        outcomes=own.get("outcomes"),
        state="active",
        started_at=record.at,
    )
    _case(work, row, record)


def _announced(work: WorkingSet, record: Record) -> Row:
    """The row of an instance that is known by its variables only, so far."""
    key = integer(record.value, "processInstanceKey")
    return work.instances.new(
        key=key,
        process_id=identifier(record.value, "bpmnProcessId"),
        version=0,
        definition_key=integer(record.value, "processDefinitionKey"),
        root_key=key,
        state="announced",
        started_at=record.at,
    )


def _ended(work: WorkingSet, record: Record) -> None:
    row = work.instances.get(record.key)
    if row is None:
        return
    state = _ENDS[record.intent]
    work.instances.change(row, state=state, ended_at=record.at)
    if row["process_id"] == CERTIFICATE_PROCESS and state == "completed":
        item_outcome(work, row, "granted", record.at)
    case = work.cases.get(record.key)
    if case is not None:
        work.cases.change(case, ended_at=record.at)


def _entered(work: WorkingSet, record: Record) -> None:
    work.elements.new(
        key=record.key,
        instance_key=integer(record.value, "processInstanceKey"),
        element_id=identifier(record.value, "elementId"),
        element_type=identifier(record.value, "bpmnElementType"),
        scope_key=integer(record.value, "flowScopeKey"),
        state="active",
        entered_at=record.at,
    )


def _left(work: WorkingSet, record: Record) -> None:
    row = work.elements.get(record.key)
    if row is not None:
        work.elements.change(row, state=_ENDS[record.intent], left_at=record.at)


def project_variable(work: WorkingSet, record: Record) -> None:
    """VARIABLE: only those of the process's own scope that say whose the instance is and how it came out."""
    value = record.value
    name = value["name"]
    if name not in NAMES or value["scopeKey"] != value["processInstanceKey"]:
        return
    content = orjson.loads(value["value"])
    if content is None:
        return
    key = integer(value, "processInstanceKey")
    if name == "outcomes":
        outcomes = _outcomes(content)
        row = work.instances.get(key) or _announced(work, record)
        work.instances.change(row, outcomes=outcomes)
        item_outcomes(work, row, outcomes, record.at)
        return
    code = text(content, 40 if name == "case_no" else 120)
    row = work.instances.get(key) or _announced(work, record)
    work.instances.change(row, **{name: code})
    if name == "outcome":
        item_outcome(work, row, code, record.at)
    elif name == "case_no":
        _case(work, row, record)


def _outcomes(content: Any) -> dict[str, str]:
    if not isinstance(content, dict):
        raise TypeError("outcomes")
    return {text(item, 120): text(code, 120) for item, code in content.items() if code is not None}


def _case(work: WorkingSet, root: Row, record: Record) -> None:
    """The row of a chain, as soon as an instance is known to be a root and to carry a case."""
    if root["state"] == "announced" or root["parent_key"] is not None or root["case_no"] is None:
        return
    if root["process_id"] in BESIDE_THE_CHAIN:
        return
    if work.cases.get(root["key"]) is None:
        work.cases.new(
            process_instance_key=root["key"],
            case_no=root["case_no"],
            state=CaseState.RECEIVED.value,
            state_since=record.at,
            outcomes={},
        )
