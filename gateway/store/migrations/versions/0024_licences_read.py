"""Which licence was read of shared data in place of a material.

Revision: 0024, after 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision; what was read before named no material."""
    op.add_column("shared_readings", sa.Column("licence", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Take this revision back."""
    op.drop_column("shared_readings", "licence")
