"""The answers of the worker-facing API (docs/architecture.md); no ``repr`` of them shows personal data."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chain.cases import Outcome
from workers.errors import GatewayAnswerInvalid


class Answer(BaseModel):
    """Base of every answer: frozen; fields that a newer gateway adds are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class ClaimAnswer(Answer):
    """Whether this process instance is the one that carries the case."""

    claimed: bool


class OpenNotice(Answer):
    """A supplement notice that is on its way or unanswered, and until when the chain waits for its answer."""

    notice_no: str
    due_at: datetime


class AcceptanceAnswer(Answer):
    """What came of the acceptance, its moment, and until when the joint inspection is to be held; ``told`` where gaps
    were told in time, with their notice."""

    outcome: Literal["accepted", "not_accepted", "told"] = "accepted"
    accepted_at: datetime | None
    inspection_due_at: datetime | None
    notice: OpenNotice | None = None


class LicenceRead(BaseModel):
    """What was found of such a licence: which one, and its status; ``None`` where the answer does not say, or none was found."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    material: str
    type_code: str
    identifier: str | None
    status: str | None


class Gap(BaseModel):
    """Something missing or wrong.

    ``target`` is a form field or material, ``what`` says what is wrong and why, ``how`` how to mend it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["form", "material"]
    target: str
    what: str = Field(repr=False)
    how: str = Field(repr=False)


class PrecheckAnswer(Answer):
    """Whether nothing is missing, and whether an officer of the body is to look before the chain goes on."""

    complete: bool
    officer: bool = False


class CheckAnswer(Answer):
    """The outcome that was recorded, the item's time limit, when to look at the clock next, and whether a grant ends
    in a certificate; without limit and clock for an item that ended before its review."""

    outcome: Outcome
    due_at: datetime | None
    clock_next: datetime | None
    certificate: bool


class LapseAnswer(Answer):
    """How the item ended, or ``undecided`` when it goes on."""

    outcome: Outcome


class ClockAnswer(Answer):
    """State of the item's clock; ``next`` is None when nothing more is to be watched."""

    state: Literal["green", "yellow", "red"]
    next: datetime | None


class VerificationAnswer(Answer):
    """The outcome that was recorded."""

    outcome: Outcome


class SharedReadingAnswer(Answer):
    """The evidence is kept; ``confirmed``: the gateway answered the query itself, and agrees."""

    confirmed: bool
    kept_at: datetime


class NoticeAnswer(Answer):
    """The notice sent; ``due_at`` is None for a notice that asks for nothing."""

    notice_no: str
    due_at: datetime | None


class GateAnswer(Answer):
    """Whether the item's certificate may be issued, as far as what the applicant still owes goes."""

    open: bool


class ObligationAnswer(Answer):
    """Whether an obligation is settled; ``next`` is when to look again, None when it is."""

    settled: bool
    next: datetime | None


class MatterAnswer(Answer):
    """Whether a matter is settled; ``next`` is when to look again, None when it is; ``work`` is to be done for it now."""

    settled: bool
    next: datetime | None
    work: Literal["archive"] | None = None


class CertificateAnswer(Answer):
    """The certificate allocated to a case and item. ``data`` is the content for the template."""

    identifier: str
    type: str
    template: str
    data: dict[str, Any] = Field(repr=False)
    state: Literal["allocated", "composed", "sealed"]
    sealed_at: datetime | None = None


class DocumentAnswer(Answer):
    """A document to compose: ``content`` is its page data (``chain.documents.page.PageData``)."""

    document_no: str
    kind: str
    items: tuple[str, ...]
    seal: str | None
    content: dict[str, Any] = Field(repr=False)
    state: Literal["drafted", "sealed", "plain"]
    """For this body: of a joint document, ``sealed`` once its own seal is there."""
    sealed_at: datetime | None
    seals_before: int = 0
    """Bodies that issue it jointly and sealed it before."""


class CopyAnswer(Answer):
    """An annotated copy to compose: ``data`` is its certificate's with the annotation (``chain.certificates.data``)."""

    copy_no: str
    identifier: str
    type: str
    item: str
    template: str
    data: dict[str, Any] = Field(repr=False)
    state: Literal["ordered", "sealed", "lapsed", "stopped"]
    sealed_at: datetime | None


class StoredCopy(Answer):
    """The sealed copy that the gateway keeps."""

    copy_no: str
    sha256: str
    sealed_at: datetime | None


class StoredDocument(Answer):
    """The sealed document that the gateway keeps."""

    document_no: str
    sha256: str
    sealed_at: datetime | None


class StoredAnswer(Answer):
    """A certificate file as it is kept."""

    identifier: str
    sha256: str
    sealed_at: datetime | None = None


class HandedOverAnswer(Answer):
    """The reference under which the case is filed, now or once its file is in order."""

    reference: str


class ManifestAnswer(Answer):
    """The manifest to compose and seal: ``content`` is its page data."""

    document_no: str
    content: dict[str, Any] = Field(repr=False)


class DossierDocument(Answer):
    """A file of the dossier: its ``path`` in the package of ``item`` (None: the chain's), its digest, and either its
    ``text`` or where it is read.
    """

    item: str | None

    path: str = Field(pattern=r"^[0-9A-Za-z_-]+(/[0-9A-Za-z_.-]*[0-9A-Za-z_-])*$", max_length=200)
    href: str | None = Field(pattern=r"^/worker(/[0-9A-Za-z_-][0-9A-Za-z_.-]*)+$", max_length=500)
    text: str | None = Field(repr=False)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Dossier(Answer):
    """What belongs in the archived package: ``metadata`` of each package in it (the chain's under the empty key)."""

    metadata: dict[str, str]
    documents: tuple[DossierDocument, ...] = ()

    @classmethod
    def read(cls, raw: bytes) -> "Dossier":
        """Read the gateway's answer. Raises :class:`GatewayAnswerInvalid`."""
        try:
            return cls.model_validate_json(raw)
        except ValidationError:
            raise GatewayAnswerInvalid from None


class ArchiveAnswer(Answer):
    """The reference of the archived package."""

    reference: str


class SealAnswer(Answer):
    """A body's seal: ``seal`` and ``certificate`` in base64 of DER, sizes in millimetres."""

    seal: str = Field(repr=False)
    certificate: str = Field(repr=False)
    seal_id: str
    name: str
    width_mm: float
    height_mm: float


class SignatureAnswer(Answer):
    """A signature value in base64 of DER."""

    signature: str = Field(repr=False)
