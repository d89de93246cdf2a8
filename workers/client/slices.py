"""The slice of a case that a body is given: form, materials, results it builds on."""

from typing import Any

from pydantic import Field

from workers.client.models import Answer


class MaterialFile(Answer):
    """One uploaded file: ``media_type`` as found from its content, ``size`` in bytes."""

    file_id: str
    media_type: str
    size: int
    sha256: str


class SliceMaterial(Answer):
    """A material that this body asks for, with the files given for it.

    ``tolerated``: it may come after acceptance (容缺受理); ``committed``: the applicant committed to it instead (告知承诺).
    """

    material: str
    name: str
    required: bool
    tolerated: bool = False
    committed: bool = False
    files: tuple[MaterialFile, ...] = ()


class Finding(Answer):
    """One finding of the inspection on site."""

    item: str
    passed: bool
    note: str | None = Field(default=None, repr=False)


class SliceLicence(Answer):
    """A licence that is to be read of shared data in place of a material: of which type, and whose."""

    material: str
    type_code: str
    holder: str = Field(repr=False)


class Slice(Answer):
    """What this body may know of the case: its own form's fields, its materials, results it builds on.

    ``by_commitment``: it is to be decided at once, on the strength of a commitment that was not retracted.
    """

    case_no: str
    item: str
    body: str
    region: str
    situation: dict[str, str]
    form: dict[str, Any] = Field(repr=False)
    materials: tuple[SliceMaterial, ...] = ()
    by_commitment: bool = False
    prior: dict[str, dict[str, Any]] = Field(default_factory=dict, repr=False)
    findings: tuple[Finding, ...] = ()
    licences: tuple[SliceLicence, ...] = ()
