"""The client's own ledger: what was acknowledged to it, kept outside the system."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Submission:
    """An application whose receipt came."""

    sub: str
    key: str
    case_no: str


@dataclass(frozen=True, slots=True)
class Supplement:
    """A supplement whose receipt came."""

    case_no: str
    notice_no: str


@dataclass(frozen=True, slots=True)
class Decision:
    """An officer's decision whose receipt came."""

    case_no: str
    task_key: int
    outcome: str


@dataclass(frozen=True, slots=True)
class Ending:
    """How a case ended as the applicant was told, and the certificates by item."""

    case_no: str
    state: str
    certificates: dict[str, str]


@dataclass(frozen=True, slots=True)
class Download:
    """A certificate file that the applicant received."""

    identifier: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Copied:
    """An annotated copy of a certificate that the applicant ordered and received."""

    identifier: str
    copy_no: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Issued:
    """A document of several bodies that the applicant received, and the bodies whose seals it bears, in their order."""

    case_no: str
    document_no: str
    sha256: str
    sealed_by: tuple[str, ...]


@dataclass
class Ledger:
    """Acknowledgements in order; every client thread appends.

    ``abandoned`` are applicants who sent one submission once and never learned what became of it.
    """

    submissions: list[Submission] = field(default_factory=list)
    supplements: list[Supplement] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    withdrawals: list[str] = field(default_factory=list)
    endings: list[Ending] = field(default_factory=list)
    downloads: list[Download] = field(default_factory=list)
    copies: list[Copied] = field(default_factory=list)
    joint: list[Issued] = field(default_factory=list)
    abandoned: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return ", ".join(f"{name} {len(getattr(self, name))}" for name in _LISTS)


_LISTS = (
    "submissions",
    "supplements",
    "decisions",
    "withdrawals",
    "endings",
    "downloads",
    "copies",
    "joint",
    "abandoned",
)
