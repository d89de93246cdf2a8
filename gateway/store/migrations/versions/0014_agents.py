"""Mandates and assistance.

Revision: 0014, after 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "mandates",
        sa.Column("mandate_no", sa.String(length=120), nullable=False),
        sa.Column("principal_sub", sa.String(length=255), nullable=False),
        sa.Column("agent_sub", sa.String(length=255), nullable=True),
        sa.Column("agent_body", sa.String(length=120), nullable=True),
        sa.Column("agent_name", sa.LargeBinary(), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("case_nos", sa.JSON(), nullable=False),
        sa.Column("acts", sa.JSON(), nullable=False),
        sa.Column("systems", sa.JSON(), nullable=False),
        sa.Column("valid_from", sa.BigInteger(), nullable=False),
        sa.Column("valid_until", sa.BigInteger(), nullable=False),
        sa.Column("document_file_id", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.Column("offered_at", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_file_id"], ["files.file_id"], name=op.f("fk_mandates_document_file_id_files")
        ),
        sa.PrimaryKeyConstraint("mandate_no", name=op.f("pk_mandates")),
    )
    for column in ("principal_sub", "agent_sub", "agent_body"):
        op.create_index(op.f(f"ix_mandates_{column}_offered_at"), "mandates", [column, "offered_at"])
    op.create_table(
        "mandate_events",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("mandate_no", sa.String(length=120), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("actor", sa.String(length=255), nullable=False),
        sa.Column("act", sa.String(length=120), nullable=True),
        sa.Column("case_no", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["mandate_no"], ["mandates.mandate_no"], name=op.f("fk_mandate_events_mandate_no_mandates")
        ),
        sa.ForeignKeyConstraint(["case_no"], ["cases.case_no"], name=op.f("fk_mandate_events_case_no_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate_events")),
    )
    for column in ("mandate_no", "case_no"):
        op.create_index(op.f(f"ix_mandate_events_{column}"), "mandate_events", [column])
    op.create_table(
        "assistances",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=120), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("mandate_no", sa.String(length=120), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("official", sa.String(length=255), nullable=False),
        sa.Column("level", sa.String(length=120), nullable=False),
        sa.Column("system", sa.String(length=200), nullable=False),
        sa.Column("done", sa.LargeBinary(), nullable=False),
        sa.Column("receipt_no", sa.LargeBinary(), nullable=False),
        sa.Column("receipt_file_id", sa.String(length=64), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_no", "item"],
            ["item_cases.case_no", "item_cases.item"],
            name=op.f("fk_assistances_case_no_item_cases"),
        ),
        sa.ForeignKeyConstraint(
            ["mandate_no"], ["mandates.mandate_no"], name=op.f("fk_assistances_mandate_no_mandates")
        ),
        sa.ForeignKeyConstraint(
            ["receipt_file_id"], ["files.file_id"], name=op.f("fk_assistances_receipt_file_id_files")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assistances")),
        sa.UniqueConstraint("case_no", "number", name=op.f("uq_assistances_case_no_number")),
    )
    op.add_column("procedure_acts", sa.Column("mandate_no", sa.String(length=120), nullable=True))
    op.add_column("cases", sa.Column("withdrawn_under", sa.String(length=120), nullable=True))


def downgrade() -> None:
    """Take the tables back to the revision before."""
    op.drop_column("cases", "withdrawn_under")
    op.drop_column("procedure_acts", "mandate_no")
    op.drop_table("assistances")
    op.drop_table("mandate_events")
    op.drop_table("mandates")
