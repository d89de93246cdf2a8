"""Certificates found by holder and by number however many their issuing body has.

Revision: 0025, after 0024
"""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.drop_index("ix_certificates_holder_key", table_name="certificates")
    op.create_index(
        "ix_certificates_held", "certificates", ["holder_key", "body", "allocated_at"], unique=False
    )
    op.create_index(
        "ix_certificates_numbered", "certificates", ["number", "body", "allocated_at"], unique=False
    )


def downgrade() -> None:
    """Take this revision back."""
    op.drop_index("ix_certificates_numbered", table_name="certificates")
    op.drop_index("ix_certificates_held", table_name="certificates")
    op.create_index("ix_certificates_holder_key", "certificates", ["holder_key"], unique=False)
