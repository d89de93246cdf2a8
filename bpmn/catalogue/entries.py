"""What every file of the catalogue is made of, and the regions with their bodies."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from chain.identifiers import uscc_problem

KEY_PATTERN = r"^[a-z][a-z0-9_]*$"
"""Keys of items and themes: a hyphen breaks mapping targets in the engine, a leading digit breaks FEEL."""

Key = Annotated[str, Field(pattern=KEY_PATTERN, max_length=40)]
Text = Annotated[str, Field(min_length=1)]
RegionCode = Annotated[str, Field(pattern=r"^[0-9]{6}$")]
Mark = Literal["verified", "memory", "mixed"]
"""How far the facts are known: found in a source, from general knowledge, or some of each."""


class Entry(BaseModel):
    """A part of a catalogue file: unknown keys are refused, values never change."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def sound_uscc(text: str) -> str:
    """``text``, a sound unified social credit code; raises ``ValueError`` with the reason in Chinese."""
    problem = uscc_problem(text)
    if problem:
        raise ValueError(problem)
    return text


Uscc = Annotated[str, AfterValidator(sound_uscc)]


class BodyEntry(Entry):
    """One body in the file of its region."""

    department: Key
    department_name: Text
    name: Text
    uscc: Uscc


class RegionFile(Entry):
    """``bodies/<region>.toml``: a region and the bodies in it."""

    region: RegionCode
    name: Text
    fictitious: bool
    body: Annotated[tuple[BodyEntry, ...], Field(min_length=1)]


class Body(Entry):
    """An implementing body (实施主体): one department of one region."""

    code: str
    name: str
    department: str
    department_name: str
    region: str
    region_name: str
    uscc: str
    fictitious: bool
