"""Claims, gaps, notices, decisions, findings and certificates: what bodies report and issue.

Revision: 0002, after 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "series",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_series")),
    )
    op.create_table(
        "claims",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("claimed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_no"], ["cases.case_no"], name=op.f("fk_claims_case_no_cases")),
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_claims")),
    )
    op.create_table(
        "decisions",
        sa.Column("task_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=120), nullable=True),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("officer_sub", sa.String(length=255), nullable=False),
        sa.Column("outcome", sa.String(length=120), nullable=False),
        sa.Column("opinion", sa.LargeBinary(), nullable=True),
        sa.Column("gaps", sa.LargeBinary(), nullable=True),
        sa.Column("findings", sa.LargeBinary(), nullable=True),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["case_no"], ["cases.case_no"], name=op.f("fk_decisions_case_no_cases")),
        sa.PrimaryKeyConstraint("task_key", name=op.f("pk_decisions")),
    )
    op.create_index(op.f("ix_decisions_case_no_item"), "decisions", ["case_no", "item"], unique=False)
    op.create_table(
        "notices",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("notice_no", sa.String(length=120), nullable=False),
        sa.Column("scope", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("result", sa.String(length=120), nullable=True),
        sa.Column("job_key", sa.String(length=120), nullable=False),
        sa.Column("gaps", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column("outcomes", sa.JSON(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["case_no"], ["cases.case_no"], name=op.f("fk_notices_case_no_cases")),
        sa.PrimaryKeyConstraint("case_no", "notice_no", name=op.f("pk_notices")),
        sa.UniqueConstraint("job_key", name=op.f("uq_notices_job_key")),
    )
    op.create_table(
        "subjects",
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.Column("fictitious", sa.Boolean(), nullable=False),
        sa.Column("allocated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_no"], ["cases.case_no"], name=op.f("fk_subjects_case_no_cases")),
        sa.PrimaryKeyConstraint("uscc", name=op.f("pk_subjects")),
        sa.UniqueConstraint("case_no", name=op.f("uq_subjects_case_no")),
        sa.UniqueConstraint("serial", name=op.f("uq_subjects_serial")),
    )
    op.create_table(
        "certificates",
        sa.Column("identifier", sa.String(length=120), nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=120), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("type_code", sa.String(length=120), nullable=False),
        sa.Column("template", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("number", sa.String(length=120), nullable=False),
        sa.Column("holder", sa.LargeBinary(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.Column("status", sa.String(length=120), nullable=False),
        sa.Column("public_token", sa.String(length=64), nullable=True),
        sa.Column("allocated_at", sa.BigInteger(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("original_ref", sa.String(length=80), nullable=True),
        sa.Column("original_sha256", sa.String(length=64), nullable=True),
        sa.Column("composed_at", sa.BigInteger(), nullable=True),
        sa.Column("sealed_ref", sa.String(length=80), nullable=True),
        sa.Column("sealed_sha256", sa.String(length=64), nullable=True),
        sa.Column("sealed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_no", "item"],
            ["item_cases.case_no", "item_cases.item"],
            name=op.f("fk_certificates_case_no_item_cases"),
        ),
        sa.PrimaryKeyConstraint("identifier", name=op.f("pk_certificates")),
        sa.UniqueConstraint("case_no", "item", name=op.f("uq_certificates_case_no_item")),
        sa.UniqueConstraint("number", name=op.f("uq_certificates_number")),
        sa.UniqueConstraint("public_token", name=op.f("uq_certificates_public_token")),
    )
    op.create_index(op.f("ix_certificates_body"), "certificates", ["body"], unique=False)
    op.create_table(
        "findings",
        sa.Column("task_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("item", sa.String(length=120), nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("found_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_no", "item"],
            ["item_cases.case_no", "item_cases.item"],
            name=op.f("fk_findings_case_no_item_cases"),
        ),
        sa.ForeignKeyConstraint(
            ["task_key"], ["decisions.task_key"], name=op.f("fk_findings_task_key_decisions")
        ),
        sa.PrimaryKeyConstraint("task_key", "item", name=op.f("pk_findings")),
    )
    op.create_index(op.f("ix_findings_case_no_item"), "findings", ["case_no", "item"], unique=False)
    op.create_table(
        "gaps",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=120), nullable=False),
        sa.Column("job_key", sa.String(length=120), nullable=False),
        sa.Column("gaps", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_no", "item"],
            ["item_cases.case_no", "item_cases.item"],
            name=op.f("fk_gaps_case_no_item_cases"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gaps")),
        sa.UniqueConstraint("job_key", name=op.f("uq_gaps_job_key")),
    )
    op.create_index(op.f("ix_gaps_case_no_item_id"), "gaps", ["case_no", "item", "id"], unique=False)


def downgrade() -> None:
    """Take the tables back to the revision before."""
    op.drop_index(op.f("ix_gaps_case_no_item_id"), table_name="gaps")
    op.drop_table("gaps")
    op.drop_index(op.f("ix_findings_case_no_item"), table_name="findings")
    op.drop_table("findings")
    op.drop_index(op.f("ix_certificates_body"), table_name="certificates")
    op.drop_table("certificates")
    op.drop_table("subjects")
    op.drop_table("notices")
    op.drop_index(op.f("ix_decisions_case_no_item"), table_name="decisions")
    op.drop_table("decisions")
    op.drop_table("claims")
    op.drop_table("series")
