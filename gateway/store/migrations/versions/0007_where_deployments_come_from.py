"""Where the files of a deployment come from: commit, changes beside it, and the digest of every file.

Revision: 0007, after 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision; of older deployments nobody knows."""
    op.add_column("deployments", sa.Column("source_commit", sa.String(64), nullable=True))
    op.add_column("deployments", sa.Column("source_dirty", sa.Boolean(), nullable=True))
    op.add_column("deployments", sa.Column("digests", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Go back one revision."""
    for column in ("digests", "source_dirty", "source_commit"):
        op.drop_column("deployments", column)
