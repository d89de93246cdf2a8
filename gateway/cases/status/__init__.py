"""The status of a case as its applicant understands it: who has it, until when, what is owed, what comes, what was decided."""

from gateway.cases.status.composing import compose
from gateway.cases.status.gathering import status_view

__all__ = ["compose", "status_view"]
