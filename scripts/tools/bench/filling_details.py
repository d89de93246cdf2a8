"""The engine's details of a share of the cases: instances, jobs, tasks, elements and flows."""

from collections.abc import Iterator

from scripts.tools.bench.filling_templates import (
    CASES,
    CLAIMED,
    DAY,
    DEPARTMENTS,
    DETAILED,
    ENDED_AT,
    ITEMS,
    TASKS,
    insert,
    template,
)

_STATE = "CASE WHEN c.stage > t.stage OR c.stage = 2 THEN 'completed' ELSE '{open}' END"
_GONE = f"CASE WHEN c.stage > t.stage OR c.stage = 2 THEN c.received_at + {5 * DAY} END"
_INSTANCES = (
    # offset, process, parent, item, department, stage from which it is there
    (0, "restaurant", 0, "", "approval", 0),
    *((10 + n, "department_precheck", 0, item, DEPARTMENTS[n], 0) for n, item in enumerate(ITEMS)),
    *(
        (20 + 10 * n + m, process, 0 if m == 0 else 20 + 10 * n, item, DEPARTMENTS[n], 1 if m < 2 else 2)
        for n, item in enumerate(ITEMS)
        for m, process in enumerate(("item_handling", "department_review", "certificate_issue"))
    ),
    (60, "certificate_issue", 0, "industry_permit", "approval", 2),
)
_JOBS = (
    # offset, type, instance, department, stage from which it is there
    (100, "acceptance.claim", 0, "approval", 0),
    *((101 + n, "review.precheck", 10 + n, body, 0) for n, body in enumerate(DEPARTMENTS)),
    (105, "acceptance.accept", 0, "approval", 1),
    *((110 + n, "review.check", 21 + 10 * n, body, 1) for n, body in enumerate(DEPARTMENTS)),
    *(
        (120 + 2 * n + m, kind, 22 + 10 * n, body, 2)
        for n, body in enumerate(DEPARTMENTS)
        for m, kind in enumerate(("e_certificate.issue", "e_seal.apply"))
    ),
    (130, "e_certificate.issue", 60, "approval", 2),
    (131, "e_seal.apply", 60, "approval", 2),
    (140, "notice.answer", 0, "approval", 2),
    (141, "archive.file", 0, "approval", 2),
)


def details(*, postgres: bool) -> Iterator[tuple[str, str]]:
    """Name of the table and the statement that fills it."""
    instance = {
        "key": "c.root + t.offs",
        "process_id": "t.process",
        "version": "1",
        "definition_key": "7",
        "parent_key": "CASE WHEN t.offs > 0 THEN c.root + t.parent END",
        "root_key": "c.root",
        "case_no": "c.case_no",
        "item": "NULLIF(t.item, '')",
        "body": "t.department || '_' || c.region",
        "state": _STATE.format(open="active"),
        "started_at": "c.received_at",
        "ended_at": _GONE,
    }
    places = template(("offs", "process", "parent", "item", "department", "stage"), _INSTANCES)
    there = f"{DETAILED} AND {CLAIMED} AND t.stage <= c.stage"
    yield insert("rm_instances", instance, f"{CASES} CROSS JOIN {places} t", there)
    job = {
        "key": "c.root + t.offs",
        "type": "t.type || '.' || t.department || '_' || c.region",
        "instance_key": "c.root + t.parent",
        "element_id": "'Task_' || t.offs",
        "element_key": "c.root + t.offs + 300",
        "state": _STATE.format(open="created"),
        "retries": "3",
        "headers": "'{}'",
        "created_at": "c.received_at",
        "ended_at": _GONE,
    }
    jobs = template(("offs", "type", "parent", "department", "stage"), _JOBS)
    yield insert("rm_jobs", job, f"{CASES} CROSS JOIN {jobs} t", there)
    yield from _tasks(postgres=postgres)
    yield from _drawn()


def _tasks(*, postgres: bool) -> Iterator[tuple[str, str]]:
    task = {
        "key": "c.root + t.offs",
        "instance_key": "c.root + t.parent",
        "root_key": "c.root",
        "element_key": "c.root + t.offs + 300",
        "element_id": "'Task_OfficerReview'",
        "process_id": "'department_review'",
        "candidate_groups": "'[\"' || t.department || '_' || c.region || '\"]'",
        "state": "CASE WHEN c.stage = 2 THEN 'completed' ELSE 'open' END",
        "created_at": f"c.received_at + {DAY}",
        "ended_at": ENDED_AT,
    }
    if postgres:
        task["candidate_groups"] = f"CAST({task['candidate_groups']} AS JSON)"
    group = {
        "task_key": "c.root + t.offs",
        "body": "t.department || '_' || c.region",
        "open": "c.stage < 2",
    }
    source = f"{CASES} CROSS JOIN {template(('offs', 'parent', 'item', 'department'), TASKS)} t"
    there = f"{DETAILED} AND c.stage > 0"
    yield insert("rm_user_tasks", task, source, there)
    yield insert("rm_task_groups", group, source, there)


def _drawn() -> Iterator[tuple[str, str]]:
    element = {
        "key": "c.root + 400 + t.offs",
        "instance_key": "c.root + t.parent",
        "element_id": "'Gateway_' || t.offs",
        "element_type": "'EXCLUSIVE_GATEWAY'",
        "scope_key": "c.root",
        "state": "'completed'",
        "entered_at": "c.received_at",
        "left_at": "c.received_at",
    }
    flow = {
        "instance_key": "c.root + t.parent",
        "flow_id": "'Flow_' || t.offs",
        "taken": "1",
        "taken_at": "c.received_at",
    }
    places = template(("offs", "parent"), [(n, 0 if n < 40 else 20 + n % 4 * 10) for n in range(110)])
    for table, columns in (("rm_elements", element), ("rm_flows", flow)):
        yield insert(table, columns, f"{CASES} CROSS JOIN {places} t", "c.n % 100 = 0")
