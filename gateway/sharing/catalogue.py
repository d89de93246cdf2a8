"""The catalogue of shared resources (共享资源目录): data in ``resources/*.toml``, and who provides them here."""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from bpmn.catalogue import Body, Catalogue, Item
from chain.sharing import Resource

_FOLDER = Path(__file__).parent / "resources"


class Sensitivity(StrEnum):
    """How a field is treated: what may contain a person's data counts as personal."""

    OPEN = "open"
    BUSINESS = "business"
    PERSONAL = "personal"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return {"open": "可公开", "business": "经营信息", "personal": "个人信息"}[self.value]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SharedField(_Entry):
    """A field: its name in the standard, its Chinese name, how sensitive it is."""

    key: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,39}$")]
    name: str
    sensitivity: Sensitivity
    format: Literal["date"] | None = None
    note: str = ""


class SharedResource(_Entry):
    """A resource with its fields; ``template`` restricts it to certificates of one template."""

    key: Resource
    summary: str
    standard: str
    update: str
    template: str | None = None
    field: tuple[SharedField, ...]

    @property
    def fields(self) -> Mapping[str, SharedField]:
        """The fields by key, in the order of the catalogue."""
        return {each.key: each for each in self.field}

    def is_personal(self, keys: list[str]) -> bool:
        """Whether one of ``keys`` is personal data."""
        return any(self.fields[key].sensitivity is Sensitivity.PERSONAL for key in keys)

    def providers(self, catalogue: Catalogue) -> tuple[Body, ...]:
        """The bodies that provide it: those whose items end in the certificates that it is read from."""
        departments = {item.department for item in catalogue.items() if self._is_read_from(item)}
        return tuple(body for body in catalogue.bodies() if body.department in departments)

    def _is_read_from(self, item: Item) -> bool:
        templates = {mode.certificate.kind.template for mode in item.mode if mode.certificate is not None}
        return bool(templates) if self.template is None else self.template in templates


@cache
def resources() -> Mapping[Resource, SharedResource]:
    """Every resource by key."""
    files = sorted(_FOLDER.glob("*.toml"))
    read = [SharedResource.model_validate(tomllib.loads(file.read_text(encoding="utf-8"))) for file in files]
    return {each.key: each for each in read}


def resource(key: Resource) -> SharedResource:
    """One resource."""
    return resources()[key]
