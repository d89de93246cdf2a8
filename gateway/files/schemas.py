"""Answers of the files room."""

from pydantic import BaseModel, Field


class StoredFile(BaseModel):
    """A file as it was taken in."""

    file_id: str = Field(description="文件编号，提交办件时引用")
    name: str = Field(description="文件名（已去除不安全字符）")
    media_type: str = Field(description="按内容识别的类型")
    size: int = Field(description="字节数")
    sha256: str = Field(description="内容的 SHA-256")
