"""Which rows a case has in each table: INSERT ... SELECT over the staged cases ``c`` and small templates.

Plain SQL that SQLite and PostgreSQL both read; only bytes are written differently.
"""

from collections.abc import Iterator
from datetime import datetime

import orjson
from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table

from bpmn.catalogue import Catalogue, plan
from gateway.store.base import to_millis
from gateway.store.encryption import Cipher
from scripts.tools.bench.filling_certificates import certificates
from scripts.tools.bench.filling_details import details
from scripts.tools.bench.filling_templates import (
    CASES,
    CLAIMED,
    DAY,
    ENDED_AT,
    TASKS,
    Columns,
    insert,
    template,
)

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
    Column("holder_key", String(64)),
    Column("public_token", String(64)),
)


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
        yield from certificates(self._catalogue, self._secret)
        yield from details(postgres=self._postgres)
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
            "accepted_at": f"CASE WHEN c.stage > 0 THEN c.received_at + {DAY} END",
        }
        yield insert("cases", case, CASES)
        yield insert("item_cases", self._item_case(), f"{CASES} CROSS JOIN {self._planned()} t")
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
        yield insert("files", file, CASES)

    def _item_case(self) -> Columns:
        started = "CASE WHEN c.stage > 0 AND t.prechecked THEN c.received_at + {days} END"
        return {
            "case_no": "c.case_no",
            "body": "t.department || '_' || c.region",
            **{name: f"t.{name}" for name in ("item", "name", "department", "promised_days", "prechecked")},
            "ordering": "t.ordering",
            "check_outcome": "CASE WHEN c.stage > 0 AND t.prechecked THEN 'undecided' END",
            "checked_at": started.format(days=DAY),
            "clock_started_at": started.format(days=DAY),
            "warn_at": started.format(days=4 * DAY),
            "due_at": started.format(days=6 * DAY),
            "clock_state": "CASE WHEN c.stage > 0 AND t.prechecked THEN 'green' END",
        }

    def _planned(self) -> str:
        region = min(self._catalogue.regions())
        planned = plan("restaurant", region, {"licence": "new", "fire": "inspection"}, self._catalogue)
        rows = [
            (part.item, part.name, part.department, part.promised_days, part.prechecked, ordering)
            for ordering, part in enumerate(planned.items)
        ]
        return template(("item", "name", "department", "promised_days", "prechecked", "ordering"), rows)

    def _lists(self) -> Iterator[tuple[str, str]]:
        line = {
            **{name: f"c.{name}" for name in ("case_no", "region", "received_at", "state")},
            "theme": "'restaurant'",
            "body": "CASE WHEN t.department = '' THEN '' ELSE t.department || '_' || c.region END",
        }
        places = template(("department",), [("",), ("approval",), ("fire",), ("urban",)])
        yield insert("listed_cases", line, f"{CASES} CROSS JOIN {places} t")

    def _progress(self) -> Iterator[tuple[str, str]]:
        claim = {
            "case_no": "c.case_no",
            "process_instance_key": "c.root",
            "body": "'approval_' || c.region",
            "claimed_at": "c.received_at",
        }
        yield insert("claims", claim, CASES, CLAIMED)
        case = {
            "process_instance_key": "c.root",
            "case_no": "c.case_no",
            "state": "c.state",
            "state_since": f"coalesce({ENDED_AT}, c.received_at)",
            "accepted_at": f"CASE WHEN c.stage > 0 THEN c.received_at + {DAY} END",
            "outcomes": "'{}'",
            "ended_at": ENDED_AT,
        }
        yield insert("rm_cases", case, CASES, CLAIMED)
        item = {
            "root_key": "c.root",
            "item": "t.item",
            "case_no": "c.case_no",
            "state": "CASE c.state WHEN 'completed' THEN 'granted' WHEN 'refused' THEN 'refused' ELSE 'in_progress' END",
            "since": f"c.received_at + {DAY}",
        }
        yield insert("rm_items", item, f"{CASES} CROSS JOIN {self._planned()} t", "c.stage > 0")

    def _handling(self) -> Iterator[tuple[str, str]]:
        yield insert("notices", self._supplement(), CASES, "c.state = 'supplementing' OR c.n % 5 = 0")
        yield insert("notices", self._answer(), CASES, "c.stage = 2")
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
            "decided_at": f"c.received_at + {4 * DAY}",
            "state": "'done'",
        }
        tasks = template(("offs", "item", "department"), [(offs, *rest) for offs, _, *rest in TASKS])
        yield insert("decisions", decision, f"{CASES} CROSS JOIN {tasks} t", "c.stage = 2")

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
            "due_at": f"c.received_at + {20 * DAY}",
            "answered_at": f"CASE WHEN c.state <> 'supplementing' THEN c.received_at + {DAY} END",
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
            "sent_at": ENDED_AT,
            "due_at": "NULL",
            "answered_at": "NULL",
        }

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
        yield insert("outbox", sent, CASES)
        answered = {
            "subject": "c.applicant",
            "route": "'POST /cases'",
            "key": "'key ' || c.n",
            "request_hash": "'hash'",
            "status": "202",
            "response": self._secret("idempotency.response", {"case_no": ""}, 300),
            "created_at": "c.received_at",
        }
        yield insert("idempotency", answered, CASES)
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
        lines = template(("offs",), [(1,), (2,), (3,)])
        yield insert("audit_log", read, f"{CASES} CROSS JOIN {lines} t")
        life = {"incarnation": "'filled'", "current": "TRUE", "adopted_at": "0"}
        yield insert("engine_incarnations", life)
        place = {"incarnation": "'filled'", "partition": "1", "position": "0"}
        yield insert(
            "intake_positions", {**place, "record_at": str(self._now), "committed_at": str(self._now)}
        )
