"""Requests and answers of the worker-facing API (docs/architecture.md)."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from chain.cases import CHAIN_SCOPE
from chain.limits import ClockState
from gateway.notices.numbering import NoticeKind

MAX_GAPS = 200

Text = Annotated[str, Field(min_length=1, max_length=2000)]
Outcome = Literal["granted", "refused", "undecided"]


class Request(BaseModel):
    """Base of requests: unknown members are refused."""

    model_config = ConfigDict(extra="forbid")


class ClaimRequest(Request):
    """Which process instance wants to carry the case."""

    process_instance_key: int = Field(ge=1, lt=2**63, description="流程实例编号")


class Claimed(BaseModel):
    """Whether the instance carries the case."""

    claimed: bool


class OpenNotice(BaseModel):
    """A supplement notice whose answer the chain has not had, and until when it waits for it."""

    notice_no: str
    due_at: datetime


class Accepted(BaseModel):
    """Whether the case was accepted, from when that counts, and until when the joint inspection is to be held.

    ``told``: nothing is accepted, because gaps were told in time; ``notice`` is what the chain waits for.
    """

    outcome: Literal["accepted", "not_accepted", "told"]
    accepted_at: datetime | None
    inspection_due_at: datetime | None
    notice: OpenNotice | None = None


class FoundGap(Request):
    """One thing missing or wrong, as the automatic check found it."""

    kind: Literal["form", "material"]
    target: Annotated[str, Field(min_length=1, max_length=200)]
    what: Text
    how: Annotated[str, Field(max_length=2000)]


class PrecheckRequest(Request):
    """Everything the check found; empty when nothing is missing."""

    gaps: list[FoundGap] = Field(max_length=MAX_GAPS)


class Prechecked(BaseModel):
    """Whether nothing is to be told, and whether an officer of the body is to look before acceptance."""

    complete: bool
    officer: bool


class CheckRequest(Request):
    """The outcome of the automatic review; ``reason`` in Chinese where it refuses."""

    outcome: Outcome
    reason: Annotated[str, Field(max_length=2000)] | None = None


class Checked(BaseModel):
    """The outcome on record, the item's promised limit, when its clock is to be looked at, and whether a grant ends in
    a certificate. An item that ended before its review is ``refused`` or ``closed``, one that rests ``held``: without
    limit and clock."""

    outcome: Outcome | Literal["closed", "held"]
    due_at: datetime | None
    clock_next: datetime | None
    certificate: bool


class Lapsed(BaseModel):
    """How the item ended; ``undecided`` when it goes on."""

    outcome: Literal["refused", "closed", "undecided"]


class ClockRead(BaseModel):
    """The clock's state, and when it changes next; null when nothing more is to be watched."""

    state: ClockState
    next: datetime | None


class VerificationRequest(Request):
    """What a register said about an existing licence."""

    outcome: Literal["granted", "refused"]
    registry: Annotated[str, Field(alias="register", min_length=1, max_length=200)]
    consulted_at: AwareDatetime


class Verified(BaseModel):
    """The outcome on record; ``closed``: the item ended before."""

    outcome: Literal["granted", "refused", "closed"]


class NoticeRequest(Request):
    """Which notice to send: a supplement notice for an item or the chain, or the one answer."""

    scope: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")] = CHAIN_SCOPE
    kind: Literal[NoticeKind.SUPPLEMENT, NoticeKind.ANSWER]
    result: Literal["completed", "refused", "returned", "not_accepted", "withdrawn"] | None = None


class NoticeSent(BaseModel):
    """The notice's number, and until when it is to be answered; null for the answer."""

    notice_no: str
    due_at: datetime | None


class MaterialCertificate(BaseModel):
    """The certificate that a file is: its sealed original when the application was taken; ``status`` is today's."""

    identifier: str
    name: str
    status: str
    status_name: str


class MaterialFile(BaseModel):
    """One file; its name stays with the gateway."""

    file_id: str
    media_type: str
    size: int
    sha256: str
    certificate: MaterialCertificate | None = None


class SliceMaterial(BaseModel):
    """A material of the item with the files in force; ``tolerated``: it may come later, ``committed``: it need not."""

    material: str
    name: str
    required: bool
    tolerated: bool
    committed: bool
    files: list[MaterialFile]


class FindingRead(BaseModel):
    """What the joint inspection found."""

    item: str
    passed: bool
    note: str | None


class SliceLicence(BaseModel):
    """A licence to be read of shared data in place of a material that nobody handed in: of which type, and whose."""

    material: str
    type_code: str
    holder: str


class Slice(BaseModel):
    """All that a body may know of the case for one of its items.

    ``by_commitment``: it is to be decided at once, on the strength of a commitment that was not retracted.
    """

    case_no: str
    item: str
    body: str
    region: str
    situation: dict[str, str]
    form: dict[str, Any]
    materials: list[SliceMaterial]
    by_commitment: bool
    prior: dict[str, dict[str, Any]]
    findings: list[FindingRead]
    licences: list[SliceLicence]


class GateRead(BaseModel):
    """Whether the item's certificate may be issued; not while it is withheld for a tolerated material."""

    open: bool


class ObligationLooked(BaseModel):
    """Whether nothing is owed any more, and when to look again otherwise."""

    settled: bool
    next: datetime | None


class MatterLooked(BaseModel):
    """Whether a matter is settled, and when to look again otherwise; ``work``: what the worker is to do for it now."""

    settled: bool
    next: datetime | None
    work: Literal["archive"] | None = None
