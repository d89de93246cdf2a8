"""The exchange records of a case (GB/T 39046-2020): basic, process, special procedure, completion.

Key of each record: case number and data version, which counts the acts on record. Nothing here names a person: the
applicant's fields are added by whoever may read them when the records are sent.
"""

from datetime import datetime

from pydantic import BaseModel, Field


class Coded(BaseModel):
    """A code and its Chinese name."""

    code: str
    name: str


class AcceptedMaterial(BaseModel):
    """A material, and how many files were handed in for it."""

    material: str
    name: str
    files: int


class BasicRecord(BaseModel):
    """基本信息."""

    case_no: str = Field(description="办件编号；单事项办件为主题办件编号加事项序号")
    data_version: int = Field(description="数据版本")
    chain_case_no: str | None = Field(description="所属主题办件编号；主题办件为空")
    item_code: str = Field(description="事项实施编码；目录中没有的，为事项代码")
    item_name: str
    mode: str | None = Field(description="业务办理项")
    state: Coded = Field(description="办件状态")
    case_type: Coded = Field(description="办件类型")
    unit: str = Field(description="承办单位代码")
    unit_name: str
    unit_uscc: str = Field(description="承办单位统一社会信用代码")
    channel: str | None = Field(description="申请渠道：online 网上，window 窗口")
    mandate_no: str | None = Field(description="由代理人提交的，委托编号；代理人信息报送时补充")
    received_at: datetime
    accepted_at: datetime | None
    statutory_days: int | None
    promised_days: int | None
    materials: list[AcceptedMaterial]


class ProcessRecord(BaseModel):
    """过程信息: one act."""

    case_no: str
    data_version: int = Field(description="环节序号即该环节形成时的数据版本")
    node: str = Field(description="环节代码")
    node_name: str
    unit: str | None = Field(description="办理单位代码，申请人为空")
    unit_name: str | None
    mandate_no: str | None = Field(description="由代理人办理的，委托编号；代理人信息报送时补充")
    state: Coded = Field(description="环节办理后的办件状态")
    at: datetime
    effective_at: datetime
    result: Coded | None


class ProcedureRecord(BaseModel):
    """特别程序信息."""

    case_no: str
    data_version: int
    kind: Coded
    basis: str | None = Field(description="不计入法定时限的，为其依据")
    days: int | None = Field(description="所告知的工作日")
    document_no: str | None
    begun_at: datetime
    ended_at: datetime | None


class CompletionRecord(BaseModel):
    """办结信息."""

    case_no: str
    data_version: int
    result: Coded
    completed_at: datetime
    certificate: str | None = Field(description="电子证照标识")
    approval_no: str | None = Field(description="批准文号或证照编号")
    fee: int | None = Field(description="收费，元")
    delivery: str | None = Field(description="送达方式")
    delivered_at: datetime | None


class SingleCase(BaseModel):
    """The records of one item case."""

    basic: BasicRecord
    process: list[ProcessRecord]
    procedures: list[ProcedureRecord]
    completion: CompletionRecord | None


class Exchange(BaseModel):
    """The records of a chain case and of its item cases."""

    basic: BasicRecord
    completion: CompletionRecord | None = Field(description="全部事项办结后才有")
    singles: list[SingleCase]
