"""What an item's end does to the others: how each ended, and until when it rests.

Revision: 0011, after 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision; items that ended before have only their stage."""
    op.add_column("item_cases", sa.Column("closed_as", sa.String(length=120), nullable=True))
    op.add_column("item_cases", sa.Column("held_until", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Take the tables back to the revision before."""
    op.drop_column("item_cases", "held_until")
    op.drop_column("item_cases", "closed_as")
