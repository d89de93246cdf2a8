"""The certificate library: what happened to each certificate, and which cases rely on one.

The events of certificates that are there already are found again in the acts, seals and versions on record, so that each
status still follows from them; who sealed an older version is not known any more (actor ``migration``).

Revision: 0019, after 0018
"""

from collections import defaultdict
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_ENDS = {"recall": "recalled", "revoke": "revoked", "strip": "stripped", "cancel": "cancelled"}
_CAUSES = {"change": "changed", "renew": "renewed", "correct": "corrected"}
_BATCH = 500


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "certificate_events",
        sa.Column("identifier", sa.String(length=120), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("event", sa.String(length=120), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(length=255), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=True),
        sa.Column("ground", sa.String(length=120), nullable=True),
        sa.Column("act_number", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("identifier", "seq", name=op.f("pk_certificate_events")),
    )
    with op.batch_alter_table("case_files") as table:
        table.add_column(sa.Column("certificate", sa.String(length=120), nullable=True))
        table.create_index(op.f("ix_case_files_certificate"), ["certificate"], unique=False)
    _seals()
    _lives()


def downgrade() -> None:
    """Take the tables back to the revision before, which knows no suspension: what is suspended counts there."""
    op.execute("UPDATE certificates SET status = 'valid' WHERE status = 'suspended'")
    with op.batch_alter_table("case_files") as table:
        table.drop_index(op.f("ix_case_files_certificate"))
        table.drop_column("certificate")
    op.drop_table("certificate_events")


_CERTIFICATES = sa.table(
    "certificates",
    *(
        sa.column(name)
        for name in (
            "identifier",
            "case_no",
            "item",
            "body",
            "version",
            "supersedes",
            "cause",
            "status",
            "sealed_at",
            "allocated_at",
        )
    ),
)
_ACTS = sa.table(
    "procedure_acts",
    *(sa.column(name) for name in ("case_no", "item", "number", "act", "at", "actor", "body")),
    sa.column("detail", sa.JSON()),
)
_EVENTS = sa.table(
    "certificate_events",
    *(
        sa.column(name)
        for name in ("identifier", "seq", "event", "at", "actor", "body", "ground", "act_number")
    ),
)


def _seals() -> None:
    """Each sealed version was issued: most certificates have no other event, so this is left to the database."""
    op.execute(
        "INSERT INTO certificate_events (identifier, seq, event, at, actor, body) "
        "SELECT identifier, 1, 'issued', sealed_at, 'migration', body FROM certificates "
        "WHERE sealed_at IS NOT NULL"
    )


def _lives() -> None:
    """What happened to the certificates of items that have several versions, or one that counts no more."""
    connection = op.get_bind()
    concerned = (
        sa.select(_CERTIFICATES.c.case_no, _CERTIFICATES.c.item)
        .where(sa.or_(_CERTIFICATES.c.version > 1, _CERTIFICATES.c.status != "valid"))
        .distinct()
    )
    rows: list[dict[str, Any]] = []
    for case_no, item in connection.execute(concerned).all():
        rows += _of_item(connection, case_no, item)
        if len(rows) >= _BATCH:
            connection.execute(_EVENTS.insert(), rows)
            rows = []
    if rows:
        connection.execute(_EVENTS.insert(), rows)


def _of_item(connection: sa.Connection, case_no: str, item: str) -> list[dict[str, Any]]:
    versions = connection.execute(
        sa.select(_CERTIFICATES)
        .where(_CERTIFICATES.c.case_no == case_no, _CERTIFICATES.c.item == item)
        .order_by(_CERTIFICATES.c.version)
    ).all()
    acts = [
        act
        for act in connection.execute(
            sa.select(_ACTS).where(_ACTS.c.case_no == case_no, _ACTS.c.item == item).order_by(_ACTS.c.number)
        )
        if act.detail.get("outcome") != "refused"
    ]
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for version in versions[1:]:
        found[version.supersedes].append(_followed(version, acts))
    for before, after in pairwise(versions):
        if before.status == "superseded":
            found[before.identifier].append(_event("superseded", after.sealed_at))
    for version in versions:
        if version.status not in ("valid", "superseded"):
            found[version.identifier] += _ended(version, acts)
    return [
        {"identifier": version.identifier, "seq": number, **event}
        for version in versions
        for number, event in enumerate(found[version.identifier], start=2 if version.sealed_at else 1)
    ]


def _followed(version: Any, acts: list[Any]) -> dict[str, Any]:
    """What the version before was changed, renewed or corrected by; a joint permit is made anew without an act."""
    causing = [act for act in acts if act.act == version.cause and act.at <= version.allocated_at]
    if not causing:
        return _event(_CAUSES[version.cause], version.allocated_at) | {"ground": "licence_changed"}
    return _by(_CAUSES[version.cause], causing[-1])


def _ended(version: Any, acts: list[Any]) -> list[dict[str, Any]]:
    """The acts that ended it; where they do not come to its status, that as it stands."""
    ends = [_by(_ENDS[act.act], act) for act in acts if act.act in _ENDS]
    if not ends or ends[-1]["event"] != version.status:
        ends.append(_event(version.status, ends[-1]["at"] if ends else version.allocated_at))
    return ends


def _by(event: str, act: Any) -> dict[str, Any]:
    return {
        "event": event,
        "at": act.at,
        "actor": act.actor,
        "body": act.body,
        "ground": act.detail.get("ground"),
        "act_number": act.number,
    }


def _event(event: str, at: int) -> dict[str, Any]:
    return {
        "event": event,
        "at": at,
        "actor": "migration",
        "body": None,
        "ground": None,
        "act_number": None,
    }
