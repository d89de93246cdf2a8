"""What can be said against a command on a rating."""

from chain.errors import Conflict, NotFound


class RatingNotFound(NotFound):
    """No such rating, or not one of the caller's."""

    message = "未找到该评价，或它不属于您所在的部门。"


class NotYetRateable(Conflict):
    """What is to be rated has not ended, or is not part of the case."""

    message = "该事项尚未办结或者不属于本办件，办结后再评价。"


class AlreadyRated(Conflict):
    """One rating for each item of a case."""

    message = "该事项已经评价；需要补充的，请在期限内追加评价。"


class RatingTimeOver(Conflict):
    """The working days to rate in are over."""

    message = "评价期限已过，不能再评价；对办理有意见的，可以拨打12345政务服务便民热线。"


class SupplementTimeOver(Conflict):
    """The working days to supplement in are over."""

    message = "追加评价的期限已过，不能再追加。"


class SupplementedBefore(Conflict):
    """A rating is supplemented once."""

    message = "该评价已经追加过一次，不能再次追加。"


class RatingHandled(Conflict):
    """What the body does about the rating has gone too far to alter it."""

    message = "该评价已进入核实、整改或者复核，不能再修改等级；可以补充意见后向办理部门反映。"


class RatingCodeRefused(NotFound):
    """No code like this is open."""

    message = "评价码不正确、已使用或者已过期，请核对；也可以登录后在办件中评价。"


class AppealedBefore(Conflict):
    """One appeal for a rating."""

    message = "该评价已经申诉过一次，复核结论为最终结论。"


class NothingToAppeal(Conflict):
    """Only bad ratings are appealed against."""

    message = "只有差评可以申诉。"
