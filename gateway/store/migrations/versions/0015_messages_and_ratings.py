"""Messages over channels; ratings.

Revision: 0015, after 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_WAITING = sa.text("state IN ('queued', 'failed')")
_GIVEN_UP = sa.text("state = 'given_up'")
_TO_REPORT = sa.text("sent_at IS NULL")
_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Bring the tables to this revision."""
    _messages()
    _ratings()


def downgrade() -> None:
    """Take the tables back to the revision before."""
    for table in (
        "rating_reports",
        "rating_codes",
        "rating_steps",
        "ratings",
        "contacts",
        "message_deliveries",
        "messages",
    ):
        op.drop_table(table)


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", _SERIAL, autoincrement=True, nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("recipient", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("link", sa.String(length=200), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_no"], ["cases.case_no"], name=op.f("fk_messages_case_no_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("case_no", "key", name=op.f("uq_messages_case_no_key")),
    )
    op.create_index(op.f("ix_messages_recipient_id"), "messages", ["recipient", "id"])
    op.create_table(
        "message_deliveries",
        sa.Column("id", _SERIAL, autoincrement=True, nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("next_attempt_at", sa.BigInteger(), nullable=False),
        sa.Column("leased_until", sa.BigInteger(), nullable=True),
        sa.Column("leased_by", sa.String(length=120), nullable=True),
        sa.Column("error_code", sa.String(length=120), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("delivered_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_message_deliveries_message_id_messages")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_deliveries")),
        sa.UniqueConstraint("message_id", "channel", name=op.f("uq_message_deliveries_message_id_channel")),
    )
    op.create_index(
        "ix_message_deliveries_waiting",
        "message_deliveries",
        ["next_attempt_at", "id"],
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )
    op.create_index(
        "ix_message_deliveries_given_up",
        "message_deliveries",
        ["channel", "id"],
        sqlite_where=_GIVEN_UP,
        postgresql_where=_GIVEN_UP,
    )
    op.create_table(
        "contacts",
        sa.Column("account", sa.String(length=255), nullable=False),
        sa.Column("sms", sa.LargeBinary(), nullable=True),
        sa.Column("email", sa.LargeBinary(), nullable=True),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_contacts")),
    )


def _ratings() -> None:
    op.create_table(
        "ratings",
        sa.Column("id", _SERIAL, autoincrement=True, nullable=False),
        sa.Column("rating_id", sa.String(length=32), nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=120), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("region", sa.String(length=120), nullable=False),
        sa.Column("window", sa.String(length=120), nullable=True),
        sa.Column("channel", sa.String(length=120), nullable=False),
        sa.Column("grade", sa.String(length=120), nullable=True),
        sa.Column("tags", sa.LargeBinary(), nullable=False),
        sa.Column("comment", sa.LargeBinary(), nullable=True),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("rated_at", sa.BigInteger(), nullable=False),
        sa.Column("supplement_until", sa.BigInteger(), nullable=True),
        sa.Column("first", sa.LargeBinary(), nullable=True),
        sa.Column("supplemented_at", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("overdue_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_no"], ["cases.case_no"], name=op.f("fk_ratings_case_no_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ratings")),
        sa.UniqueConstraint("case_no", "item", name=op.f("uq_ratings_case_no_item")),
        sa.UniqueConstraint("rating_id", name=op.f("uq_ratings_rating_id")),
    )
    op.create_index(op.f("ix_ratings_body_id"), "ratings", ["body", "id"])
    op.create_table(
        "rating_steps",
        sa.Column("id", _SERIAL, autoincrement=True, nullable=False),
        sa.Column("rating", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.String(length=120), nullable=False),
        sa.Column("result", sa.String(length=120), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(length=255), nullable=False),
        sa.Column("role", sa.String(length=120), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["rating"], ["ratings.id"], name=op.f("fk_rating_steps_rating_ratings")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_steps")),
    )
    op.create_index(op.f("ix_rating_steps_rating_id"), "rating_steps", ["rating", "id"])
    op.create_table(
        "rating_codes",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=120), nullable=False),
        sa.Column("channel", sa.String(length=120), nullable=False),
        sa.Column("window", sa.String(length=120), nullable=True),
        sa.Column("clerk_sub", sa.String(length=255), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_no"], ["cases.case_no"], name=op.f("fk_rating_codes_case_no_cases")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_rating_codes")),
    )
    op.create_table(
        "rating_reports",
        sa.Column("id", _SERIAL, autoincrement=True, nullable=False),
        sa.Column("rating", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("next_attempt_at", sa.BigInteger(), nullable=False),
        sa.Column("leased_until", sa.BigInteger(), nullable=True),
        sa.Column("leased_by", sa.String(length=120), nullable=True),
        sa.Column("error_code", sa.String(length=120), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["rating"], ["ratings.id"], name=op.f("fk_rating_reports_rating_ratings")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_reports")),
        sa.UniqueConstraint("rating", "revision", name=op.f("uq_rating_reports_rating_revision")),
    )
    op.create_index(
        "ix_rating_reports_waiting",
        "rating_reports",
        ["next_attempt_at", "id"],
        sqlite_where=_TO_REPORT,
        postgresql_where=_TO_REPORT,
    )
