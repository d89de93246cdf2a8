"""Kinds and states of obligations, with the Chinese names that people read."""

from enum import StrEnum


class ObligationKind(StrEnum):
    """What is owed.

    Commitments of proof (证明事项) and of business licences (涉企经营许可) are two kinds: 国办发〔2020〕42号.
    """

    TOLERANCE = "tolerance"
    PROOF_COMMITMENT = "proof_commitment"
    LICENCE_COMMITMENT = "licence_commitment"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return _KINDS[self][0]

    @property
    def prefix(self) -> str:
        """What its numbers within a case begin with."""
        return _KINDS[self][1]

    @property
    def commitment(self) -> bool:
        """Whether it is a commitment, to be checked by its body; else the applicant owes a material."""
        return self is not ObligationKind.TOLERANCE


_KINDS = {
    ObligationKind.TOLERANCE: ("容缺受理", "RQ"),
    ObligationKind.PROOF_COMMITMENT: ("证明事项告知承诺", "CN"),
    ObligationKind.LICENCE_COMMITMENT: ("涉企经营许可告知承诺", "CN"),
}


class ObligationState(StrEnum):
    """How far an obligation is.

    ``undertaken`` at submission; ``open`` from acceptance (tolerance) or decision (commitment) on; ``mending`` under an
    order to mend; ``unmet`` after its consequence, or past its day with the certificate withheld; ``lapsed`` when its
    item ended otherwise.
    """

    UNDERTAKEN = "undertaken"
    OPEN = "open"
    MENDING = "mending"
    MET = "met"
    UNMET = "unmet"
    RETRACTED = "retracted"
    LAPSED = "lapsed"

    def label(self, kind: ObligationKind) -> str:
        """The Chinese name for an obligation of ``kind``."""
        return (_OF_COMMITMENTS if kind.commitment else _OF_TOLERANCES)[self]


class WorkState(StrEnum):
    """What a worklist is asked for: time is left for it (``open``, ``mending``), or is over (``overdue``)."""

    OPEN = "open"
    MENDING = "mending"
    OVERDUE = "overdue"


_OF_TOLERANCES = {
    ObligationState.UNDERTAKEN: "已承诺补齐，等待受理",
    ObligationState.OPEN: "待补齐",
    ObligationState.MENDING: "待补齐",
    ObligationState.MET: "已补齐",
    ObligationState.UNMET: "逾期未补齐",
    ObligationState.RETRACTED: "已撤回",
    ObligationState.LAPSED: "事项已终止，不再需要",
}
_OF_COMMITMENTS = {
    ObligationState.UNDERTAKEN: "已承诺",
    ObligationState.OPEN: "待核查",
    ObligationState.MENDING: "责令限期改正",
    ObligationState.MET: "核查属实",
    ObligationState.UNMET: "承诺不实，已撤销",
    ObligationState.RETRACTED: "承诺已撤回",
    ObligationState.LAPSED: "事项已终止，不再核查",
}
