"""File checks, archives and retention.

Revision: 0016, after 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "archives",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.Column("handed_over_at", sa.BigInteger(), nullable=False),
        sa.Column("archive_no", sa.String(length=120), nullable=True),
        sa.Column("retention", sa.String(length=120), nullable=True),
        sa.Column("retention_until", sa.Date(), nullable=True),
        sa.Column("manifest_sm3", sa.String(length=64), nullable=True),
        sa.Column("manifest", sa.LargeBinary(), nullable=True),
        sa.Column("packed_at", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("reduced_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_no"], ["cases.case_no"], name=op.f("fk_archives_case_no_cases")),
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_archives")),
        sa.UniqueConstraint("archive_no", name=op.f("uq_archives_archive_no")),
    )
    op.create_index(
        op.f("ix_archives_body_state_case_no"), "archives", ["body", "state", "case_no"], unique=False
    )
    op.create_index(op.f("ix_archives_state_case_no"), "archives", ["state", "case_no"], unique=False)
    op.create_table(
        "file_checks",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("again_at", sa.BigInteger(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_no"], ["archives.case_no"], name=op.f("fk_file_checks_case_no_archives")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_checks")),
    )
    op.create_index(op.f("ix_file_checks_case_no_id"), "file_checks", ["case_no", "id"], unique=False)
    op.create_table(
        "file_findings",
        sa.Column("check_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("rule", sa.String(length=120), nullable=False),
        sa.Column("severity", sa.String(length=120), nullable=False),
        sa.Column("item", sa.String(length=120), nullable=True),
        sa.Column("sentence", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["check_id"], ["file_checks.id"], name=op.f("fk_file_findings_check_id_file_checks")
        ),
        sa.PrimaryKeyConstraint("check_id", "number", name=op.f("pk_file_findings")),
    )


def downgrade() -> None:
    """Take the tables back to the revision before."""
    op.drop_table("file_findings")
    op.drop_table("file_checks")
    op.drop_table("archives")
