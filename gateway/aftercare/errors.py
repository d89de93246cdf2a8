"""What can be said against an act after a decision, or a request for one."""

from datetime import date

from chain.certificates.data import chinese_date
from chain.errors import Conflict, NotFound


class WithoutEnd(Conflict):
    """What has no end needs no renewal."""

    message = "该许可没有有效期限，不需要延续。"


class RenewalTooLate(Conflict):
    """A renewal is asked for some days before the end (行政许可法 §50)."""

    message = "已超过申请延续的期限，请重新申请。"

    @classmethod
    def of(cls, last_day: date) -> "RenewalTooLate":
        """Says until when it could have been asked for."""
        return cls(f"申请延续的期限至{chinese_date(last_day)}，现已超过，请在有效期届满后重新申请。")


class EndNotLater(Conflict):
    """A renewal ends after what it renews."""

    message = "延续后的有效期应晚于原有效期，请核对。"


class NoLicence(Conflict):
    """Only a licence can be stripped or suspended as a penalty."""

    message = "该事项不是行政许可，不能吊销、暂扣。"


class CertificateUnderWay(Conflict):
    """The version before is not sealed yet."""

    message = "该事项的证照正在制作，请在证照制发后再办理。"


class NotTheNewestVersion(Conflict):
    """Only the newest version of a certificate is corrected."""

    message = "该证照已由新版本替代，请更正最新版本。"


class RequestPending(Conflict):
    """The same was asked for and is not decided yet."""

    message = "该事项已有同类申请正在办理，请等待决定。"


class RequestNotFound(NotFound):
    """No such request, or not one of the caller's."""

    message = "未找到该申请，请核对办件编号、事项和申请编号。"


class RequestSettled(Conflict):
    """The request is decided, or without object."""

    message = "该申请已经办结，请刷新后查看结果。"
