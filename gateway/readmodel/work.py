"""Projecting jobs, user tasks and incidents."""

from datetime import datetime

from chain.job_types import split_type
from gateway.readmodel.progress import item_progress, job_completed, job_created
from gateway.readmodel.records import Record, identifier, integer, optional_key, text
from gateway.readmodel.rows import WorkingSet

_JOB_STATES = {
    "CREATED": "created",
    "FAILED": "failed",
    "COMPLETED": "completed",
    "ERROR_THROWN": "error",
    "CANCELED": "canceled",
    "RETRIES_UPDATED": "created",
    "RECURRED_AFTER_BACKOFF": "created",
    "TIMED_OUT": "created",
}
_JOB_ENDS = {"COMPLETED", "ERROR_THROWN", "CANCELED"}
_TASK_ENDS = {"COMPLETED": "completed", "CANCELED": "canceled"}
LONGEST_MESSAGE = 1000
PRECHECK_PROCESS = "department_precheck"


def project_job(work: WorkingSet, record: Record) -> None:
    """JOB: created, failed, given retries again, or ended; drives the states of chain and items."""
    state = _JOB_STATES.get(record.intent)
    if state is None:
        return
    value = record.value
    instance_key, job_type = integer(value, "processInstanceKey"), identifier(value, "type")
    headers = {text(name, 255): text(content, 1000) for name, content in value["customHeaders"].items()}
    retries = integer(value, "retries")
    row = work.jobs.get(record.key) or work.jobs.new(
        key=record.key,
        type=job_type,
        instance_key=instance_key,
        element_id=identifier(value, "elementId"),
        element_key=integer(value, "elementInstanceKey"),
        headers=headers,
        created_at=record.at,
    )
    ended = record.at if record.intent in _JOB_ENDS else None
    work.jobs.change(row, state=state, retries=retries, ended_at=ended)
    instance = work.instances.get(instance_key)
    name = _job_name(job_type)
    if instance is None or name is None:
        return
    if record.intent == "CREATED":
        job_created(work, instance, name, record.at)
    elif record.intent == "COMPLETED":
        job_completed(work, instance, name, headers, value.get("variables", {}), record.at)


def _job_name(job_type: str) -> str | None:
    try:
        return split_type(job_type)[0]
    except ValueError:
        return None


def project_user_task(work: WorkingSet, record: Record) -> None:
    """USER_TASK: created, claimed or given back, changed, or ended."""
    if record.intent == "CREATED":
        _task_created(work, record)
        return
    row = work.tasks.get(record.key)
    if row is None:
        return
    if record.intent in _TASK_ENDS:
        work.tasks.change(row, state=_TASK_ENDS[record.intent], ended_at=record.at)
        for body in row["candidate_groups"]:
            work.groups.new(task_key=record.key, body=body, open=False)
    elif record.intent in ("ASSIGNED", "UPDATED"):
        work.tasks.change(row, assignee=_assignee(record), due_at=_due(record))


def _task_created(work: WorkingSet, record: Record) -> None:
    value = record.value
    instance_key = integer(value, "processInstanceKey")
    instance = work.instances.get(instance_key)
    groups = sorted({text(group, 120) for group in value["candidateGroupsList"]})
    work.tasks.new(
        key=record.key,
        instance_key=instance_key,
        root_key=instance_key if instance is None else instance["root_key"],
        element_key=integer(value, "elementInstanceKey"),
        element_id=identifier(value, "elementId"),
        process_id=identifier(value, "bpmnProcessId"),
        form_key=optional_key(value, "formKey"),
        form_id=text(value.get("externalFormReference", ""), 255) or None,
        candidate_groups=groups,
        assignee=_assignee(record),
        due_at=_due(record),
        state="open",
        created_at=record.at,
    )
    for body in groups:
        work.groups.new(task_key=record.key, body=body, open=True)
    # Whoever looks at papers before acceptance does not work on the item yet.
    if instance is not None and instance["process_id"] != PRECHECK_PROCESS:
        item_progress(work, instance, record.at)


def _assignee(record: Record) -> str | None:
    return text(record.value["assignee"], 255) or None


def _due(record: Record) -> datetime | None:
    due = text(record.value["dueDate"], 255)
    if not due:
        return None
    moment = datetime.fromisoformat(due.partition("[")[0])
    if moment.tzinfo is None:
        raise ValueError("due date without zone")
    return moment


def project_incident(work: WorkingSet, record: Record) -> None:
    """INCIDENT: created or resolved."""
    value = record.value
    if record.intent == "CREATED":
        work.incidents.new(
            key=record.key,
            instance_key=integer(value, "processInstanceKey"),
            process_id=identifier(value, "bpmnProcessId"),
            element_id=identifier(value, "elementId"),
            element_key=integer(value, "elementInstanceKey"),
            job_key=optional_key(value, "jobKey"),
            error_type=text(value["errorType"], 120),
            message=str(value["errorMessage"]).replace("\x00", "")[:LONGEST_MESSAGE],
            state="open",
            created_at=record.at,
        )
    elif record.intent == "RESOLVED":
        row = work.incidents.get(record.key)
        if row is not None:
            work.incidents.change(row, state="resolved", resolved_at=record.at)
