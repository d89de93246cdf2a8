"""The title of a document outside its encrypted content, and by when something is to be done about an obligation.

Revision: 0010, after 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_BY_BODY = "ix_obligations_body_until_case_no_obligation_no"
_BY_DAY = "ix_obligations_until_case_no_obligation_no"


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.add_column("documents", sa.Column("title", sa.String(length=255), nullable=True))
    op.add_column("obligations", sa.Column("until", sa.BigInteger(), nullable=True))
    op.execute("UPDATE obligations SET until = COALESCE(mend_until, due_at) WHERE closed_at IS NULL")
    op.create_index(op.f(_BY_BODY), "obligations", ["body", "until", "case_no", "obligation_no"])
    op.create_index(op.f(_BY_DAY), "obligations", ["until", "case_no", "obligation_no"])


def downgrade() -> None:
    """Go back one revision."""
    op.drop_index(op.f(_BY_DAY), table_name="obligations")
    op.drop_index(op.f(_BY_BODY), table_name="obligations")
    op.drop_column("obligations", "until")
    op.drop_column("documents", "title")
