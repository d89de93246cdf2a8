"""Marks of what a package holds: one for each row as it stood, so that what came later is known without any clock.

A mark names the row and, where it goes on, its state; it holds no personal data and is the same after these were reduced.
"""

from collections.abc import Iterable

from chain.procedure import Act
from gateway.store.models import (
    Assistance,
    CaseFile,
    Certificate,
    Correction,
    Decision,
    Delivery,
    Document,
    Inspection,
    LicenceRequest,
    Mandate,
    Message,
    Notice,
    Obligation,
    Paper,
    ProcedureAct,
    Publication,
    Rating,
    SharedReading,
    WindowEvent,
)

APPLICATION = "application"
EXCHANGE = "exchange"
CLOCK_SHEETS = "clock_sheets"
_FILED = "filed"
_ACCOMPANYING = frozenset(
    {APPLICATION, EXCHANGE, CLOCK_SHEETS, _FILED, "message", "mandate", "window", "paper"}
)
"""What goes along with a supplement, and is no reason to make one."""


def asks_for_a_supplement(marks: Iterable[str]) -> bool:
    """Whether one of what is not filed yet has to be."""
    return any(mark.partition("/")[0] not in _ACCOMPANYING for mark in marks)


def act(row: ProcedureAct) -> str:
    """An act; that of filing itself is no reason to file again."""
    return f"{_FILED if row.act == Act.ARCHIVE else 'act'}/{row.item}/{row.number}"


def document(row: Document) -> str:
    """A document: it is filed once it is sealed."""
    return f"document/{row.document_no}"


def certificate(row: Certificate) -> str:
    """A version of a certificate."""
    return f"certificate/{row.identifier}"


def file(row: CaseFile) -> str:
    """A file that was handed in for a material."""
    return f"file/{row.material}/{row.file_id}"


def notice(row: Notice) -> str:
    """A notice, answered or not."""
    return f"notice/{row.notice_no}/{'sent' if row.answered_at is None else 'answered'}"


def decision(row: Decision) -> str:
    """An officer's decision."""
    return f"decision/{row.task_key}"


def obligation(row: Obligation) -> str:
    """What is owed, as it stands."""
    return f"obligation/{row.obligation_no}/{row.state}"


def paper(row: Paper) -> str:
    """A paper, where it is."""
    return f"paper/{row.paper_id}/{row.state}"


def window(row: WindowEvent) -> str:
    """What happened at the window."""
    return f"window/{row.id}"


def inspection(row: Inspection) -> str:
    """An inspection, as it stands."""
    return f"inspection/{row.inspection_no}/{row.state}"


def mandate(row: Mandate, events: int) -> str:
    """A mandate, as it stands after so many ``events`` in the case."""
    return f"mandate/{row.mandate_no}/{row.state}/{events}"


def assistance(row: Assistance) -> str:
    """What was done for the applicant in an outside system."""
    return f"assistance/{row.number}"


def message(row: Message) -> str:
    """A message to the applicant."""
    return f"message/{row.id}"


def delivery(row: Delivery) -> str:
    """A delivery, as it stands."""
    return f"delivery/{row.delivery_no}/{row.state}"


def publication(row: Publication) -> str:
    """What the public is told, as it stands."""
    return f"publication/{row.item}/{row.act_number}/{row.state}"


def request(row: LicenceRequest) -> str:
    """What the holder asked for, as it stands."""
    return f"request/{row.request_no}/{row.state}"


def correction(row: Correction) -> str:
    """A corrected mistake."""
    return f"correction/{row.correction_no}"


def rating(row: Rating) -> str:
    """A rating that was followed up, as it ended."""
    return f"rating/{row.rating_id}/{row.state}"


def shared_reading(row: SharedReading) -> str:
    """What was read of shared data."""
    return f"shared/{row.id}"
