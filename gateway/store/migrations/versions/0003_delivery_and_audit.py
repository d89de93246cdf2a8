"""Delivery to the engine, idempotency, audit and deployments.

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "audit_log",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(length=255), nullable=False),
        sa.Column("role", sa.String(length=120), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=True),
        sa.Column("action", sa.String(length=120), nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_log")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_log_hash")),
    )
    op.create_index(op.f("ix_audit_log_case_no_seq"), "audit_log", ["case_no", "seq"], unique=False)
    op.create_table(
        "deployments",
        sa.Column("deployment_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("deployed_by", sa.String(length=255), nullable=False),
        sa.Column("deployed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("deployment_key", name=op.f("pk_deployments")),
    )
    op.create_table(
        "idempotency",
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("route", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=False),
        sa.Column("response", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "route", "key", name=op.f("pk_idempotency")),
    )
    op.create_table(
        "outbox",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("dedupe_key", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("next_attempt_at", sa.BigInteger(), nullable=False),
        sa.Column("leased_until", sa.BigInteger(), nullable=True),
        sa.Column("leased_by", sa.String(length=120), nullable=True),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("failed_code", sa.String(length=120), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_outbox_dedupe_key")),
    )
    op.create_index(
        "ix_outbox_case",
        "outbox",
        ["case_no", "id"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL AND failed_code IS NULL"),
        postgresql_where=sa.text("done_at IS NULL AND failed_code IS NULL"),
    )
    op.create_index(
        "ix_outbox_open",
        "outbox",
        ["next_attempt_at", "id"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL AND failed_code IS NULL"),
        postgresql_where=sa.text("done_at IS NULL AND failed_code IS NULL"),
    )
    op.create_table(
        "deployed_resources",
        sa.Column("definition_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("deployment_key", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("resource_id", sa.String(length=255), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("resource_name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deployment_key"],
            ["deployments.deployment_key"],
            name=op.f("fk_deployed_resources_deployment_key_deployments"),
        ),
        sa.PrimaryKeyConstraint("definition_key", name=op.f("pk_deployed_resources")),
    )
    op.create_index(
        op.f("ix_deployed_resources_kind_resource_id_version"),
        "deployed_resources",
        ["kind", "resource_id", "version"],
        unique=False,
    )


def downgrade() -> None:
    """Take the tables back to the revision before."""
    op.drop_index(op.f("ix_deployed_resources_kind_resource_id_version"), table_name="deployed_resources")
    op.drop_table("deployed_resources")
    op.drop_index(
        "ix_outbox_open",
        table_name="outbox",
        sqlite_where=sa.text("done_at IS NULL AND failed_code IS NULL"),
        postgresql_where=sa.text("done_at IS NULL AND failed_code IS NULL"),
    )
    op.drop_index(
        "ix_outbox_case",
        table_name="outbox",
        sqlite_where=sa.text("done_at IS NULL AND failed_code IS NULL"),
        postgresql_where=sa.text("done_at IS NULL AND failed_code IS NULL"),
    )
    op.drop_table("outbox")
    op.drop_table("idempotency")
    op.drop_table("deployments")
    op.drop_index(op.f("ix_audit_log_case_no_seq"), table_name="audit_log")
    op.drop_table("audit_log")
