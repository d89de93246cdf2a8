"""The error tree of 一链办理.

Every error that may reach a person or a program outside derives from :class:`ChainError`. Its code is the name of its
class, ``status`` the HTTP status it is rendered with, ``message`` the Chinese sentence that says what happened and what
to do next. One handler in the gateway renders the tree as RFC 9457 problem details.

    ChainError                      500
    ├── BadInput                    422  the request can be mended by its sender
    │   ├── FieldProblems           422  names each field of the form or material that is wrong
    │   └── ...                          rooms add their own
    ├── NotAuthenticated            401
    ├── NotPermitted                403
    ├── NotFound                    404
    ├── Conflict                    409  repeated, late, or gone
    ├── TooLarge                    413
    ├── UnsupportedContent          415
    └── TemporarilyUnavailable      503  engine, store or keeper is away: try again later

Messages never contain personal data: they name fields, not values.
"""

from collections.abc import Sequence
from dataclasses import dataclass


class ChainError(Exception):
    """Base of the tree. ``detail`` replaces the class's Chinese ``message`` for one occurrence."""

    status: int = 500
    message: str = "系统处理出错，请稍后重试；多次出现请联系运维人员。"

    def __init__(self, detail: str | None = None) -> None:
        self.detail = detail or self.message
        super().__init__(self.detail)

    @property
    def code(self) -> str:
        """The stable code of the error: the name of its class."""
        return type(self).__name__


class BadInput(ChainError):
    """The request does not hold together; its sender can mend it."""

    status = 422
    message = "提交的内容不符合要求，请检查后重新提交。"


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One thing wrong with one field: ``field`` is its key or path, ``name`` its Chinese label, ``reason`` in Chinese."""

    field: str
    name: str
    reason: str


class FieldProblems(BadInput):
    """One or more fields or materials are missing or wrong; ``problems`` names each of them."""

    message = "提交的内容有误，请按提示逐项修改后重新提交。"

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        super().__init__()
        self.problems = tuple(problems)


class NotAuthenticated(ChainError):
    """No credentials, or credentials that do not hold."""

    status = 401
    message = "登录状态无效或已过期，请重新登录。"


class NotPermitted(ChainError):
    """The caller is known but may not do this."""

    status = 403
    message = "您没有办理此操作的权限。"


class NotFound(ChainError):
    """Nothing there that this caller may know of."""

    status = 404
    message = "未找到所请求的内容，请核对编号。"


class Conflict(ChainError):
    """The request is repeated, late, or meets a state in which it cannot be carried out."""

    status = 409
    message = "当前状态不允许此操作，请刷新后再试。"


class TooLarge(ChainError):
    """A request or file beyond its limit."""

    status = 413
    message = "提交的内容过大，请压缩或拆分后重新提交。"


class UnsupportedContent(ChainError):
    """A file or body of a type that is not accepted here."""

    status = 415
    message = "不支持的文件类型，请转换格式后重新提交。"


class TemporarilyUnavailable(ChainError):
    """Something this system needs is away for the moment; nothing was lost."""

    status = 503
    message = "系统暂时繁忙，请稍后重试，已提交的内容不会丢失。"
