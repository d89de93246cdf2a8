"""What can be said against an application for a use, or against a query."""

from chain.errors import BadInput, ChainError, Conflict, NotFound, NotPermitted


class GrantNotFound(NotFound):
    """No such application, or neither of the body's own nor addressed to it."""

    message = "未找到该共享申请，请核对授权编号。"


class GrantDecided(Conflict):
    """The step does not follow from the state: it was decided, withdrawn or revoked before."""

    message = "该共享申请的状态已经变化，不能再进行此操作，请刷新后查看。"


class GrantOver(Conflict):
    """Its last day passed before the provider decided."""

    message = "申请的使用期限已过，不能再授权，请使用方重新申请。"


class UseNotGranted(NotPermitted):
    """No grant of that number for this body and resource that is in force today."""

    message = "没有有效的共享授权：请核对授权编号和资源；未经授权、已到期或者已收回的，请向数据提供方申请。"


class PurposeDiffers(NotPermitted):
    """Asked for another purpose than was granted."""

    message = "查询用途与授权用途不一致，不能查询；确需用于其他用途的，请另行申请。"


class QuotaExhausted(ChainError):
    """The queries of the day that were granted are used up."""

    status = 429
    message = "今日查询次数已达到授权的上限，请明日再查；经常不够用的，请向数据提供方申请提高每日限额。"


class QueryUnclear(BadInput):
    """Not exactly one way of asking."""

    message = (
        "请按一种方式查询：电子证照标识，或者持证主体代码（可加证照类型代码），或者证照类型代码和证照编号。"
    )


class BodyMissing(BadInput):
    """A supervisor looks at one body at a time."""

    message = "请填写要查看的实施主体代码（body）。"
