"""What stops a case, in Chinese: the element, the kind of failure and the engine's own words."""

from collections.abc import Mapping
from typing import Any

from scripts.tools.rehearsal.records import Record
from scripts.tools.rehearsal.rehearsal import Rehearsal

_KINDS = {
    "CONDITION_ERROR": "没有一个分支的条件成立，或者条件无法计算",
    "EXTRACT_VALUE_ERROR": "表达式取不到值",
    "IO_MAPPING_ERROR": "输入输出映射无法计算",
    "CALLED_ELEMENT_ERROR": "被调用的流程不存在",
    "CALLED_DECISION_ERROR": "被调用的决策不存在",
    "DECISION_EVALUATION_ERROR": "决策无法计算",
    "FORM_NOT_FOUND": "表单没有部署",
    "JOB_NO_RETRIES": "办理人员的程序多次失败",
    "UNHANDLED_ERROR_EVENT": "抛出的错误没有被捕获",
    "MESSAGE_SIZE_EXCEEDED": "变量过大",
}


async def incident_of(case: Rehearsal, patience: float = 3600.0) -> str:
    """Wait for an incident of the case (``patience`` in seconds) and describe it."""
    record = await case.records.seen(lambda each: _is_own_incident(case, each), patience, case.since)
    return described(record["value"])


def described(incident: Mapping[str, Any]) -> str:
    """The sentence for an incident's value as the engine records it."""
    kind = _KINDS.get(incident["errorType"], incident["errorType"])
    return (
        f"流程 {incident['bpmnProcessId']} 停在 {incident['elementId']}：{kind}（{incident['errorMessage']}）"
    )


def standing_at(case: Rehearsal) -> str:
    """Elements of the case that were entered and not left, with their process; empty when it never started."""
    active: dict[int, str] = {}
    for record in case.records:
        value = record["value"]
        if record["valueType"] != "PROCESS_INSTANCE" or not case.owns(value["processInstanceKey"]):
            continue
        if record["intent"] == "ELEMENT_ACTIVATED" and value["bpmnElementType"] not in _SCOPES:
            active[record["key"]] = f"{value['bpmnProcessId']}#{value['elementId']}"
        elif record["intent"] in ("ELEMENT_COMPLETED", "ELEMENT_TERMINATED"):
            active.pop(record["key"], None)
    return "、".join(active.values())


_SCOPES = ("PROCESS", "SUB_PROCESS", "CALL_ACTIVITY", "MULTI_INSTANCE_BODY")


def _is_own_incident(case: Rehearsal, record: Record) -> bool:
    return (record["valueType"], record["intent"]) == ("INCIDENT", "CREATED") and case.owns(
        record["value"]["processInstanceKey"]
    )
