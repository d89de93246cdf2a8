"""What a rule found, and what a rule is given to look at."""

from collections.abc import Mapping
from dataclasses import dataclass

from bpmn.catalogue import Catalogue, Theme
from bpmn.diagrams import Diagram, ProcessModel

ERROR = "error"
WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark: ``severity`` is ``error`` (stops the deployment) or ``warning``; ``element`` may be empty."""

    rule: str
    severity: str
    resource: str
    element: str
    message: str


@dataclass(frozen=True, slots=True)
class Deployment:
    """Everything that is deployed together, what the engine may be taken to know already, and the catalogue.

    ``decisions`` are the outcomes that an officer may choose in a form, by form id (of all forms that there are, none where
    a form asks for no outcome); ``shared`` the called processes of this installation; ``personal_elements`` keys of data
    elements that hold personal data.
    """

    diagrams: Mapping[str, Diagram]
    decisions: Mapping[str, frozenset[str]]
    shared: Mapping[str, ProcessModel]
    catalogue: Catalogue
    personal_elements: frozenset[str]

    def called(self, process_id: str) -> ProcessModel | None:
        """The process of that id among those that may be called."""
        for diagram in self.diagrams.values():
            for process in diagram.processes:
                if process.id == process_id:
                    return process
        return self.shared.get(process_id)

    def theme(self, process: ProcessModel) -> Theme | None:
        """The theme whose chain the process is."""
        return next((each for each in self.catalogue.themes() if each.key == process.id), None)
