"""Annotated copies of certificates.

Revision: 0022, after 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "certificate_copies",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("copy_no", sa.String(length=120), nullable=False),
        sa.Column("identifier", sa.String(length=120), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("requested_at", sa.BigInteger(), nullable=False),
        sa.Column("requested_by", sa.String(length=255), nullable=False),
        sa.Column("blob_ref", sa.String(length=80), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("sealed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_no"], ["cases.case_no"], name=op.f("fk_certificate_copies_case_no_cases")
        ),
        sa.PrimaryKeyConstraint("case_no", "copy_no", name=op.f("pk_certificate_copies")),
    )
    op.create_index(
        "ix_certificate_copies_identifier", "certificate_copies", ["identifier", "requested_at"], unique=False
    )


def downgrade() -> None:
    """Take this revision back; sealed copies stay as files that nothing names."""
    op.drop_index("ix_certificate_copies_identifier", table_name="certificate_copies")
    op.drop_table("certificate_copies")
