"""The case as the law treats it: acts, documents, obligations, paper at the window, the office's calendar, cards.

Revision: 0008, after 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision; older cases keep null where nobody knew."""
    op.create_table(
        "calendar_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("set_by", sa.String(length=255), nullable=False),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_days")),
    )
    op.create_table(
        "documents",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("document_no", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("number", sa.String(length=120), nullable=True),
        sa.Column("seal", sa.String(length=120), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("drafted_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.Column("sealed_at", sa.BigInteger(), nullable=True),
        sa.Column("blob_ref", sa.String(length=80), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("delivered_at", sa.BigInteger(), nullable=True),
        sa.Column("delivery", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(["case_no"], ["cases.case_no"], name=op.f("fk_documents_case_no_cases")),
        sa.PrimaryKeyConstraint("case_no", "document_no", name=op.f("pk_documents")),
        sa.UniqueConstraint("case_no", "key", name=op.f("uq_documents_case_no_key")),
        sa.UniqueConstraint("number", name=op.f("uq_documents_number")),
    )
    op.create_index(op.f("ix_documents_state_drafted_at"), "documents", ["state", "drafted_at"], unique=False)
    op.create_table(
        "papers",
        sa.Column("paper_id", sa.String(length=64), nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("material", sa.String(length=120), nullable=False),
        sa.Column("copies", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("holder", sa.String(length=255), nullable=False),
        sa.Column("moves", sa.JSON(), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.Column("returned_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_no"], ["cases.case_no"], name=op.f("fk_papers_case_no_cases")),
        sa.PrimaryKeyConstraint("paper_id", name=op.f("pk_papers")),
    )
    op.create_index(op.f("ix_papers_case_no"), "papers", ["case_no"], unique=False)
    op.create_table(
        "cards",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=120), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("clock", sa.String(length=120), nullable=False),
        sa.Column("colour", sa.String(length=120), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("shown_at", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_no", "item"],
            ["item_cases.case_no", "item_cases.item"],
            name=op.f("fk_cards_case_no_item_cases"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cards")),
        sa.UniqueConstraint(
            "case_no",
            "item",
            "clock",
            "colour",
            "due_at",
            name=op.f("uq_cards_case_no_item_clock_colour_due_at"),
        ),
    )
    op.create_index(op.f("ix_cards_body_shown_at"), "cards", ["body", "shown_at"], unique=False)
    op.create_table(
        "obligations",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("obligation_no", sa.String(length=120), nullable=False),
        sa.Column("item", sa.String(length=120), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("material", sa.String(length=120), nullable=True),
        sa.Column("days", sa.BigInteger(), nullable=False),
        sa.Column("consequence", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.Column("undertaken_at", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("remind_at", sa.BigInteger(), nullable=True),
        sa.Column("reminded_at", sa.BigInteger(), nullable=True),
        sa.Column("mend_until", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_no", "item"],
            ["item_cases.case_no", "item_cases.item"],
            name=op.f("fk_obligations_case_no_item_cases"),
        ),
        sa.PrimaryKeyConstraint("case_no", "obligation_no", name=op.f("pk_obligations")),
    )
    op.create_index(op.f("ix_obligations_case_no_item"), "obligations", ["case_no", "item"], unique=False)
    op.create_table(
        "procedure_acts",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=120), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("act", sa.String(length=120), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("effective_at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=True),
        sa.Column("role", sa.String(length=120), nullable=False),
        sa.Column("actor", sa.String(length=255), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("document_no", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_no", "item"],
            ["item_cases.case_no", "item_cases.item"],
            name=op.f("fk_procedure_acts_case_no_item_cases"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_acts")),
        sa.UniqueConstraint("case_no", "item", "key", name=op.f("uq_procedure_acts_case_no_item_key")),
        sa.UniqueConstraint("case_no", "item", "number", name=op.f("uq_procedure_acts_case_no_item_number")),
    )
    op.create_table(
        "breaches",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=120), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("notice_no", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("target", sa.String(length=200), nullable=False),
        sa.Column("what", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_no", "item"],
            ["item_cases.case_no", "item_cases.item"],
            name=op.f("fk_breaches_case_no_item_cases"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breaches")),
        sa.UniqueConstraint(
            "case_no",
            "item",
            "notice_no",
            "kind",
            "target",
            name=op.f("uq_breaches_case_no_item_notice_no_kind_target"),
        ),
    )
    op.create_table(
        "window_events",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("clerk_sub", sa.String(length=255), nullable=True),
        sa.Column("to_sub", sa.String(length=255), nullable=True),
        sa.ForeignKeyConstraint(["case_no"], ["cases.case_no"], name=op.f("fk_window_events_case_no_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_window_events")),
    )
    op.create_index(op.f("ix_window_events_case_no"), "window_events", ["case_no"], unique=False)
    op.create_table(
        "window_decisions",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=120), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("officer_sub", sa.String(length=255), nullable=False),
        sa.Column("outcome", sa.String(length=120), nullable=False),
        sa.Column("opinion", sa.LargeBinary(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_no", "item"],
            ["item_cases.case_no", "item_cases.item"],
            name=op.f("fk_window_decisions_case_no_item_cases"),
        ),
        sa.PrimaryKeyConstraint("case_no", "item", name=op.f("pk_window_decisions")),
    )
    op.add_column("cases", sa.Column("told_by", sa.BigInteger(), nullable=True))
    op.add_column("cases", sa.Column("channel", sa.String(length=120), nullable=True))
    op.add_column("cases", sa.Column("clerk_sub", sa.String(length=255), nullable=True))
    op.add_column("cases", sa.Column("binding", sa.String(length=64), nullable=True))
    op.add_column("cases", sa.Column("binding_failures", sa.BigInteger(), nullable=True))
    op.add_column("case_materials", sa.Column("paper", sa.String(length=120), nullable=True))
    op.add_column("item_cases", sa.Column("stage", sa.String(length=120), nullable=True))
    op.add_column("item_cases", sa.Column("mode", sa.String(length=120), nullable=True))
    op.add_column("item_cases", sa.Column("accepted_at", sa.BigInteger(), nullable=True))
    op.add_column("item_cases", sa.Column("statutory_due_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Go back one revision."""
    op.drop_column("item_cases", "statutory_due_at")
    op.drop_column("item_cases", "accepted_at")
    op.drop_column("item_cases", "mode")
    op.drop_column("item_cases", "stage")
    op.drop_column("case_materials", "paper")
    op.drop_column("cases", "binding_failures")
    op.drop_column("cases", "binding")
    op.drop_column("cases", "clerk_sub")
    op.drop_column("cases", "channel")
    op.drop_column("cases", "told_by")
    op.drop_table("window_decisions")
    op.drop_index(op.f("ix_window_events_case_no"), table_name="window_events")
    op.drop_table("window_events")
    op.drop_table("breaches")
    op.drop_table("procedure_acts")
    op.drop_index(op.f("ix_obligations_case_no_item"), table_name="obligations")
    op.drop_table("obligations")
    op.drop_index(op.f("ix_cards_body_shown_at"), table_name="cards")
    op.drop_table("cards")
    op.drop_index(op.f("ix_papers_case_no"), table_name="papers")
    op.drop_table("papers")
    op.drop_index(op.f("ix_documents_state_drafted_at"), table_name="documents")
    op.drop_table("documents")
    op.drop_table("calendar_days")
