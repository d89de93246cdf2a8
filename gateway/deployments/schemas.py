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
    changed: bool = Field(description="是否由该次部署带来；没有变化的沿用原版本")


class RunningView(BaseModel):
    """Running instances of a process that stay on an older version."""

    process: str
    version: int
    instances: int


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
    commit: str | None = Field(description="文件所在代码库的提交编号，部署人申报")
    dirty: bool | None = Field(description="部署时文件是否有未提交的修改，部署人申报")
    digests: dict[str, str] | None = Field(description="全部文件名及其 SHA-256，包括没有变化的")
    definitions: list[DeployedDefinitionView]


class DeploymentReceipt(DeploymentView):
    """A new deployment with the remarks of the check."""

    findings: list[FindingView] = Field(description="检查提示")
    running: list[RunningView] = Field(description="仍在旧版本上办理的流程实例数")


class DeploymentList(BaseModel):
    """Deployments, the newest first."""

    deployments: list[DeploymentView]


class MigratingInstanceView(BaseModel):
    """One running instance of an older version and what stands in its way."""

    key: str
    case_no: str | None
    version: int
    elements: list[str] = Field(description="正在办理、编号不变、可以对应到新版本的元素")
    obstacles: list[str] = Field(description="不能迁移的原因；没有的可以迁移")
    outcome: str | None = Field(
        description="执行结果：migrated 已迁移，impossible 不能迁移，refused 引擎此刻不接受，ended 已办完，"
        "unavailable 引擎不可用；仅计划时为空"
    )


class MigrationView(BaseModel):
    """Running instances of older versions of a process, planned or migrated to one version."""

    process: str
    version: int
    instances: list[MigratingInstanceView]
    more: bool = Field(description="是否还有更多未列出的流程实例")
