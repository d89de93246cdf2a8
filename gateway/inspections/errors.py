"""What can be said against a request about a joint inspection."""

from chain.errors import Conflict, NotFound


class InspectionNotFound(NotFound):
    """No such inspection in the case, or the caller's body does not take part in it."""

    message = "未找到该联合勘验，或者本部门不参加该勘验，请核对编号。"


class NoInspectionOpen(Conflict):
    """The chain does not wait for an inspection: not yet, or not any more."""

    message = "该办件目前没有待进行的联合勘验，请刷新后按最新状态办理。"


class InspectionAppointed(Conflict):
    """There is one appointment for all."""

    message = "该办件已经约定联合勘验，请在联合勘验中登记参加人员和勘验结果。"


class AskedBefore(Conflict):
    """Another time can be asked for once."""

    message = "改期只能申请一次，请按约定的时间配合勘验；确有困难的，请联系办理部门。"


class AnsweredBefore(Conflict):
    """The appointment was confirmed, or its time has come."""

    message = "该勘验时间已经确认或者已到，不能再答复。"


class InspectionDone(Conflict):
    """The record is made."""

    message = "联合勘验记录已经形成，不能再登记。"


class InspectionCancelled(Conflict):
    """Every item that it was made for ended."""

    message = "需要勘验的事项都已办结或者终止办理，该联合勘验已经取消。"


class OtherTimeAsked(Conflict):
    """A new time comes first."""

    message = "申请人要求改期，请先重新约定勘验时间。"


class InspectionNotYet(Conflict):
    """Findings are made on site."""

    message = "约定的勘验时间未到，不能登记勘验结果。"


class OfficersNotNamed(Conflict):
    """Who inspects stands in the record."""

    message = "请先登记本部门参加勘验的人员（两名以上）。"


class FindingsThere(Conflict):
    """A body's findings are made once."""

    message = "本部门的勘验结果已经登记，不能更改。"
