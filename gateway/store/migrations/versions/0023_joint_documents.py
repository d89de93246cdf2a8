"""Documents that several bodies issue and seal together.

Revision: 0023, after 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision; documents from before are one body's."""
    op.add_column("documents", sa.Column("parties", sa.JSON(), nullable=True))
    op.add_column("documents", sa.Column("partial_ref", sa.String(length=80), nullable=True))


def downgrade() -> None:
    """Take this revision back; what some bodies sealed stays as a file that nothing names."""
    op.drop_column("documents", "partial_ref")
    op.drop_column("documents", "parties")
