"""What the engine can answer other than yes."""

from chain.errors import BadInput, Conflict, NotFound, TemporarilyUnavailable


class EngineUnavailable(TemporarilyUnavailable):
    """The engine is away, overloaded or slower than the deadline; the same call may succeed later."""

    message = "流程引擎暂时不可用，请稍后重试，已提交的内容不会丢失。"


class EngineRefused(BadInput):
    """The engine will not carry this out, however often it is asked."""

    message = "流程引擎拒绝了该请求，请检查内容后重试。"


class DeploymentRefused(EngineRefused):
    """The engine cannot read a diagram or form that was to be deployed."""

    message = "流程引擎无法部署所提交的流程图或表单，请按流程检查结果修改后重新提交。"


class MessageAlreadyPublished(Conflict):
    """The engine already holds a message of this name, key and id: it was published before."""

    message = "该消息此前已经送达，无需重复提交。"


class TaskGone(Conflict):
    """The user task is completed, cancelled, or was never there."""

    message = "该任务已办结或已取消，请刷新任务列表。"


class TaskTaken(Conflict):
    """Somebody else claimed the user task, or it is just being completed."""

    message = "该任务已由其他人员领取，请刷新任务列表。"


class EngineKeyUnknown(NotFound):
    """The engine knows no incident or job of this key (any more)."""

    message = "该异常已处理或不存在，请刷新后再试。"
