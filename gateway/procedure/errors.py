"""What can be said against an act of procedure."""

from chain.errors import BadInput, Conflict, NotFound


class ItemNotFound(NotFound):
    """No such item in the case, or not one of the officer's body."""

    message = "本部门没有该办件或事项，请核对编号。"


class TooLateToTell(Conflict):
    """The five days of 行政许可法 §32 are over: the case counts as accepted, nothing can be asked for any more."""

    message = "已超过法定的五日告知期限，自收件之日起视为受理，不能再要求补正或者不予受理。"


class ExtensionTooLong(Conflict):
    """The law allows ten working days once, or fifteen under §26 (行政许可法 §42)."""

    message = (
        "延长的期限超过法律规定：一般不超过十个工作日；统一办理、联合办理、集中办理的不超过十五个工作日。"
    )


class NoLimitToExtend(Conflict):
    """The item has no statutory limit, or it is over: an extension is decided before."""

    message = "该事项没有法定办结时限，或者法定办结时限已过，不能延长。"


class NotHandledJointly(Conflict):
    """The theme does not declare that 行政许可法 §26 applies."""

    message = "该主题未列为统一办理、联合办理或者集中办理行政许可，不能由本级人民政府批准延长。"


class NotAHigherLevel(BadInput):
    """A case is forwarded upwards only."""

    message = "只能转报上级机关办理，请选择高于本事项行使层级的层级。"
