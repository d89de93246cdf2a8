"""Answers of the deployments room."""

from datetime import datetime

from pydantic import BaseModel, Field


class DeployedDefinitionView(BaseModel):
    """One process, form or decision in the engine."""

    kind: str = Field(description="process、form、decision、decision_requirements")
    id: str
    version: int
    key: str
    resource: str = Field(description="文件名")
    sha256: str = Field(description="文件的 SHA-256")


class FindingView(BaseModel):
    """A remark of the deploy check that does not stop the deployment."""

    rule: str
    severity: str
    resource: str
    element: str | None
    message: str


class DeploymentView(BaseModel):
    """A deployment that the engine took."""

    key: str
    deployed_by: str = Field(description="部署人")
    deployed_at: datetime
    definitions: list[DeployedDefinitionView]


class DeploymentReceipt(DeploymentView):
    """A new deployment with the remarks of the check."""

    findings: list[FindingView] = Field(description="检查提示")


class DeploymentList(BaseModel):
    """Deployments, the newest first."""

    deployments: list[DeploymentView]
