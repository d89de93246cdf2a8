"""Acts after a decision: requests, versions of certificates, corrections.

Revision: 0012, after 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    with op.batch_alter_table("certificates") as table:
        table.add_column(sa.Column("version", sa.BigInteger(), nullable=False, server_default="1"))
        table.add_column(sa.Column("supersedes", sa.String(length=120), nullable=True))
        table.add_column(sa.Column("cause", sa.String(length=120), nullable=True))
        table.drop_constraint("uq_certificates_case_no_item", type_="unique")
        table.drop_constraint("uq_certificates_number", type_="unique")
        table.create_unique_constraint(
            op.f("uq_certificates_case_no_item_version"), ["case_no", "item", "version"]
        )
        table.create_unique_constraint(op.f("uq_certificates_number_version"), ["number", "version"])
        table.create_unique_constraint(op.f("uq_certificates_supersedes"), ["supersedes"])
    with op.batch_alter_table("certificates") as table:
        table.alter_column("version", server_default=None)
    op.create_table(
        "licence_requests",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("request_no", sa.String(length=120), nullable=False),
        sa.Column("item", sa.String(length=120), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.Column("changes", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("requested_by", sa.String(length=255), nullable=False),
        sa.Column("requested_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("opinion", sa.LargeBinary(), nullable=True),
        sa.Column("act_number", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_no", "item"],
            ["item_cases.case_no", "item_cases.item"],
            name=op.f("fk_licence_requests_case_no_item_cases"),
        ),
        sa.PrimaryKeyConstraint("case_no", "request_no", name=op.f("pk_licence_requests")),
    )
    op.create_index(
        op.f("ix_licence_requests_body_state_due_at"), "licence_requests", ["body", "state", "due_at"]
    )
    op.create_table(
        "licence_changes",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=120), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("changes", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_no", "item"],
            ["item_cases.case_no", "item_cases.item"],
            name=op.f("fk_licence_changes_case_no_item_cases"),
        ),
        sa.PrimaryKeyConstraint("case_no", "item", "number", name=op.f("pk_licence_changes")),
    )
    op.create_table(
        "corrections",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("correction_no", sa.String(length=120), nullable=False),
        sa.Column("item", sa.String(length=120), nullable=False),
        sa.Column("document_no", sa.String(length=120), nullable=True),
        sa.Column("certificate", sa.String(length=120), nullable=True),
        sa.Column("corrections", sa.LargeBinary(), nullable=False),
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("notice_no", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_no", "item"],
            ["item_cases.case_no", "item_cases.item"],
            name=op.f("fk_corrections_case_no_item_cases"),
        ),
        sa.PrimaryKeyConstraint("case_no", "correction_no", name=op.f("pk_corrections")),
    )


def downgrade() -> None:
    """Take the tables back to the revision before, which knows the first version of a certificate alone."""
    op.drop_table("corrections")
    op.drop_table("licence_changes")
    op.drop_index(op.f("ix_licence_requests_body_state_due_at"), "licence_requests")
    op.drop_table("licence_requests")
    op.execute("DELETE FROM certificates WHERE version > 1")
    with op.batch_alter_table("certificates") as table:
        table.drop_constraint("uq_certificates_supersedes", type_="unique")
        table.drop_constraint("uq_certificates_number_version", type_="unique")
        table.drop_constraint("uq_certificates_case_no_item_version", type_="unique")
        table.create_unique_constraint(op.f("uq_certificates_number"), ["number"])
        table.create_unique_constraint(op.f("uq_certificates_case_no_item"), ["case_no", "item"])
        table.drop_column("cause")
        table.drop_column("supersedes")
        table.drop_column("version")
