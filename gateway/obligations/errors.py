"""What can be said against asking for tolerance, making up, and the check of commitments."""

from chain.errors import Conflict, NotFound, TemporarilyUnavailable


class CreditRegisterAway(TemporarilyUnavailable):
    """Nobody can say whether the applicant is barred: without that there is no tolerance, but still an application."""

    message = (
        "信用信息暂时无法核对，目前不能办理容缺受理和告知承诺，请稍后重试；"
        "也可以备齐材料后提交，或者去掉容缺、承诺的内容（以告知承诺方式办理的，改选其他办理方式）先行提交，"
        "缺少的材料将一次性告知补正。"
    )


class ObligationNotFound(NotFound):
    """No such obligation in the case, or not one that the caller may know of."""

    message = "未找到该容缺或者承诺事项，请核对编号。"


class ObligationSettled(Conflict):
    """It was made up, checked, retracted or ended before."""

    message = "该容缺或者承诺事项已经了结，不需要再办理。"


class ObligationExpired(Conflict):
    """The time to make up is over, and the item does not wait."""

    message = "容缺材料的补齐期限已过，不能再补交，将按承诺书写明的后果处理。"


class NothingToHandIn(Conflict):
    """What is owed is no material."""

    message = "该项是告知承诺，由办理部门核查，不需要补交材料；要改为提交材料的，请先撤回承诺。"


class NoCommitment(Conflict):
    """What is owed is a material: nobody checks or retracts it."""

    message = "该项是容缺受理的材料，不是告知承诺。"


class NotToBeChecked(Conflict):
    """A commitment is checked after the decision on it, once."""

    message = "该承诺目前不在待核查阶段，请刷新后按最新状态办理。"


class NoOrderToMend(Conflict):
    """Nobody was ordered to mend."""

    message = "该承诺没有责令限期改正，不能登记改正结果。"


class MendingTimeRuns(Conflict):
    """Whoever was given time to mend has it to the end."""

    message = "责令限期改正的期限未满，不能登记为未改正。"


class CertificateWithheld(Conflict):
    """The certificate waits for a tolerated material."""

    message = "该事项容缺受理的材料尚未补齐，按承诺书暂不发放证照。"


class RetractionTooLate(Conflict):
    """A commitment can be retracted until the decision."""

    message = "该事项已经作出决定，承诺不能撤回；承诺内容发生变化的，请主动告知办理部门。"
