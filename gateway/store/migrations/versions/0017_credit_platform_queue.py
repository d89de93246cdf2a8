"""The credit platform is told by a queue of its own.

Revision: 0017, after 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_TO_REPORT = sa.text("told < revision")
_UNTOLD = """
    INSERT INTO publication_reports (publication, revision, told, attempts, next_attempt_at)
    SELECT id, CASE WHEN receipt IS NULL THEN 1 ELSE 2 END,
           CASE WHEN receipt IS NULL THEN 0 WHEN sent_at IS NULL THEN 1 ELSE 2 END, send_attempts, 0
    FROM publications
    WHERE receipt IS NOT NULL OR state = 'published'
"""
"""What waited to be sent waits in the queue; what was sent is known to be."""


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "publication_reports",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("publication", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("told", sa.BigInteger(), nullable=False),
        sa.Column("error_code", sa.String(length=120), nullable=True),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("next_attempt_at", sa.BigInteger(), nullable=False),
        sa.Column("leased_until", sa.BigInteger(), nullable=True),
        sa.Column("leased_by", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(
            ["publication"], ["publications.id"], name=op.f("fk_publication_reports_publication_publications")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication_reports")),
        sa.UniqueConstraint("publication", name=op.f("uq_publication_reports_publication")),
    )
    op.create_index(
        "ix_publication_reports_waiting",
        "publication_reports",
        ["next_attempt_at", "id"],
        sqlite_where=_TO_REPORT,
        postgresql_where=_TO_REPORT,
    )
    op.execute(_UNTOLD)
    op.drop_column("publications", "send_attempts")


def downgrade() -> None:
    """Take the tables back to the revision before."""
    op.drop_table("publication_reports")
    with op.batch_alter_table("publications") as table:
        table.add_column(sa.Column("send_attempts", sa.BigInteger(), nullable=False, server_default="0"))
    with op.batch_alter_table("publications") as table:
        table.alter_column("send_attempts", server_default=None)
