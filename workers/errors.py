"""Errors of the workers, leaves of the tree in :mod:`chain.errors`.

    ChainError
    ├── TemporarilyUnavailable  503
    │   ├── GatewayUnavailable       the gateway does not answer: the job waits, no retry is used up
    │   ├── KeeperUnavailable        the same for the keeper of the seals
    │   ├── CredentialsRefused       the token is not taken: the job waits until the office renews it
    │   ├── RegisterUnavailable      the same for somebody else's register
    │   ├── AcceptanceTooEarly       the gateway's clock has not come to where the engine's timer fired
    │   └── NoticeTooLate            a supplement asked for after the days for telling: waits until its timer ends it
    ├── Retryable                    worth another try; each try uses up one of the job's retries
    │   ├── GatewayFailed            the gateway answered 5xx
    │   ├── RegisterFailed           the same for somebody else's register
    │   └── JobTimeLimit             the handler did not end within its limit
    ├── GatewayRefused               4xx: the same call again would end the same way
    ├── KeeperRefused                the same for the keeper
    ├── RegisterRefused              the same for somebody else's register
    ├── GatewayAnswerInvalid         an answer that does not hold the agreed fields
    ├── RegisterAnswerInvalid        the same for somebody else's register, or digests that are not those of its answer
    ├── NotOurJob                    a job of another body reached this process
    ├── JobInputInvalid              the diagram did not give what the job type declares
    └── ResultInvalid                the handler returned something that cannot be sent

What reaches the engine or a log is only ``code``; no error here carries the text of an answer or a variable.
"""

import re

from chain.errors import ChainError, TemporarilyUnavailable

_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")


class GatewayUnavailable(TemporarilyUnavailable):
    """The gateway does not answer or asks to wait."""

    message = "办件网关暂时无法访问，任务将自动重试。"


class KeeperUnavailable(TemporarilyUnavailable):
    """The keeper of the seals does not answer or asks to wait."""

    message = "印章保管服务暂时无法访问，任务将自动重试。"


class CredentialsRefused(TemporarilyUnavailable):
    """The token of this worker is missing, expired or unknown."""

    message = "工作进程的访问凭证无效或已过期，请更换凭证，任务将自动继续。"


class RegisterUnavailable(TemporarilyUnavailable):
    """A register of another department does not answer."""

    message = "外部登记系统暂时无法访问，任务将自动重试。"


class AcceptanceTooEarly(TemporarilyUnavailable):
    """The engine's timer says that the days for telling are over, and by the gateway's clock they are not yet."""

    message = "告知期限在办件网关尚未届满，任务将自动重试。"


class NoticeTooLate(TemporarilyUnavailable):
    """The days within which gaps must be told are over; the engine's timer is about to take the job away."""

    message = "一次告知期限已过，不再发出补正告知，等待流程按受理继续。"


class Retryable(ChainError):
    """Something went wrong that may go right the next time."""

    message = "任务处理失败，系统将自动重试。"


class GatewayFailed(Retryable):
    """The gateway answered with an error of its own (5xx)."""

    message = "办件网关处理出错，系统将自动重试。"


class RegisterFailed(Retryable):
    """A register of another department answered with an error of its own (5xx)."""

    message = "外部登记系统处理出错，系统将自动重试。"


class JobTimeLimit(Retryable):
    """A handler did not end within the limit of its job."""

    message = "任务未在限定时间内处理完毕，系统将自动重试。"


class Refused(ChainError):
    """A service of ours refused a call; ``code`` is the code of its problem details."""

    def __init__(self, code: str, status: int) -> None:
        super().__init__()
        self._code = code if _CODE.fullmatch(code) else type(self).__name__
        self.status = status

    @property
    def code(self) -> str:
        """The code that the service gave, or the class's own name when it gave none."""
        return self._code


class GatewayRefused(Refused):
    """The gateway refused a call for good."""

    message = "办件网关拒绝了该请求，需要人工处理。"


class KeeperRefused(Refused):
    """The keeper refused to hand out a seal or to sign."""

    message = "印章保管服务拒绝了该请求，需要人工处理。"


class RegisterRefused(Refused):
    """A register of another department refused to answer: no grant, another purpose."""

    message = "外部登记系统拒绝了查询，请核对共享授权，需要人工处理。"


class RegisterAnswerInvalid(ChainError):
    """An answer of a register of another department that is not what was agreed."""

    message = "外部登记系统返回的内容不符合约定，需要人工处理。"


class GatewayAnswerInvalid(ChainError):
    """An answer of the gateway or the keeper lacks what the contract promises."""

    message = "服务返回的内容不符合约定，需要人工处理。"


class NotOurJob(ChainError):
    """A job whose type names another body."""

    status = 403
    message = "该任务属于其他实施主体，本进程不予处理。"


class JobInputInvalid(ChainError):
    """A job without the variables or headers that its type declares."""

    status = 422
    message = "流程图未按约定给出任务所需的变量，请流程设计人员检查。"


class ResultInvalid(ChainError):
    """A handler returned something else than the fields that its job type declares."""

    message = "任务处理程序返回的结果不符合约定，请开发人员检查。"


class WorkerMisconfigured(ChainError):
    """The process was started without something it needs."""

    message = "工作进程配置不完整，请检查启动参数和环境变量。"
