"""Answers about file checks (docs/architecture.md)."""

from datetime import date, datetime

from pydantic import BaseModel, Field


class FindingView(BaseModel):
    """One thing missing or wrong, and the page of its rule."""

    rule: str
    name: str = Field(description="评查项目")
    severity: str = Field(description="must：整改前不能归档；should：建议核对")
    severity_name: str
    item: str | None
    sentence: str
    page: str = Field(description="评查说明（Markdown）")


class SupplementView(BaseModel):
    """A supplement (补充归档) to what is filed, and how far it is."""

    number: int = Field(description="第几次补充归档")
    state: str
    state_name: str
    archive_no: str
    opened_at: datetime
    archived_at: datetime | None
    reduced_at: datetime | None


class FileCheckView(BaseModel):
    """How far a case is on its way into the archive, and what its last check found."""

    case_no: str
    state: str
    state_name: str
    handed_over_at: datetime
    checked_at: datetime | None
    again_at: datetime | None
    passed: bool | None
    findings: list[FindingView]
    archive_no: str | None
    retention: str | None
    retention_until: date | None = Field(description="永久保管的为空")
    archived_at: datetime | None
    reduced_at: datetime | None
    supplements: list[SupplementView] = Field(description="归档以后形成的文件的补充归档")


class WaitingFile(BaseModel):
    """A case of the worklist."""

    case_no: str
    theme: str
    theme_name: str
    body: str
    handed_over_at: datetime
    checked_at: datetime | None
    findings: list[FindingView]


class WaitingFiles(BaseModel):
    """Files in which something has to be mended before they can be archived."""

    files: list[WaitingFile]
    next_cursor: str | None
