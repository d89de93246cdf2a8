"""What the scenario decided when a case was submitted: a later version of the table does not change a running case.

Revision: 0006, after 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision; of older cases the decision is read from the table again."""
    op.add_column("cases", sa.Column("choice", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Go back one revision."""
    op.drop_column("cases", "choice")
