"""What can be said against a mandate, or against acting under one."""

from chain.errors import Conflict, NotFound, NotPermitted


class MandateUnknown(NotPermitted):
    """No mandate of that number in which the caller is the agent: nobody learns whether there is one."""

    message = "没有以您为受托人的这份授权委托，请核对委托编号；以本人名义办理的，请不要填写委托编号。"


class MandateNotAccepted(NotPermitted):
    """The agent has not accepted it, or refused it."""

    message = "该授权委托尚未由您接受，或者您已谢绝，不能据此办理；接受委托后方可办理。"


class MandateRevoked(NotPermitted):
    """The principal revoked it."""

    message = "委托人已经撤销该授权委托，您不能再代为办理；仍需办理的，请由委托人本人办理或者重新委托。"


class MandateResigned(NotPermitted):
    """The agent gave it back."""

    message = "您已经辞去该授权委托，不能再代为办理；仍需办理的，请由委托人本人办理或者重新委托。"


class MandateNotBegun(NotPermitted):
    """Its time has not come."""

    message = "该授权委托尚未到生效时间，请在委托期限内办理。"


class MandateExpired(NotPermitted):
    """Its time is over."""

    message = "该授权委托已经到期，您不能再代为办理；仍需办理的，请由委托人本人办理或者重新委托。"


class OutOfScope(NotPermitted):
    """It does not cover this act, theme, case or system."""

    message = "该授权委托不包括此办件或者此项操作，请由委托人本人办理，或者请委托人另行委托。"


class NoSubDelegation(NotPermitted):
    """An agent would authorise somebody in the principal's name (转委托)."""

    message = "受托人不能转委托他人。需要由他人办理的，请委托人本人另行委托。"


class MandateNotFound(NotFound):
    """No mandate of that number, or none of the caller's."""

    message = "未找到该授权委托，请核对委托编号。"


class MandateOver(Conflict):
    """It was answered or ended otherwise before."""

    message = "该授权委托已经答复、结束或者到期，不能再进行此操作，请刷新后查看。"
