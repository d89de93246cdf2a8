"""Supplements to what is filed, and what each package holds.

A case that was filed before has no list of what its package holds: its first supplement holds everything again.

Revision: 0018, after 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    with op.batch_alter_table("archives") as table:
        table.add_column(sa.Column("contents_sha256", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("held", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("archives") as table:
        table.alter_column("held", server_default=None)
    op.create_table(
        "archive_supplements",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("manifest", sa.LargeBinary(), nullable=True),
        sa.Column("ref", sa.String(length=80), nullable=True),
        sa.Column("contents_sha256", sa.String(length=64), nullable=True),
        sa.Column("held", sa.JSON(), nullable=False),
        sa.Column("manifest_sm3", sa.String(length=64), nullable=True),
        sa.Column("packed_at", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("reduced_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_no"], ["archives.case_no"], name=op.f("fk_archive_supplements_case_no_archives")
        ),
        sa.PrimaryKeyConstraint("case_no", "number", name=op.f("pk_archive_supplements")),
    )
    op.create_index(
        op.f("ix_archive_supplements_state_case_no"),
        "archive_supplements",
        ["state", "case_no"],
        unique=False,
    )


def downgrade() -> None:
    """Take the tables back to the revision before."""
    op.drop_table("archive_supplements")
    with op.batch_alter_table("archives") as table:
        table.drop_column("held")
        table.drop_column("contents_sha256")
