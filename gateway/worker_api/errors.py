"""What can be said against a worker's call."""

from chain.errors import BadInput, Conflict, NotFound


class NotYourCase(NotFound):
    """No such case or item, or not one of the body's: a worker is not told which."""

    message = "本部门没有该办件或事项，请核对编号。"


class ClaimedElsewhere(Conflict):
    """The process instance carries another case already."""

    message = "该流程实例已用于其他办件。"


class NotAccepted(Conflict):
    """The case cannot be accepted while something is missing."""

    message = "预审发现的问题尚未补正，不能受理。"


class ClockNotStarted(Conflict):
    """The item's clock has not been started by a check."""

    message = "该事项尚未开始计时。"


class NothingToSupplement(Conflict):
    """A supplement notice was asked for, but nothing is missing."""

    message = "没有需要补正的内容，不能发出补正告知书。"


class ResultMissing(BadInput):
    """The one answer needs the result of the case and concerns the whole chain."""

    message = "统一反馈须给出办理结果（result），且针对整个主题（scope 为 chain）。"


class NotEnded(Conflict):
    """A case is filed after its one answer was given."""

    message = "该办件尚未统一反馈结果，不能归档。"


class ReadingDiffers(Conflict):
    """The query is on record here, but not for this body and grant with this digest."""

    message = "该查询与共享查询记录不一致，不能作为凭据，请重新查询。"
