"""Read the templates: shipped in this folder, one by one replaced by what the office puts into a folder of its own."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from chain.documents.kinds import DocumentKind, Nature, SealKind
from forms.documents.checking import problems_of
from forms.errors import DocumentTemplateInvalid

SHIPPED = Path(__file__).parent
SHORT_NAMES = "short_names.toml"


class Paragraph(BaseModel):
    """A paragraph, with the ``list`` that follows it; an ``optional`` one is left out when what it speaks of is not there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(min_length=1)
    list: str = ""
    optional: bool = False


class Wording(BaseModel):
    """What a document says. ``seal`` is empty where nobody seals it; without ``issuer`` the applicant makes it out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(min_length=1)
    number: str = ""
    seal: SealKind | None = None
    issuer: bool = True
    addressee: str = ""
    paragraphs: tuple[Paragraph, ...] = Field(min_length=1)
    rows: dict[str, str] = Field(default_factory=dict)
    basis: tuple[str, ...] = ()
    remedies: str = ""
    signers: tuple[str, ...] = ()

    @field_validator("paragraphs", mode="before")
    @classmethod
    def _plain_ones(cls, value: object) -> object:
        """A paragraph may be written as its text alone."""
        if not isinstance(value, list):
            return value
        return [{"text": each} if isinstance(each, str) else each for each in value]


@dataclass(frozen=True, slots=True)
class DocumentTemplate:
    """One kind's wording by the nature of the item (see ``chain.documents.kinds.Nature``)."""

    kind: DocumentKind
    wordings: Mapping[Nature, Wording]


@dataclass(frozen=True, slots=True)
class Templates:
    """All templates, and the short names of the departments for numbers (机关代字)."""

    by_kind: Mapping[DocumentKind, DocumentTemplate]
    short_names: Mapping[str, str]

    def wording(self, kind: DocumentKind, nature: Nature) -> Wording:
        """What a document of ``kind`` says about an item of that nature."""
        return self.by_kind[kind].wordings[nature]


@cache
def load_templates(folder: Path | None = None) -> Templates:
    """The templates, read once: those in ``folder`` (the office's) before the shipped ones.

    Raises :class:`DocumentTemplateInvalid`, which names the file, also for a file there that no kind of document reads.
    """
    own = {file.stem: file for file in sorted(folder.glob("*.toml"))} if folder is not None else {}
    known = {kind.value for kind in DocumentKind} | {Path(SHORT_NAMES).stem}
    for name, file in own.items():
        if name not in known:
            raise DocumentTemplateInvalid(file.name, ["没有这种文书，请核对文件名"])
    templates = {
        kind: _template(kind, own.get(kind.value, SHIPPED / f"{kind.value}.toml")) for kind in DocumentKind
    }
    return Templates(templates, _short_names(own.get(Path(SHORT_NAMES).stem, SHIPPED / SHORT_NAMES)))


def _template(kind: DocumentKind, file: Path) -> DocumentTemplate:
    content = _toml(file)
    variants = {nature: content.pop(nature.value, {}) for nature in Nature}
    wordings = {}
    for nature, changes in variants.items():
        if not isinstance(changes, dict):
            raise DocumentTemplateInvalid(file.name, [f"{nature.value}应写成 [{nature.value}] 一节"])
        try:
            wording = Wording.model_validate(content | changes)
        except ValidationError as error:
            places = (".".join(map(str, each["loc"])) for each in error.errors(include_url=False))
            raise DocumentTemplateInvalid(
                file.name, [f"{place}填写不正确" for place in dict.fromkeys(places)]
            ) from None
        problems = problems_of(kind, wording)
        if problems:
            raise DocumentTemplateInvalid(file.name, problems)
        wordings[nature] = wording
    return DocumentTemplate(kind, wordings)


def _short_names(file: Path) -> dict[str, str]:
    names: dict[str, str] = {}
    for department, name in _toml(file).items():
        if not isinstance(name, str) or not name:
            raise DocumentTemplateInvalid(file.name, ['每一行应写作：部门编码 = "代字"'])
        names[department] = name
    return names


def _toml(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DocumentTemplateInvalid(file.name, ["不是有效的 TOML 文件"]) from error
