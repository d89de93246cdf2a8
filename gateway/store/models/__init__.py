"""All tables: commands' truth, and what is projected from the engine's records (``Rm...``, ``Intake...``)."""

from gateway.store.base import Base, Instant, from_millis, to_millis
from gateway.store.models.aftercare import Correction, LicenceChange, LicenceRequest
from gateway.store.models.agents import Assistance, Mandate, MandateEvent
from gateway.store.models.archive import Archive, ArchiveSupplement, FileCheck, FileFinding
from gateway.store.models.cases import Case, CaseFile, CaseMaterial, File, ItemCase
from gateway.store.models.certificate_copies import CertificateCopy
from gateway.store.models.certificates import Certificate, CertificateEvent, Series, Subject
from gateway.store.models.deliveries import Delivery, DeliveryChoice
from gateway.store.models.handling import Claim, Decision, Finding, Gap, Notice
from gateway.store.models.inspections import Inspection, InspectionFinding
from gateway.store.models.lists import EVERYBODY, ListedCase
from gateway.store.models.matters import Matter
from gateway.store.models.messages import Contact, Message, MessageDelivery
from gateway.store.models.operation import (
    AuditEntry,
    DeployedResource,
    Deployment,
    Idempotency,
    OutboxMessage,
)
from gateway.store.models.procedure import (
    Breach,
    CalendarDay,
    Card,
    Document,
    Obligation,
    Paper,
    ProcedureAct,
)
from gateway.store.models.publicity import Publication, PublicationReport
from gateway.store.models.ratings import Rating, RatingCode, RatingReport, RatingStep
from gateway.store.models.readmodel import (
    EngineIncarnation,
    IntakePoison,
    IntakePosition,
    RmCase,
    RmElement,
    RmFlow,
    RmIncident,
    RmInstance,
    RmItem,
    RmJob,
    RmTaskGroup,
    RmUserTask,
)
from gateway.store.models.sharing import (
    SharedReading,
    SharingDay,
    SharingGrant,
    SharingLookup,
    SharingQuery,
    SharingStep,
)
from gateway.store.models.status_lists import StatusListRow
from gateway.store.models.window import WindowDecision, WindowEvent, WindowEventKind

__all__ = [
    "EVERYBODY",
    "Archive",
    "ArchiveSupplement",
    "Assistance",
    "AuditEntry",
    "Base",
    "Breach",
    "CalendarDay",
    "Card",
    "Case",
    "CaseFile",
    "CaseMaterial",
    "Certificate",
    "CertificateCopy",
    "CertificateEvent",
    "Claim",
    "Contact",
    "Correction",
    "Decision",
    "Delivery",
    "DeliveryChoice",
    "DeployedResource",
    "Deployment",
    "Document",
    "EngineIncarnation",
    "File",
    "FileCheck",
    "FileFinding",
    "Finding",
    "Gap",
    "Idempotency",
    "Inspection",
    "InspectionFinding",
    "Instant",
    "IntakePoison",
    "IntakePosition",
    "ItemCase",
    "LicenceChange",
    "LicenceRequest",
    "ListedCase",
    "Mandate",
    "MandateEvent",
    "Matter",
    "Message",
    "MessageDelivery",
    "Notice",
    "Obligation",
    "OutboxMessage",
    "Paper",
    "ProcedureAct",
    "Publication",
    "PublicationReport",
    "Rating",
    "RatingCode",
    "RatingReport",
    "RatingStep",
    "RmCase",
    "RmElement",
    "RmFlow",
    "RmIncident",
    "RmInstance",
    "RmItem",
    "RmJob",
    "RmTaskGroup",
    "RmUserTask",
    "Series",
    "SharedReading",
    "SharingDay",
    "SharingGrant",
    "SharingLookup",
    "SharingQuery",
    "SharingStep",
    "StatusListRow",
    "Subject",
    "WindowDecision",
    "WindowEvent",
    "WindowEventKind",
    "from_millis",
    "to_millis",
]
