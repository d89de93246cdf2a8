"""The signed list of certificates that do not count: one row, made by whichever gateway holds its lease.

Revision: 0021, after 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_ENDED = sa.text("status <> 'valid'")


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "status_lists",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=True),
        sa.Column("next_update", sa.BigInteger(), nullable=True),
        sa.Column("envelope", sa.LargeBinary(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("error_code", sa.String(length=120), nullable=True),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("next_attempt_at", sa.BigInteger(), nullable=False),
        sa.Column("leased_until", sa.BigInteger(), nullable=True),
        sa.Column("leased_by", sa.String(length=120), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_lists")),
    )
    op.create_index(
        "ix_certificates_ended",
        "certificates",
        ["status"],
        sqlite_where=_ENDED,
        postgresql_where=_ENDED,
    )
    op.create_index(op.f("ix_certificates_valid_until"), "certificates", ["valid_until"])


def downgrade() -> None:
    """Take the tables back to the revision before."""
    op.drop_index(op.f("ix_certificates_valid_until"), "certificates")
    op.drop_index("ix_certificates_ended", "certificates")
    op.drop_table("status_lists")
