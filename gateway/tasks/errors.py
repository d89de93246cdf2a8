"""What can be said against an officer's request."""

from chain.errors import Conflict, NotFound


class TaskNotFound(NotFound):
    """No such task, or not one of the officer's body."""

    message = "未找到该任务，请刷新任务列表。"


class AlreadyDecided(Conflict):
    """The task has been decided, with another content or by another officer."""

    message = "该任务已经作出决定，不能再次决定，请刷新任务列表。"


class CaseWithdrawn(Conflict):
    """The applicant withdrew: there is nothing left to decide."""

    message = "申请人已撤回该办件，任务不再办理。"


class ItemHeld(Conflict):
    """The item rests because another one of its case ended, until the applicant says whether it goes on."""

    message = "该事项暂停办理，正在等候申请人决定是否继续，恢复办理后再作出决定。"
