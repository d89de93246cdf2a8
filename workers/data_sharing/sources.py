"""Which shared data a worker may ask for: the office's file (``YILIAN_SHARING_FILE``), a service with its grants.

name = "示例一区数据共享服务"
url = "https://…"                 # "rehearsal" 为演练，不查询任何真实数据

[uses.legal-persons]
grant_no = "GX…"
purpose = "与授权逐字相同的用途"
"""

import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chain.clock import Clock
from chain.sharing import Resource
from workers.client.transport import TokenSource
from workers.data_sharing.cache import CachedSource
from workers.data_sharing.interfaces import Use
from workers.data_sharing.rehearsal_shared import RehearsalSharing
from workers.data_sharing.service import SharingService
from workers.errors import WorkerMisconfigured

REHEARSAL = "rehearsal"
Text = Annotated[str, Field(min_length=1, max_length=200)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Use(_Entry):
    grant_no: Text
    purpose: Text


class SharingFile(_Entry):
    """The file as the office writes it."""

    name: Text
    url: Text
    uses: dict[Resource, _Use] = Field(default_factory=dict)

    @classmethod
    def read(cls, file: Path) -> "SharingFile":
        """Raises ``WorkerMisconfigured``."""
        try:
            return cls.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError):
            raise WorkerMisconfigured(
                "数据共享配置文件无法读取或者内容不符合要求，请检查 YILIAN_SHARING_FILE。"
            ) from None


@asynccontextmanager
async def open_sources(
    file: Path | None, token: TokenSource, clock: Clock
) -> AsyncIterator[CachedSource | None]:
    """The source of ``file`` as long as it is open; ``None`` without a file. Raises ``WorkerMisconfigured``."""
    if file is None:
        yield None
        return
    told = SharingFile.read(file)
    if told.url == REHEARSAL:
        yield CachedSource(RehearsalSharing(clock), clock)
        return
    uses = {key: Use(use.grant_no, use.purpose) for key, use in told.uses.items()}
    async with SharingService(told.name, told.url, token, uses) as service:
        yield CachedSource(service, clock)
