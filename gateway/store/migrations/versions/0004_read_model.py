"""The read model, projected from the engine's records.

Revision: 0004, after 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "engine_incarnations",
        sa.Column("incarnation", sa.String(length=120), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("adopted_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("incarnation", name=op.f("pk_engine_incarnations")),
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


def downgrade() -> None:
    """Take the tables back to the revision before."""
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
    op.drop_table("intake_positions")
    op.drop_table("intake_poison")
    op.drop_table("engine_incarnations")
