"""Answers of the operation room."""

from datetime import datetime

from pydantic import BaseModel, Field


class Health(BaseModel):
    """The process is alive."""

    status: str = Field(description="ok")


class EngineReadiness(BaseModel):
    """The engine as its gateway reports it."""

    version: str
    brokers: int
    partitions: int
    leaders: int


class IntakeReadiness(BaseModel):
    """How far the read model is; on a quiet engine the time stands still."""

    as_of: datetime | None = Field(description="已读取的最后一条记录的时间")
    lag_ms: int | None = Field(description="最近一次读取的落后毫秒数")


class Readiness(BaseModel):
    """Store and engine can be used."""

    status: str = Field(description="ready")
    engine: EngineReadiness
    intake: IntakeReadiness
