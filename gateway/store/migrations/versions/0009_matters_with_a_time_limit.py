"""Matters of a case that have a time limit of their own.

Revision: 0009, after 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "matters",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("matter_no", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("changes", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_no"], ["cases.case_no"], name=op.f("fk_matters_case_no_cases")),
        sa.PrimaryKeyConstraint("case_no", "matter_no", name=op.f("pk_matters")),
        sa.UniqueConstraint("case_no", "kind", "subject", name=op.f("uq_matters_case_no_kind_subject")),
    )


def downgrade() -> None:
    """Take the tables back to the revision before."""
    op.drop_table("matters")
