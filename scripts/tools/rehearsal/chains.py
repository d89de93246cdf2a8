"""What a rehearsal needs to know of a chain: its files, and what its diagrams ask of bodies and officers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bpmn.catalogue import Catalogue
from bpmn.diagrams import Element, ProcessModel, read_diagram
from bpmn.resources import DESK_FORMS, ROOM
from chain.job_types import JOB_TYPES
from scripts.tools.theme_folders import catalogue_of

_SITUATION = re.compile(r"\bsituation\.([a-z][a-z0-9_]*)")


@dataclass(frozen=True, slots=True)
class Chain:
    """A theme with its own diagram, and the shared processes it may call."""

    key: str
    name: str
    catalogue: Catalogue
    diagram: Path
    shared: tuple[Path, ...]
    files: tuple[Path, ...]

    @property
    def jobs(self) -> tuple[str, ...]:
        """Names of the job types that its diagrams ask for."""
        types = {each.job_type for each in self._elements()}
        return tuple(name for name in JOB_TYPES if any(f'"{name}."' in each for each in types))

    @property
    def forms(self) -> dict[str, str]:
        """Form ids of its user tasks by element id."""
        return {each.id: each.form_id for each in self._elements() if each.kind == "userTask"}

    @property
    def asked(self) -> frozenset[str]:
        """Questions about the situation that the diagram itself reads, beside the scenario."""
        conditions = (
            flow.condition or "" for each in _processes(self.diagram) for flow in each.flows.values()
        )
        return frozenset(key for text in conditions for key in _SITUATION.findall(text))

    def _elements(self) -> Iterator[Element]:
        for file in (self.diagram, *self.shared):
            for process in _processes(file):
                yield from process.elements.values()


def read_chain(folder: Path) -> Chain:
    """The chain of the theme in ``folder``.

    Raises :class:`scripts.tools.failure.CommandFailed`, :class:`bpmn.errors.DiagramRefused`.
    """
    catalogue = catalogue_of(folder)
    (theme,) = catalogue.themes()
    diagram = folder / f"{theme.key}.bpmn"
    shared = tuple(sorted(ROOM.glob("shared/*.bpmn")))
    forms = sorted(DESK_FORMS.glob("*.form"))
    return Chain(
        theme.key, theme.name, catalogue, diagram, shared, (diagram, folder / "scenario.dmn", *shared, *forms)
    )


def _processes(file: Path) -> tuple[ProcessModel, ...]:
    return read_diagram(file.read_bytes(), file.name).processes
