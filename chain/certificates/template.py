"""Certificate templates: data in ``templates/*.toml``, lengths in millimetres."""

import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from chain.certificates.errors import UnknownTemplate

_FOLDER = Path(__file__).parent / "templates"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Area(_Part):
    """A rectangle on the page."""

    x: float
    y: float
    width: float
    height: float


class Title(_Part):
    """The title: centred on the page; ``spacing`` between its characters; ``subtitle`` beneath."""

    text: str
    baseline: float
    size: float
    spacing: float = 0.0
    subtitle: str = ""


class FieldPlace(_Part):
    """One labelled value. ``source`` is a metadata name, or ``ZZYXQ`` for the validity in words.

    ``lines`` is how many lines it may take before it is set smaller; an ``optional`` one is left out when
    empty.
    """

    label: str
    source: str
    column: int = 0
    lines: int = 1
    optional: bool = False


class Fields(_Part):
    """The block of fields: columns of equal width, labels justified to ``label_width``."""

    area: Area
    columns: int = 1
    column_gap: float = 8.0
    label_width: float
    size: float
    leading: float = 1.55
    gap: float = 3.0
    places: tuple[FieldPlace, ...]


class Statement(_Part):
    """Paragraphs of running text; ``{ZZMC}`` and the like stand for metadata."""

    area: Area
    size: float
    leading: float = 1.7
    paragraphs: tuple[str, ...]


class LicenceTable(_Part):
    """Where the licences that an industry-wide permit shows are listed."""

    area: Area
    size: float
    row: float


class Square(_Part):
    """A square by its corner."""

    x: float
    y: float
    size: float


class Template(_Part):
    """One kind of certificate."""

    key: str
    name: str
    width: float
    height: float
    margin: float
    title: Title
    number: Area
    number_label: str
    number_size: float = 4.0
    fields: Fields
    statement: Statement | None = None
    licences: LicenceTable | None = None
    notes: Area
    note_lines: tuple[str, ...] = Field(default=())
    qr: Square
    qr_caption: str
    seal: Square
    issuer_label: str = ""


@cache
def load_template(key: str) -> Template:
    """The template of a key; raises :class:`UnknownTemplate`."""
    if key not in template_keys():
        raise UnknownTemplate
    with (_FOLDER / f"{key}.toml").open("rb") as stream:
        return Template.model_validate(tomllib.load(stream))


@cache
def template_keys() -> tuple[str, ...]:
    """The keys of all templates."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))
