"""Cases, their items, their materials and files: what applicants hand in.

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
        "item_cases",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("department", sa.String(length=120), nullable=False),
        sa.Column("form_key", sa.String(length=120), nullable=True),
        sa.Column("certificate_template", sa.String(length=120), nullable=True),
        sa.Column("certificate_type_code", sa.String(length=120), nullable=True),
        sa.Column("statutory_days", sa.BigInteger(), nullable=True),
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


def downgrade() -> None:
    """Take the tables back to the revision before."""
    op.drop_index(op.f("ix_case_files_file_id"), table_name="case_files")
    op.drop_table("case_files")
    op.drop_index(op.f("ix_item_cases_body_case_no"), table_name="item_cases")
    op.drop_table("item_cases")
    op.drop_table("case_materials")
    op.drop_index(op.f("ix_files_uploader_sub"), table_name="files")
    op.drop_table("files")
    op.drop_index(op.f("ix_cases_received_at_case_no"), table_name="cases")
    op.drop_index(op.f("ix_cases_lead_body_received_at_case_no"), table_name="cases")
    op.drop_index(op.f("ix_cases_applicant_sub_received_at_case_no"), table_name="cases")
    op.drop_table("cases")
