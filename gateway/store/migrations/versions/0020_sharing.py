"""Sharing with departments: uses, queries, whose records were seen, evidence; certificates are found by their holder.

Revision: 0020, after 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.add_column("certificates", sa.Column("holder_key", sa.String(length=64), nullable=True))
    op.create_index(op.f("ix_certificates_holder_key"), "certificates", ["holder_key"], unique=False)
    op.create_index(
        "ix_certificates_collected", "certificates", ["body", "allocated_at", "identifier"], unique=False
    )
    _uses()
    _queries()
    _evidence()


def _uses() -> None:
    op.create_table(
        "sharing_grants",
        sa.Column("id", _SERIAL, autoincrement=True, nullable=False),
        sa.Column("grant_no", sa.String(length=120), nullable=False),
        sa.Column("resource", sa.String(length=120), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("provider", sa.String(length=120), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("legal_basis", sa.String(length=500), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("daily_quota", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.Column("applied_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_grants")),
        sa.UniqueConstraint("grant_no", name=op.f("uq_sharing_grants_grant_no")),
    )
    op.create_index(op.f("ix_sharing_grants_body_id"), "sharing_grants", ["body", "id"], unique=False)
    op.create_index(op.f("ix_sharing_grants_provider_id"), "sharing_grants", ["provider", "id"], unique=False)
    op.create_table(
        "sharing_steps",
        sa.Column("id", _SERIAL, autoincrement=True, nullable=False),
        sa.Column("grant_no", sa.String(length=120), nullable=False),
        sa.Column("step", sa.String(length=120), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(length=255), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(
            ["grant_no"], ["sharing_grants.grant_no"], name=op.f("fk_sharing_steps_grant_no_sharing_grants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_steps")),
    )
    op.create_index(op.f("ix_sharing_steps_grant_no"), "sharing_steps", ["grant_no"], unique=False)
    op.create_table(
        "sharing_days",
        sa.Column("grant_no", sa.String(length=120), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("queries", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["grant_no"], ["sharing_grants.grant_no"], name=op.f("fk_sharing_days_grant_no_sharing_grants")
        ),
        sa.PrimaryKeyConstraint("grant_no", "day", name=op.f("pk_sharing_days")),
    )


def _queries() -> None:
    op.create_table(
        "sharing_queries",
        sa.Column("id", _SERIAL, autoincrement=True, nullable=False),
        sa.Column("query_no", sa.String(length=120), nullable=False),
        sa.Column("grant_no", sa.String(length=120), nullable=False),
        sa.Column("resource", sa.String(length=120), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("actor", sa.String(length=255), nullable=False),
        sa.Column("role", sa.String(length=120), nullable=False),
        sa.Column("case_ref", sa.String(length=64), nullable=False),
        sa.Column("asked_by", sa.String(length=120), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("records", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["grant_no"], ["sharing_grants.grant_no"], name=op.f("fk_sharing_queries_grant_no_sharing_grants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_queries")),
        sa.UniqueConstraint("query_no", name=op.f("uq_sharing_queries_query_no")),
    )
    op.create_index(
        op.f("ix_sharing_queries_grant_no_id"), "sharing_queries", ["grant_no", "id"], unique=False
    )
    op.create_table(
        "sharing_lookups",
        sa.Column("id", _SERIAL, autoincrement=True, nullable=False),
        sa.Column("query", sa.BigInteger(), nullable=False),
        sa.Column("identifier", sa.String(length=120), nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["query"], ["sharing_queries.id"], name=op.f("fk_sharing_lookups_query_sharing_queries")
        ),
        sa.ForeignKeyConstraint(
            ["identifier"],
            ["certificates.identifier"],
            name=op.f("fk_sharing_lookups_identifier_certificates"),
        ),
        sa.ForeignKeyConstraint(
            ["case_no"], ["cases.case_no"], name=op.f("fk_sharing_lookups_case_no_cases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_lookups")),
        sa.UniqueConstraint("query", "identifier", name=op.f("uq_sharing_lookups_query_identifier")),
    )
    op.create_index(op.f("ix_sharing_lookups_case_no_id"), "sharing_lookups", ["case_no", "id"], unique=False)


def _evidence() -> None:
    op.create_table(
        "shared_readings",
        sa.Column("id", _SERIAL, autoincrement=True, nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=120), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("resource", sa.String(length=120), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("grant_no", sa.String(length=120), nullable=False),
        sa.Column("query_no", sa.String(length=120), nullable=False),
        sa.Column("records", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_no", "item"],
            ["item_cases.case_no", "item_cases.item"],
            name=op.f("fk_shared_readings_case_no_item_cases"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_readings")),
        sa.UniqueConstraint(
            "case_no", "item", "query_no", name=op.f("uq_shared_readings_case_no_item_query_no")
        ),
    )


def downgrade() -> None:
    """Take the tables back to the revision before."""
    for name in (
        "shared_readings",
        "sharing_lookups",
        "sharing_queries",
        "sharing_days",
        "sharing_steps",
        "sharing_grants",
    ):
        op.drop_table(name)
    op.drop_index("ix_certificates_collected", table_name="certificates")
    op.drop_index(op.f("ix_certificates_holder_key"), table_name="certificates")
    with op.batch_alter_table("certificates") as table:
        table.drop_column("holder_key")
