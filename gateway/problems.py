"""Problem details (RFC 9457) for everything that can go wrong, in Chinese.

An answer names fields and says what to do; it never repeats what was sent, because that may be personal data.
"""

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, Field
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from chain.errors import BadInput, ChainError, FieldProblem, FieldProblems, NotFound, TooLarge
from gateway.operation import answering
from gateway.store.errors import StoreBusy

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 5


class ProblemField(BaseModel):
    """One field that is wrong."""

    field: str = Field(description="字段或材料的键")
    name: str = Field(description="中文名称")
    reason: str = Field(description="原因与改法")


class Problem(BaseModel):
    """A problem as RFC 9457 describes it, with the code of the error and the fields concerned."""

    type: str = Field(description="问题类型")
    title: str = Field(description="问题类别")
    status: int = Field(description="HTTP 状态码")
    detail: str = Field(description="发生了什么、怎么办")
    code: str = Field(description="稳定的错误代码")
    problems: list[ProblemField] = Field(description="逐项问题")


class MalformedRequest(BadInput):
    """The request cannot be read at all."""

    status = 400
    message = "请求内容无法解析，请检查格式后重新提交。"


class NoSuchAddress(NotFound):
    """No resource of this interface has the address."""

    message = "没有这个接口地址，请核对。"


class MethodNotAllowed(ChainError):
    """The address is there, but not for this method."""

    status = 405
    message = "该接口不支持此请求方法。"


_TITLES = {
    400: "请求无法解析",
    401: "未登录或登录已失效",
    403: "没有权限",
    404: "未找到",
    405: "方法不支持",
    409: "当前状态不允许",
    413: "内容过大",
    415: "类型不支持",
    422: "提交内容有误",
    429: "次数已用完",
    503: "暂时不可用",
}

_NAMES = {
    "theme": "主题",
    "region": "行政区划",
    "situation": "情形",
    "form": "表单",
    "materials": "材料",
    "material": "材料",
    "file_id": "文件编号",
    "file": "文件",
    "tolerances": "容缺材料",
    "commitments": "告知承诺",
    "undertaking": "承诺书",
    "agreed": "同意承诺书",
    "file_ids": "文件编号",
    "notice_no": "告知书编号",
    "reason": "原因",
    "outcome": "结论",
    "opinion": "意见",
    "gaps": "补正内容",
    "findings": "勘验结果",
    "cursor": "翻页游标",
    "limit": "每页条数",
    "state": "状态",
    "licence": "营业执照情形",
    "fire": "消防办理方式",
    "message": "消息名称",
    "correlation_key": "关联键",
    "variables": "变量",
    "resources": "部署文件",
    "Idempotency-Key": "幂等键",
    "process_instance_key": "流程实例编号",
    "grant_no": "授权编号",
    "purpose": "用途",
    "legal_basis": "法律依据",
    "case_ref": "办件编号",
    "daily_quota": "每日查询次数",
    "until": "截止日期",
    "holder_code": "持证主体代码",
    "type_code": "证照类型代码",
    "identifier": "电子证照标识",
    "uscc": "统一社会信用代码",
}

_REASONS = {
    "missing": "缺少此项",
    "extra_forbidden": "不是本接口的字段，请删除",
    "json_invalid": "不是有效的 JSON",
    "string_type": "应为文本",
    "string_too_short": "内容过短",
    "string_too_long": "内容过长",
    "string_pattern_mismatch": "格式不正确",
    "string_unicode": "含有无法识别的字符",
    "enum": "不在可选范围内",
    "literal_error": "不在可选范围内",
    "dict_type": "应为对象",
    "model_attributes_type": "应为对象",
    "model_type": "应为对象",
    "list_type": "应为列表",
    "too_long": "数量过多",
    "too_short": "数量过少",
    "greater_than_equal": "数值过小",
    "less_than_equal": "数值过大",
}

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")


def problem_body(error: ChainError) -> dict[str, Any]:
    """The members of the problem that ``error`` is shown as."""
    problems = error.problems if isinstance(error, FieldProblems) else ()
    return {
        "type": f"urn:yilian:problem:{error.code}",
        "title": _TITLES.get(error.status, "系统错误" if error.status >= 500 else "请求有误"),
        "status": error.status,
        "detail": error.detail,
        "code": error.code,
        "problems": [{"field": p.field, "name": p.name, "reason": p.reason} for p in problems],
    }


def problem_response(error: ChainError, headers: dict[str, str] | None = None) -> Response:
    """The answer that tells a client about ``error``."""
    answering.refused(error.code)
    all_headers = dict(headers or {})
    if error.status == HTTPStatus.UNAUTHORIZED:
        all_headers["WWW-Authenticate"] = 'Bearer realm="yilian"'
    if error.status == HTTPStatus.SERVICE_UNAVAILABLE:
        all_headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    content = orjson.dumps(problem_body(error))
    return Response(content, status_code=error.status, headers=all_headers, media_type=MEDIA_TYPE)


def field_problems(errors: Sequence[Any]) -> FieldProblems:
    """The errors of FastAPI and pydantic as named fields, without anything that was sent."""
    found = {}
    for error in errors:
        parts = [_plain(part) for part in error["loc"][1:]] or [_plain(error["loc"][0])]
        field = ".".join(parts)
        named = next((part for part in reversed(parts) if part in _NAMES), None)
        reason = _said(error) or _REASONS.get(error["type"], "格式或类型不正确")
        found[field, reason] = FieldProblem(field, _NAMES[named] if named else field, reason)
    return FieldProblems(list(found.values()))


def _said(error: Any) -> str | None:
    """What a check of our own says of several members together: a fixed sentence, never what was sent."""
    said = error.get("ctx", {}).get("error") if error["type"] == "value_error" else None
    return str(said) if isinstance(said, ValueError) else None


def _plain(part: Any) -> str:
    if isinstance(part, int):
        return str(part)
    return part if isinstance(part, str) and _PLAIN_KEY.fullmatch(part) else "*"


def from_http(error: HTTPException) -> ChainError:
    """The error of the tree that stands for one that the framework raised."""
    kinds: dict[int, type[ChainError]] = {404: NoSuchAddress, 405: MethodNotAllowed, 413: TooLarge}
    if error.status_code in kinds:
        return kinds[error.status_code]()
    return MalformedRequest() if error.status_code < HTTPStatus.INTERNAL_SERVER_ERROR else ChainError()


async def _on_chain_error(_: Request, error: Exception) -> Response:
    return problem_response(error if isinstance(error, ChainError) else ChainError())


async def _on_validation(_: Request, error: Exception) -> Response:
    return problem_response(
        field_problems(error.errors()) if isinstance(error, RequestValidationError) else ChainError()
    )


async def _on_http(_: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        return problem_response(ChainError())
    allow = (error.headers or {}).get("Allow")
    return problem_response(from_http(error), {"Allow": allow} if allow else None)


async def _on_store_away(_: Request, __: Exception) -> Response:
    return problem_response(StoreBusy())


def install(app: FastAPI) -> None:
    """Let ``app`` answer with problem details; what nothing here knows is left to the guard at the door."""
    app.add_exception_handler(ChainError, _on_chain_error)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)
    for kind in (OperationalError, InterfaceError, PoolTimeout, ConnectionError):
        app.add_exception_handler(kind, _on_store_away)
