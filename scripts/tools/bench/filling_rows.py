"""Which rows a case has in each table: INSERT ... SELECT over the staged cases ``c`` and small templates.

Plain SQL that SQLite and PostgreSQL both read; only bytes are written differently.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import orjson
from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table

from bpmn.catalogue import Catalogue, plan
from chain.identifiers import CertificateIdentifier
from gateway.store.base import to_millis
from gateway.store.encryption import Cipher

STAGED = Table(
    "filled_cases",
    MetaData(),
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("case_no", String(40)),
    Column("region", String(6)),
    Column("applicant", String(40)),
    Column("received_at", BigInteger),
    Column("state", String(20)),
    Column("stage", Integer),
    Column("root", BigInteger),
    Column("identifier", String(120)),
)
Columns = Mapping[str, str]

JOINT = "113799000000900265005"
"""Type code of the joint permit in the rehearsal catalogue."""

_DAY = 86_400_000
_CASES = "filled_cases c"
_ENDED_AT = f"CASE WHEN c.stage = 2 THEN c.received_at + {9 * _DAY} END"
_DETAILED = "(c.stage < 2 OR c.n % 10 = 0)"
_CLAIMED = "(c.state <> 'received' OR c.n % 2 = 0)"
_DEPARTMENTS = ("approval", "approval", "fire", "urban")
_ITEMS = ("business_license", "food_license", "fire_inspection", "signboard")
_STATE = "CASE WHEN c.stage > t.stage OR c.stage = 2 THEN 'completed' ELSE '{open}' END"
_GONE = f"CASE WHEN c.stage > t.stage OR c.stage = 2 THEN c.received_at + {5 * _DAY} END"


class Rows:
    """The statements for one database: ``postgres`` says which of the two."""

    def __init__(self, catalogue: Catalogue, cipher: Cipher, now: datetime, *, postgres: bool) -> None:
        self._catalogue = catalogue
        self._cipher = cipher
        self._now = to_millis(now)
        self._postgres = postgres

    def statements(self) -> Iterator[tuple[str, str]]:
        """Name of the table and the statement that fills it, in an order that keeps every reference."""
        yield from self._applications()
        yield from self._lists()
        yield from self._progress()
        yield from self._handling()
        yield from self._details()
        yield from self._drawn()
        yield from self._bookkeeping()

    def _secret(self, place: str, content: object, size: int = 0) -> str:
        """The same sound ciphertext for all rows, of at least ``size`` bytes in JSON; text is no JSON."""
        plain = content.encode() if isinstance(content, str) else orjson.dumps(content)
        digits = self._cipher.encrypt(plain.ljust(size), place).hex()
        return f"'\\x{digits}'" if self._postgres else f"X'{digits}'"

    def _applications(self) -> Iterator[tuple[str, str]]:
        case = {
            "case_no": "c.case_no",
            "theme": "'restaurant'",
            "region": "c.region",
            "lead_body": "'approval_' || c.region",
            "situation": '\'{"licence": "new", "fire": "inspection"}\'',
            "applicant_sub": "c.applicant",
            "form": self._secret("cases.form", {"business_name": "示例饭店"}, 800),
            "received_at": "c.received_at",
            "accepted_at": f"CASE WHEN c.stage > 0 THEN c.received_at + {_DAY} END",
        }
        yield _insert("cases", case, _CASES)
        yield _insert("item_cases", self._item_case(), f"{_CASES} CROSS JOIN {self._planned()} t")
        file = {
            "file_id": "'F' || c.n",
            "uploader_sub": "c.applicant",
            "name": self._secret("files.name", "材料.pdf"),
            "media_type": "'application/pdf'",
            "size": "40000",
            "sha256": "'sha256 of file ' || c.n",
            "blob_ref": "'blob of file ' || c.n",
            "uploaded_at": "c.received_at",
        }
        yield _insert("files", file, _CASES)

    def _item_case(self) -> Columns:
        started = "CASE WHEN c.stage > 0 AND t.prechecked THEN c.received_at + {days} END"
        return {
            "case_no": "c.case_no",
            "body": "t.department || '_' || c.region",
            **{name: f"t.{name}" for name in ("item", "name", "department", "promised_days", "prechecked")},
            "ordering": "t.ordering",
            "check_outcome": "CASE WHEN c.stage > 0 AND t.prechecked THEN 'undecided' END",
            "checked_at": started.format(days=_DAY),
            "clock_started_at": started.format(days=_DAY),
            "warn_at": started.format(days=4 * _DAY),
            "due_at": started.format(days=6 * _DAY),
            "clock_state": "CASE WHEN c.stage > 0 AND t.prechecked THEN 'green' END",
        }

    def _planned(self) -> str:
        region = min(self._catalogue.regions())
        planned = plan("restaurant", region, {"licence": "new", "fire": "inspection"}, self._catalogue)
        rows = [
            (part.item, part.name, part.department, part.promised_days, part.prechecked, ordering)
            for ordering, part in enumerate(planned.items)
        ]
        return _template(("item", "name", "department", "promised_days", "prechecked", "ordering"), rows)

    def _lists(self) -> Iterator[tuple[str, str]]:
        line = {
            **{name: f"c.{name}" for name in ("case_no", "region", "received_at", "state")},
            "theme": "'restaurant'",
            "body": "CASE WHEN t.department = '' THEN '' ELSE t.department || '_' || c.region END",
        }
        places = _template(("department",), [("",), ("approval",), ("fire",), ("urban",)])
        yield _insert("listed_cases", line, f"{_CASES} CROSS JOIN {places} t")

    def _progress(self) -> Iterator[tuple[str, str]]:
        claim = {
            "case_no": "c.case_no",
            "process_instance_key": "c.root",
            "body": "'approval_' || c.region",
            "claimed_at": "c.received_at",
        }
        yield _insert("claims", claim, _CASES, _CLAIMED)
        case = {
            "process_instance_key": "c.root",
            "case_no": "c.case_no",
            "state": "c.state",
            "state_since": f"coalesce({_ENDED_AT}, c.received_at)",
            "accepted_at": f"CASE WHEN c.stage > 0 THEN c.received_at + {_DAY} END",
            "outcomes": "'{}'",
            "ended_at": _ENDED_AT,
        }
        yield _insert("rm_cases", case, _CASES, _CLAIMED)
        item = {
            "root_key": "c.root",
            "item": "t.item",
            "case_no": "c.case_no",
            "state": "CASE c.state WHEN 'completed' THEN 'granted' WHEN 'refused' THEN 'refused' ELSE 'in_progress' END",
            "since": f"c.received_at + {_DAY}",
        }
        yield _insert("rm_items", item, f"{_CASES} CROSS JOIN {self._planned()} t", "c.stage > 0")

    def _handling(self) -> Iterator[tuple[str, str]]:
        yield _insert("notices", self._supplement(), _CASES, "c.state = 'supplementing' OR c.n % 5 = 0")
        yield _insert("notices", self._answer(), _CASES, "c.stage = 2")
        decision = {
            "task_key": "c.root + t.offs",
            "kind": "'review'",
            "case_no": "c.case_no",
            "item": "t.item",
            "body": "t.department || '_' || c.region",
            "officer_sub": "'officer'",
            "outcome": "CASE c.state WHEN 'refused' THEN 'refused' ELSE 'granted' END",
            "opinion": self._secret("decisions.opinion", "材料齐全，同意。"),
            "request_hash": "'hash'",
            "decided_at": f"c.received_at + {4 * _DAY}",
            "state": "'done'",
        }
        tasks = _template(("offs", "item", "department"), [(offs, *rest) for offs, _, *rest in _TASKS])
        yield _insert("decisions", decision, f"{_CASES} CROSS JOIN {tasks} t", "c.stage = 2")
        yield _insert("certificates", self._certificate(), _CASES, "c.identifier IS NOT NULL")

    def _supplement(self) -> Columns:
        gaps = [{"item": "signboard", "kind": "material", "target": "m", "what": "缺少", "how": "请补交"}]
        return {
            "case_no": "c.case_no",
            "notice_no": "'BZ01'",
            "scope": "'chain'",
            "kind": "'supplement'",
            "body": "'approval_' || c.region",
            "job_key": "c.case_no || '/BZ01'",
            "gaps": self._secret("notices.gaps", gaps),
            "text": self._secret("notices.text", "补正告知书" * 20),
            "sent_at": "c.received_at",
            "due_at": f"c.received_at + {20 * _DAY}",
            "answered_at": f"CASE WHEN c.state <> 'supplementing' THEN c.received_at + {_DAY} END",
        }

    def _answer(self) -> Columns:
        return {
            **self._supplement(),
            "notice_no": "'FK01'",
            "kind": "'answer'",
            "result": "c.state",
            "job_key": "c.case_no || '/FK01'",
            "gaps": self._secret("notices.gaps", []),
            "outcomes": "'{}'",
            "sent_at": _ENDED_AT,
            "due_at": "NULL",
            "answered_at": "NULL",
        }

    def _certificate(self) -> Columns:
        issuer = self._catalogue.body(f"approval_{min(self._catalogue.regions())}")
        face = {
            **_FACE,
            "identifier": str(CertificateIdentifier.build(JOINT, issuer.uscc, "1")),
            "issuer": {"name": issuer.name, "code": issuer.uscc, "fictitious": issuer.fictitious},
        }
        return {
            "identifier": "c.identifier",
            "case_no": "c.case_no",
            "item": "'industry_permit'",
            "body": "'approval_' || c.region",
            "type_code": f"'{JOINT}'",
            "template": "'industry_permit'",
            "name": "'行业综合许可证'",
            "number": "'number ' || c.n",
            "holder": self._secret("certificates.holder", "示例饭店"),
            "data": self._secret("certificates.data", face, 600),
            "state": "'sealed'",
            "status": "'valid'",
            "allocated_at": _ENDED_AT,
            "issued_on": "'2026-01-01'",
            "sealed_at": _ENDED_AT,
        }

    def _details(self) -> Iterator[tuple[str, str]]:
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
        places = _template(("offs", "process", "parent", "item", "department", "stage"), _INSTANCES)
        there = f"{_DETAILED} AND {_CLAIMED} AND t.stage <= c.stage"
        yield _insert("rm_instances", instance, f"{_CASES} CROSS JOIN {places} t", there)
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
        jobs = _template(("offs", "type", "parent", "department", "stage"), _JOBS)
        yield _insert("rm_jobs", job, f"{_CASES} CROSS JOIN {jobs} t", there)
        yield from self._tasks()

    def _tasks(self) -> Iterator[tuple[str, str]]:
        task = {
            "key": "c.root + t.offs",
            "instance_key": "c.root + t.parent",
            "root_key": "c.root",
            "element_key": "c.root + t.offs + 300",
            "element_id": "'Task_OfficerReview'",
            "process_id": "'department_review'",
            "candidate_groups": "'[\"' || t.department || '_' || c.region || '\"]'",
            "state": "CASE WHEN c.stage = 2 THEN 'completed' ELSE 'open' END",
            "created_at": f"c.received_at + {_DAY}",
            "ended_at": _ENDED_AT,
        }
        if self._postgres:
            task["candidate_groups"] = f"CAST({task['candidate_groups']} AS JSON)"
        group = {
            "task_key": "c.root + t.offs",
            "body": "t.department || '_' || c.region",
            "open": "c.stage < 2",
        }
        source = f"{_CASES} CROSS JOIN {_template(('offs', 'parent', 'item', 'department'), _TASKS)} t"
        there = f"{_DETAILED} AND c.stage > 0"
        yield _insert("rm_user_tasks", task, source, there)
        yield _insert("rm_task_groups", group, source, there)

    def _drawn(self) -> Iterator[tuple[str, str]]:
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
        places = _template(("offs", "parent"), [(n, 0 if n < 40 else 20 + n % 4 * 10) for n in range(110)])
        for table, columns in (("rm_elements", element), ("rm_flows", flow)):
            yield _insert(table, columns, f"{_CASES} CROSS JOIN {places} t", "c.n % 100 = 0")

    def _bookkeeping(self) -> Iterator[tuple[str, str]]:
        sent = {
            "id": "c.n + 1",
            "kind": "'start_case'",
            "case_no": "c.case_no",
            "payload": '\'{"name": "restaurant.submitted", "correlation_key": "", "variables": {}}\'',
            "dedupe_key": "c.case_no",
            "created_at": "c.received_at",
            "attempts": "1",
            "next_attempt_at": "c.received_at",
            "done_at": "c.received_at",
        }
        yield _insert("outbox", sent, _CASES)
        answered = {
            "subject": "c.applicant",
            "route": "'POST /cases'",
            "key": "'key ' || c.n",
            "request_hash": "'hash'",
            "status": "202",
            "response": self._secret("idempotency.response", {"case_no": ""}, 300),
            "created_at": "c.received_at",
        }
        yield _insert("idempotency", answered, _CASES)
        read = {
            "seq": "c.n * 3 + t.offs",
            "at": "c.received_at",
            "actor": "'worker:approval'",
            "role": "'worker'",
            "body": "'approval_' || c.region",
            "action": "'worker.slice.read'",
            "case_no": "c.case_no",
            "detail": "'{}'",
            "previous": "'line ' || (c.n * 3 + t.offs - 1)",
            "hash": "'line ' || (c.n * 3 + t.offs)",
        }
        lines = _template(("offs",), [(1,), (2,), (3,)])
        yield _insert("audit_log", read, f"{_CASES} CROSS JOIN {lines} t")
        life = {"incarnation": "'filled'", "current": "TRUE", "adopted_at": "0"}
        yield _insert("engine_incarnations", life)
        place = {"incarnation": "'filled'", "partition": "1", "position": "0"}
        yield _insert(
            "intake_positions", {**place, "record_at": str(self._now), "committed_at": str(self._now)}
        )


def _insert(table: str, columns: Columns, source: str = "", condition: str = "") -> tuple[str, str]:
    names = ", ".join(f'"{name}"' for name in columns)
    statement = f"INSERT INTO {table} ({names}) SELECT {', '.join(columns.values())}"
    statement += f" FROM {source}" if source else ""
    statement += f" WHERE {condition}" if condition else ""
    return table, statement


def _template(names: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A small table as a subquery; every row has the same shape."""
    lines = [
        "SELECT " + ", ".join(f"{_literal(value)} AS {name}" for name, value in zip(names, row, strict=True))
        for row in rows
    ]
    return f"({' UNION ALL '.join(lines)})"


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return str(value) if isinstance(value, int) else f"'{value}'"


