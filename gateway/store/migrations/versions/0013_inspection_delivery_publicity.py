"""Joint inspections, deliveries, publicity.

Revision: 0013, after 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "deliveries",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("delivery_no", sa.String(length=120), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("way", sa.String(length=120), nullable=False),
        sa.Column("consented", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("reminded_at", sa.BigInteger(), nullable=True),
        sa.Column("missed_at", sa.BigInteger(), nullable=True),
        sa.Column("openings", sa.JSON(), nullable=False),
        sa.Column("handed", sa.JSON(), nullable=False),
        sa.Column("postings", sa.LargeBinary(), nullable=False),
        sa.Column("receiver", sa.LargeBinary(), nullable=True),
        sa.Column("delivered_at", sa.BigInteger(), nullable=True),
        sa.Column("handed_by", sa.String(length=255), nullable=True),
        sa.Column("document_no", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(["case_no"], ["cases.case_no"], name=op.f("fk_deliveries_case_no_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("case_no", "delivery_no", name=op.f("uq_deliveries_case_no_delivery_no")),
    )
    op.create_index(op.f("ix_deliveries_body_state_id"), "deliveries", ["body", "state", "id"], unique=False)
    op.create_table(
        "delivery_choices",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("way", sa.String(length=120), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("chosen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_no"], ["cases.case_no"], name=op.f("fk_delivery_choices_case_no_cases")
        ),
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_delivery_choices")),
    )
    op.create_table(
        "inspections",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("inspection_no", sa.String(length=120), nullable=False),
        sa.Column("task_key", sa.BigInteger(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("bodies", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.LargeBinary(), nullable=False),
        sa.Column("appointed_by", sa.String(length=120), nullable=False),
        sa.Column("appointed_at", sa.BigInteger(), nullable=False),
        sa.Column("appointments", sa.BigInteger(), nullable=False),
        sa.Column("wish", sa.LargeBinary(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("participants", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=True),
        sa.Column("document_no", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(["case_no"], ["cases.case_no"], name=op.f("fk_inspections_case_no_cases")),
        sa.PrimaryKeyConstraint("case_no", "inspection_no", name=op.f("pk_inspections")),
    )
    op.create_table(
        "inspection_findings",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("inspection_no", sa.String(length=120), nullable=False),
        sa.Column("item", sa.String(length=120), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("officer_sub", sa.String(length=255), nullable=False),
        sa.Column("found_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_no", "inspection_no"],
            ["inspections.case_no", "inspections.inspection_no"],
            name=op.f("fk_inspection_findings_case_no_inspections"),
        ),
        sa.PrimaryKeyConstraint("case_no", "inspection_no", "item", name=op.f("pk_inspection_findings")),
    )
    op.create_table(
        "publications",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=120), nullable=False),
        sa.Column("act", sa.String(length=120), nullable=False),
        sa.Column("act_number", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("document_no", sa.String(length=120), nullable=True),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_for", sa.String(length=500), nullable=True),
        sa.Column("missed_at", sa.BigInteger(), nullable=True),
        sa.Column("document_name", sa.String(length=200), nullable=False),
        sa.Column("document_number", sa.String(length=120), nullable=True),
        sa.Column("licence", sa.String(length=200), nullable=False),
        sa.Column("certificate_name", sa.String(length=200), nullable=True),
        sa.Column("certificate_number", sa.String(length=120), nullable=True),
        sa.Column("content", sa.String(length=1000), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("holder", sa.String(length=200), nullable=False),
        sa.Column("holder_uscc", sa.String(length=18), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("send_attempts", sa.BigInteger(), nullable=False),
        sa.Column("receipt", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_no", "item"],
            ["item_cases.case_no", "item_cases.item"],
            name=op.f("fk_publications_case_no_item_cases"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publications")),
        sa.UniqueConstraint(
            "case_no", "item", "act_number", name=op.f("uq_publications_case_no_item_act_number")
        ),
    )
    op.create_index(op.f("ix_publications_state_id"), "publications", ["state", "id"], unique=False)


def downgrade() -> None:
    """Take the tables back to the revision before."""
    op.drop_index(op.f("ix_publications_state_id"), table_name="publications")
    op.drop_table("publications")
    op.drop_table("inspection_findings")
    op.drop_table("inspections")
    op.drop_table("delivery_choices")
    op.drop_index(op.f("ix_deliveries_body_state_id"), table_name="deliveries")
    op.drop_table("deliveries")
