"""Why a publication was taken down is encrypted where it rests: who writes it may name who objected.

What an earlier version wrote stays in ``withdrawn_for`` until the gateway, which has the key, starts.

Revision: 0026, after 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.add_column("publications", sa.Column("withdrawn_because", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Take this revision back; why something was taken down stands in its act and in the archive."""
    op.drop_column("publications", "withdrawn_because")
