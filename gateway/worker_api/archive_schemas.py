"""What is asked and answered about an ended case that is filed."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from gateway.worker_api.schemas import Request


class HandedOver(BaseModel):
    """The reference under which the case is filed, now or once its file is in order."""

    reference: str


class ManifestRequest(Request):
    """The digest (SM3, hexadecimal) of the manifest of a package, and what the package holds."""

    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    files: Annotated[int, Field(ge=1, le=100_000)]
    pages: Annotated[int, Field(ge=0, le=1_000_000)]
    uncounted: Annotated[int, Field(ge=0, le=100_000)] = 0
    """Files whose pages could not be counted."""


class ManifestDrawnUp(BaseModel):
    """The page data of the manifest to be composed and sealed."""

    document_no: str
    content: dict[str, Any]


class Archived(BaseModel):
    """The archive's reference."""

    reference: str
