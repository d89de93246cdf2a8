"""Lists of cases as ranges of indexes, and only those indexes that a query uses.

A downgrade loses nothing: the lists are a copy of facts that stand in the other tables.

Revision: 0005, after 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_FAILED = sa.text("failed_code IS NOT NULL")
_LISTS = (
    ["body", "received_at", "case_no"],
    ["body", "state", "received_at", "case_no"],
    ["body", "theme", "received_at", "case_no"],
    ["body", "theme", "state", "received_at", "case_no"],
)
_UNUSED = (
    ("cases", ["received_at", "case_no"]),
    ("cases", ["lead_body", "received_at", "case_no"]),
    ("item_cases", ["body", "case_no"]),
    ("case_files", ["file_id"]),
    ("files", ["uploader_sub"]),
    ("certificates", ["body"]),
    ("rm_instances", ["case_no"]),
    ("rm_cases", ["case_no"]),
    ("rm_cases", ["state", "case_no"]),
)

_FILL = """
INSERT INTO listed_cases (case_no, body, theme, region, received_at, state)
SELECT cases.case_no, places.body, cases.theme, cases.region, cases.received_at,
       coalesce(rm_cases.state, 'received')
FROM cases
JOIN (SELECT case_no, '' AS body FROM cases
      UNION SELECT case_no, lead_body FROM cases
      UNION SELECT case_no, body FROM item_cases) AS places ON places.case_no = cases.case_no
LEFT JOIN claims ON claims.case_no = cases.case_no
LEFT JOIN rm_cases ON rm_cases.process_instance_key = claims.process_instance_key
                  AND rm_cases.case_no = claims.case_no
"""


def upgrade() -> None:
    """Bring the tables to this revision; cases that are there enter their lists."""
    op.create_table(
        "listed_cases",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("theme", sa.String(length=120), nullable=False),
        sa.Column("region", sa.String(length=120), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["case_no"], ["cases.case_no"], name=op.f("fk_listed_cases_case_no_cases")),
        sa.PrimaryKeyConstraint("case_no", "body", name=op.f("pk_listed_cases")),
        sqlite_with_rowid=False,
    )
    op.execute(_FILL)
    for columns in _LISTS:
        op.create_index(_name("listed_cases", columns), "listed_cases", columns)
    for table, columns in _UNUSED:
        op.drop_index(_name(table, columns), table_name=table)
    op.create_index(_name("files", ["uploader_sub", "sha256"]), "files", ["uploader_sub", "sha256"])
    op.create_index(
        _name("claims", ["process_instance_key"]), "claims", ["process_instance_key"], unique=True
    )
    op.create_index("ix_outbox_failed", "outbox", ["id"], sqlite_where=_FAILED, postgresql_where=_FAILED)


def downgrade() -> None:
    """Take the tables back to the revision before."""
    op.drop_index("ix_outbox_failed", table_name="outbox", sqlite_where=_FAILED, postgresql_where=_FAILED)
    op.drop_index(_name("claims", ["process_instance_key"]), table_name="claims")
    op.drop_index(_name("files", ["uploader_sub", "sha256"]), table_name="files")
    for table, columns in reversed(_UNUSED):
        op.create_index(_name(table, columns), table, columns)
    op.drop_table("listed_cases")


def _name(table: str, columns: list[str]) -> str:
    return f"ix_{table}_{'_'.join(columns)}"
