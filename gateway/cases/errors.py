"""What can be said against a command on a case."""

from chain.errors import Conflict, NotFound


class CaseNotFound(NotFound):
    """No such case, or not one of the caller's."""

    message = "未找到该办件，请核对办件编号。"


class ApplicantNotPresent(Conflict):
    """A clerk acts on a case that is not in the clerk's hands, and nobody said that its applicant is there."""

    message = "该办件不由您经办。请先登记申请人到场，或者由原经办窗口移交。"


class IdempotencyKeyReused(Conflict):
    """The key came before with another request."""

    message = "此 Idempotency-Key 已用于另一份不同的提交，请为新的提交换用新的值。"


class CaseEnded(Conflict):
    """Nothing more can be done in the chain."""

    message = "该办件已经结束，不能再进行此操作。"


class NoticeNotFound(NotFound):
    """No supplement notice of that number in the case."""

    message = "未找到该补正告知书，请核对告知书编号。"


class NoticeAnswered(Conflict):
    """The notice was answered before."""

    message = "该补正告知书已经答复，不能重复提交，请等待审查结果。"


class NoticeExpired(Conflict):
    """The time to answer is over."""

    message = "补正期限已过，该补正告知书不能再答复；如仍需办理，请重新提交申请。"


class WithdrawalRequested(Conflict):
    """The applicant withdrew; the chain is being ended."""

    message = "该办件已申请撤回，不能再进行此操作。"
