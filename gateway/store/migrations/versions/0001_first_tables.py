"""The first tables.

Revision: 0001, after None
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
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
        "cases",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("theme", sa.String(length=120), nullable=False),
        sa.Column("region", sa.String(length=120), nullable=False),
        sa.Column("lead_body", sa.String(length=120), nullable=False),
        sa.Column("situation", sa.JSON(), nullable=False),
        sa.Column("applicant_sub", sa.String(length=255), nullable=False),
        sa.Column("form", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("accepted_at", sa.BigInteger(), nullable=True),
        sa.Column("inspection_due_at", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.Column("withdraw_reason", sa.LargeBinary(), nullable=True),
        sa.Column("archived_at", sa.BigInteger(), nullable=True),
        sa.Column("archive_reference", sa.String(length=200), nullable=True),
        sa.Column("archive_ref", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_cases")),
    )
    op.create_index(
        op.f("ix_cases_applicant_sub_received_at_case_no"),
        "cases",
        ["applicant_sub", "received_at", "case_no"],
        unique=False,
    )
    op.create_index(
        op.f("ix_cases_lead_body_received_at_case_no"),
        "cases",
        ["lead_body", "received_at", "case_no"],
        unique=False,
    )
    op.create_index(op.f("ix_cases_received_at_case_no"), "cases", ["received_at", "case_no"], unique=False)
    op.create_table(
        "deployments",
        sa.Column("deployment_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("deployed_by", sa.String(length=255), nullable=False),
        sa.Column("deployed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("deployment_key", name=op.f("pk_deployments")),
    )
    op.create_table(
        "engine_incarnations",
        sa.Column("incarnation", sa.String(length=120), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("adopted_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("incarnation", name=op.f("pk_engine_incarnations")),
    )
    op.create_table(
        "files",
        sa.Column("file_id", sa.String(length=64), nullable=False),
        sa.Column("uploader_sub", sa.String(length=255), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("blob_ref", sa.String(length=80), nullable=False),
        sa.Column("uploaded_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_files")),
    )
    op.create_index(op.f("ix_files_uploader_sub"), "files", ["uploader_sub"], unique=False)
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
        "intake_poison",
        sa.Column("incarnation", sa.String(length=120), nullable=False),
        sa.Column("partition", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("value_type", sa.String(length=120), nullable=False),
        sa.Column("intent", sa.String(length=120), nullable=False),
        sa.Column("error_code", sa.String(length=120), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("incarnation", "partition", "position", name=op.f("pk_intake_poison")),
    )
    op.create_table(
        "intake_positions",
        sa.Column("incarnation", sa.String(length=120), nullable=False),
        sa.Column("partition", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("record_at", sa.BigInteger(), nullable=False),
        sa.Column("committed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("incarnation", "partition", name=op.f("pk_intake_positions")),
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
        "rm_cases",
        sa.Column("process_instance_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.Column("state_since", sa.BigInteger(), nullable=False),
        sa.Column("accepted_at", sa.BigInteger(), nullable=True),
        sa.Column("outcomes", sa.JSON(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("process_instance_key", name=op.f("pk_rm_cases")),
    )
    op.create_index(op.f("ix_rm_cases_case_no"), "rm_cases", ["case_no"], unique=False)
    op.create_index(op.f("ix_rm_cases_state_case_no"), "rm_cases", ["state", "case_no"], unique=False)
    op.create_table(
        "rm_elements",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_id", sa.String(length=255), nullable=False),
        sa.Column("element_type", sa.String(length=120), nullable=False),
        sa.Column("scope_key", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("left_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rm_elements")),
    )
    op.create_index(op.f("ix_rm_elements_instance_key"), "rm_elements", ["instance_key"], unique=False)
    op.create_table(
        "rm_flows",
        sa.Column("instance_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("flow_id", sa.String(length=255), nullable=False),
        sa.Column("taken", sa.BigInteger(), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("instance_key", "flow_id", name=op.f("pk_rm_flows")),
    )
    op.create_table(
        "rm_incidents",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("instance_key", sa.BigInteger(), nullable=False),
        sa.Column("process_id", sa.String(length=255), nullable=False),
        sa.Column("element_id", sa.String(length=255), nullable=False),
        sa.Column("element_key", sa.BigInteger(), nullable=False),
        sa.Column("job_key", sa.BigInteger(), nullable=True),
        sa.Column("error_type", sa.String(length=120), nullable=False),
        sa.Column("message", sa.String(length=1000), nullable=False),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("resolved_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rm_incidents")),
    )
    op.create_index(op.f("ix_rm_incidents_instance_key"), "rm_incidents", ["instance_key"], unique=False)
    op.create_index(op.f("ix_rm_incidents_state_key"), "rm_incidents", ["state", "key"], unique=False)
    op.create_table(
        "rm_instances",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("process_id", sa.String(length=255), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("definition_key", sa.BigInteger(), nullable=False),
        sa.Column("parent_key", sa.BigInteger(), nullable=True),
        sa.Column("parent_element_key", sa.BigInteger(), nullable=True),
        sa.Column("root_key", sa.BigInteger(), nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=True),
        sa.Column("item", sa.String(length=120), nullable=True),
        sa.Column("body", sa.String(length=120), nullable=True),
        sa.Column("outcome", sa.String(length=120), nullable=True),
        sa.Column("outcomes", sa.JSON(), nullable=True),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rm_instances")),
    )
    op.create_index(op.f("ix_rm_instances_case_no"), "rm_instances", ["case_no"], unique=False)
    op.create_index(
        op.f("ix_rm_instances_process_id_state_key"),
        "rm_instances",
        ["process_id", "state", "key"],
        unique=False,
    )
    op.create_index(op.f("ix_rm_instances_root_key"), "rm_instances", ["root_key"], unique=False)
    op.create_index(op.f("ix_rm_instances_state_key"), "rm_instances", ["state", "key"], unique=False)
    op.create_table(
        "rm_items",
        sa.Column("root_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("item", sa.String(length=120), nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=True),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("root_key", "item", name=op.f("pk_rm_items")),
    )
    op.create_table(
        "rm_jobs",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("type", sa.String(length=255), nullable=False),
        sa.Column("instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_id", sa.String(length=255), nullable=False),
        sa.Column("element_key", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.Column("retries", sa.BigInteger(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rm_jobs")),
    )
    op.create_index(op.f("ix_rm_jobs_instance_key"), "rm_jobs", ["instance_key"], unique=False)
    op.create_table(
        "rm_task_groups",
        sa.Column("task_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("task_key", "body", name=op.f("pk_rm_task_groups")),
    )
    op.create_index(
        op.f("ix_rm_task_groups_body_open_task_key"),
        "rm_task_groups",
        ["body", "open", "task_key"],
        unique=False,
    )
    op.create_table(
        "rm_user_tasks",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("instance_key", sa.BigInteger(), nullable=False),
        sa.Column("root_key", sa.BigInteger(), nullable=False),
        sa.Column("element_key", sa.BigInteger(), nullable=False),
        sa.Column("element_id", sa.String(length=255), nullable=False),
        sa.Column("process_id", sa.String(length=255), nullable=False),
        sa.Column("form_key", sa.BigInteger(), nullable=True),
        sa.Column("form_id", sa.String(length=255), nullable=True),
        sa.Column("candidate_groups", sa.JSON(), nullable=False),
        sa.Column("assignee", sa.String(length=255), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rm_user_tasks")),
    )
    op.create_index(op.f("ix_rm_user_tasks_instance_key"), "rm_user_tasks", ["instance_key"], unique=False)
    op.create_index(op.f("ix_rm_user_tasks_root_key"), "rm_user_tasks", ["root_key"], unique=False)
    op.create_table(
        "series",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_series")),
    )
    op.create_table(
        "case_materials",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("material", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=True),
        sa.ForeignKeyConstraint(["case_no"], ["cases.case_no"], name=op.f("fk_case_materials_case_no_cases")),
        sa.PrimaryKeyConstraint("case_no", "material", name=op.f("pk_case_materials")),
    )
    op.create_table(
        "claims",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("claimed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_no"], ["cases.case_no"], name=op.f("fk_claims_case_no_cases")),
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_claims")),
    )
    op.create_table(
        "decisions",
        sa.Column("task_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=120), nullable=True),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("officer_sub", sa.String(length=255), nullable=False),
        sa.Column("outcome", sa.String(length=120), nullable=False),
        sa.Column("opinion", sa.LargeBinary(), nullable=True),
        sa.Column("gaps", sa.LargeBinary(), nullable=True),
        sa.Column("findings", sa.LargeBinary(), nullable=True),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["case_no"], ["cases.case_no"], name=op.f("fk_decisions_case_no_cases")),
        sa.PrimaryKeyConstraint("task_key", name=op.f("pk_decisions")),
    )
    op.create_index(op.f("ix_decisions_case_no_item"), "decisions", ["case_no", "item"], unique=False)
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
    op.create_table(
        "item_cases",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("department", sa.String(length=120), nullable=False),
        sa.Column("form_key", sa.String(length=120), nullable=False),
        sa.Column("certificate_template", sa.String(length=120), nullable=True),
        sa.Column("certificate_type_code", sa.String(length=120), nullable=True),
        sa.Column("statutory_days", sa.BigInteger(), nullable=False),
        sa.Column("promised_days", sa.BigInteger(), nullable=False),
        sa.Column("prechecked", sa.Boolean(), nullable=False),
        sa.Column("ordering", sa.BigInteger(), nullable=False),
        sa.Column("check_outcome", sa.String(length=120), nullable=True),
        sa.Column("check_reason", sa.LargeBinary(), nullable=True),
        sa.Column("checked_at", sa.BigInteger(), nullable=True),
        sa.Column("clock_started_at", sa.BigInteger(), nullable=True),
        sa.Column("warn_at", sa.BigInteger(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("clock_state", sa.String(length=120), nullable=True),
        sa.Column("overdue_at", sa.BigInteger(), nullable=True),
        sa.Column("verification_outcome", sa.String(length=120), nullable=True),
        sa.Column("verification_register", sa.String(length=200), nullable=True),
        sa.Column("verification_consulted_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_no"], ["cases.case_no"], name=op.f("fk_item_cases_case_no_cases")),
        sa.PrimaryKeyConstraint("case_no", "item", name=op.f("pk_item_cases")),
    )
    op.create_index(op.f("ix_item_cases_body_case_no"), "item_cases", ["body", "case_no"], unique=False)
    op.create_table(
        "notices",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("notice_no", sa.String(length=120), nullable=False),
        sa.Column("scope", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("result", sa.String(length=120), nullable=True),
        sa.Column("job_key", sa.String(length=120), nullable=False),
        sa.Column("gaps", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column("outcomes", sa.JSON(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["case_no"], ["cases.case_no"], name=op.f("fk_notices_case_no_cases")),
        sa.PrimaryKeyConstraint("case_no", "notice_no", name=op.f("pk_notices")),
        sa.UniqueConstraint("job_key", name=op.f("uq_notices_job_key")),
    )
    op.create_table(
        "subjects",
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.Column("fictitious", sa.Boolean(), nullable=False),
        sa.Column("allocated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_no"], ["cases.case_no"], name=op.f("fk_subjects_case_no_cases")),
        sa.PrimaryKeyConstraint("uscc", name=op.f("pk_subjects")),
        sa.UniqueConstraint("case_no", name=op.f("uq_subjects_case_no")),
        sa.UniqueConstraint("serial", name=op.f("uq_subjects_serial")),
    )
    op.create_table(
        "case_files",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("material", sa.String(length=120), nullable=False),
        sa.Column("file_id", sa.String(length=64), nullable=False),
        sa.Column("attached_at", sa.BigInteger(), nullable=False),
        sa.Column("notice_no", sa.String(length=120), nullable=True),
        sa.Column("replaced_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_no", "material"],
            ["case_materials.case_no", "case_materials.material"],
            name=op.f("fk_case_files_case_no_case_materials"),
        ),
        sa.ForeignKeyConstraint(["file_id"], ["files.file_id"], name=op.f("fk_case_files_file_id_files")),
        sa.PrimaryKeyConstraint("case_no", "material", "file_id", name=op.f("pk_case_files")),
    )
    op.create_index(op.f("ix_case_files_file_id"), "case_files", ["file_id"], unique=False)
    op.create_table(
        "certificates",
        sa.Column("identifier", sa.String(length=120), nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=120), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("type_code", sa.String(length=120), nullable=False),
        sa.Column("template", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("number", sa.String(length=120), nullable=False),
        sa.Column("holder", sa.LargeBinary(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.Column("status", sa.String(length=120), nullable=False),
        sa.Column("public_token", sa.String(length=64), nullable=True),
        sa.Column("allocated_at", sa.BigInteger(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("original_ref", sa.String(length=80), nullable=True),
        sa.Column("original_sha256", sa.String(length=64), nullable=True),
        sa.Column("composed_at", sa.BigInteger(), nullable=True),
        sa.Column("sealed_ref", sa.String(length=80), nullable=True),
        sa.Column("sealed_sha256", sa.String(length=64), nullable=True),
        sa.Column("sealed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_no", "item"],
            ["item_cases.case_no", "item_cases.item"],
            name=op.f("fk_certificates_case_no_item_cases"),
        ),
        sa.PrimaryKeyConstraint("identifier", name=op.f("pk_certificates")),
        sa.UniqueConstraint("case_no", "item", name=op.f("uq_certificates_case_no_item")),
        sa.UniqueConstraint("number", name=op.f("uq_certificates_number")),
        sa.UniqueConstraint("public_token", name=op.f("uq_certificates_public_token")),
    )
    op.create_index(op.f("ix_certificates_body"), "certificates", ["body"], unique=False)
    op.create_table(
        "findings",
        sa.Column("task_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("item", sa.String(length=120), nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("found_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_no", "item"],
            ["item_cases.case_no", "item_cases.item"],
            name=op.f("fk_findings_case_no_item_cases"),
        ),
        sa.ForeignKeyConstraint(
            ["task_key"], ["decisions.task_key"], name=op.f("fk_findings_task_key_decisions")
        ),
        sa.PrimaryKeyConstraint("task_key", "item", name=op.f("pk_findings")),
    )
    op.create_index(op.f("ix_findings_case_no_item"), "findings", ["case_no", "item"], unique=False)
    op.create_table(
        "gaps",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=120), nullable=False),
        sa.Column("job_key", sa.String(length=120), nullable=False),
        sa.Column("gaps", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_no", "item"],
            ["item_cases.case_no", "item_cases.item"],
            name=op.f("fk_gaps_case_no_item_cases"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gaps")),
        sa.UniqueConstraint("job_key", name=op.f("uq_gaps_job_key")),
    )
    op.create_index(op.f("ix_gaps_case_no_item_id"), "gaps", ["case_no", "item", "id"], unique=False)


def downgrade() -> None:
    """Take the tables back to the revision before."""
    op.drop_index(op.f("ix_gaps_case_no_item_id"), table_name="gaps")
    op.drop_table("gaps")
    op.drop_index(op.f("ix_findings_case_no_item"), table_name="findings")
    op.drop_table("findings")
    op.drop_index(op.f("ix_certificates_body"), table_name="certificates")
    op.drop_table("certificates")
    op.drop_index(op.f("ix_case_files_file_id"), table_name="case_files")
    op.drop_table("case_files")
    op.drop_table("subjects")
    op.drop_table("notices")
    op.drop_index(op.f("ix_item_cases_body_case_no"), table_name="item_cases")
    op.drop_table("item_cases")
    op.drop_index(op.f("ix_deployed_resources_kind_resource_id_version"), table_name="deployed_resources")
    op.drop_table("deployed_resources")
    op.drop_index(op.f("ix_decisions_case_no_item"), table_name="decisions")
    op.drop_table("decisions")
    op.drop_table("claims")
    op.drop_table("case_materials")
    op.drop_table("series")
    op.drop_index(op.f("ix_rm_user_tasks_root_key"), table_name="rm_user_tasks")
    op.drop_index(op.f("ix_rm_user_tasks_instance_key"), table_name="rm_user_tasks")
    op.drop_table("rm_user_tasks")
    op.drop_index(op.f("ix_rm_task_groups_body_open_task_key"), table_name="rm_task_groups")
    op.drop_table("rm_task_groups")
    op.drop_index(op.f("ix_rm_jobs_instance_key"), table_name="rm_jobs")
    op.drop_table("rm_jobs")
    op.drop_table("rm_items")
    op.drop_index(op.f("ix_rm_instances_state_key"), table_name="rm_instances")
    op.drop_index(op.f("ix_rm_instances_root_key"), table_name="rm_instances")
    op.drop_index(op.f("ix_rm_instances_process_id_state_key"), table_name="rm_instances")
    op.drop_index(op.f("ix_rm_instances_case_no"), table_name="rm_instances")
    op.drop_table("rm_instances")
    op.drop_index(op.f("ix_rm_incidents_state_key"), table_name="rm_incidents")
    op.drop_index(op.f("ix_rm_incidents_instance_key"), table_name="rm_incidents")
    op.drop_table("rm_incidents")
    op.drop_table("rm_flows")
    op.drop_index(op.f("ix_rm_elements_instance_key"), table_name="rm_elements")
    op.drop_table("rm_elements")
    op.drop_index(op.f("ix_rm_cases_state_case_no"), table_name="rm_cases")
    op.drop_index(op.f("ix_rm_cases_case_no"), table_name="rm_cases")
    op.drop_table("rm_cases")
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
    op.drop_table("intake_positions")
    op.drop_table("intake_poison")
    op.drop_table("idempotency")
    op.drop_index(op.f("ix_files_uploader_sub"), table_name="files")
    op.drop_table("files")
    op.drop_table("engine_incarnations")
    op.drop_table("deployments")
    op.drop_index(op.f("ix_cases_received_at_case_no"), table_name="cases")
    op.drop_index(op.f("ix_cases_lead_body_received_at_case_no"), table_name="cases")
    op.drop_index(op.f("ix_cases_applicant_sub_received_at_case_no"), table_name="cases")
    op.drop_table("cases")
    op.drop_index(op.f("ix_audit_log_case_no_seq"), table_name="audit_log")
    op.drop_table("audit_log")