_INSTANCES = (
    # offset, process, parent, item, department, stage from which it is there
    (0, "restaurant", 0, "", "approval", 0),
    *((10 + n, "department_precheck", 0, item, _DEPARTMENTS[n], 0) for n, item in enumerate(_ITEMS)),
    *(
        (20 + 10 * n + m, process, 0 if m == 0 else 20 + 10 * n, item, _DEPARTMENTS[n], 1 if m < 2 else 2)
        for n, item in enumerate(_ITEMS)
        for m, process in enumerate(("item_handling", "department_review", "certificate_issue"))
    ),
    (60, "certificate_issue", 0, "industry_permit", "approval", 2),
)
_JOBS = (
    # offset, type, instance, department, stage from which it is there
    (100, "acceptance.claim", 0, "approval", 0),
    *((101 + n, "review.precheck", 10 + n, body, 0) for n, body in enumerate(_DEPARTMENTS)),
    (105, "acceptance.accept", 0, "approval", 1),
    *((110 + n, "review.check", 21 + 10 * n, body, 1) for n, body in enumerate(_DEPARTMENTS)),
    *(
        (120 + 2 * n + m, kind, 22 + 10 * n, body, 2)
        for n, body in enumerate(_DEPARTMENTS)
        for m, kind in enumerate(("e_certificate.issue", "e_seal.apply"))
    ),
    (130, "e_certificate.issue", 60, "approval", 2),
    (131, "e_seal.apply", 60, "approval", 2),
    (140, "notice.answer", 0, "approval", 2),
    (141, "archive.file", 0, "approval", 2),
)
_FACE: Mapping[str, object] = {
    "type_name": "行业综合许可证",
    "number": "示例",
    "holder": {"name": "示例饭店", "code": "", "code_type": "001"},
    "issued": "2026-01-01",
    "effective": "2026-01-01",
    "expires": None,
    "verification_url": "http://127.0.0.1/v/",
    "fields": {},
    "licences": [],
}
_TASKS = tuple((200 + n, 21 + 10 * n, _ITEMS[n], _DEPARTMENTS[n]) for n in (1, 2, 3))
"""Offset, instance, item and department of the tasks that officers decide."""
