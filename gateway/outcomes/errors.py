"""What can be said against a withdrawal of one item, or an answer to a hold."""

from chain.errors import Conflict, NotFound, TemporarilyUnavailable


class NoSuchItem(NotFound):
    """The case has no such item."""

    message = "该办件中没有这个事项，请核对事项编码。"


class NotOnHold(Conflict):
    """No item of the case rests."""

    message = "该办件没有暂停办理的事项，请刷新后按最新状态办理。"


class LapseTooEarly(TemporarilyUnavailable):
    """The engine's timer says that the supplement is overdue, and by the gateway's clock it is not yet."""

    message = "补正期限在办件网关尚未届满，任务将自动重试。"
