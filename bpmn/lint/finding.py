"""What a rule found, and what a rule is given to look at."""

from dataclasses import dataclass

from bpmn.catalogue import Catalogue
from bpmn.diagrams import Diagram

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

    ``personal_elements`` are keys of data elements that hold personal data.
    """

    diagrams: dict[str, Diagram]
    form_ids: frozenset[str]
    shared_processes: frozenset[str]
    catalogue: Catalogue
    personal_elements: frozenset[str]

    @property
    def process_ids(self) -> frozenset[str]:
        """Ids of processes that may be called."""
        own = {process.id for diagram in self.diagrams.values() for process in diagram.processes}
        return self.shared_processes | own
