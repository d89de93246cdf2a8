"""What is asked and answered about shared data that a worker read."""

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field

from chain.sharing import Resource
from gateway.worker_api.schemas import Request


class LicenceRead(Request):
    """Which licence was found in place of a material; null where the answer did not say, or there is none."""

    material: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    type_code: Annotated[str, Field(pattern=r"^[0-9A-Z]{1,40}$")]
    identifier: Annotated[str, Field(pattern=r"^[0-9A-Za-z.]{1,120}$")] | None
    status: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")] | None


class SharedReadingRequest(Request):
    """What was read of shared data in place of a paper: where, when, under which grant, with which answer."""

    resource: Resource
    source: Annotated[str, Field(min_length=1, max_length=200)]
    grant_no: Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z_-]{0,79}$")]
    query_no: Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z_-]{0,79}$")]
    records: int = Field(ge=0, le=1000)
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    read_at: AwareDatetime
    licence: LicenceRead | None = None


class SharedReadingKept(BaseModel):
    """The evidence is kept; ``confirmed``: the query is on record here with this digest."""

    confirmed: bool
    kept_at: datetime
