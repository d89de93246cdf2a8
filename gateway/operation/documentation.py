"""The OpenAPI document as the interface really behaves: every problem is ``application/problem+json``."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from gateway.problems import MEDIA_TYPE, Problem

DESCRIPTION = """\
“一链办理”对外接口：主题与表单、办件提交与查询、部门办理、电子证照、流程与运维。

- 时间一律为带 `+08:00` 的 ISO 8601。
- 出错时返回 `application/problem+json`（RFC 9457）：`code` 稳定，`detail` 说明原因和办法，
  `problems` 逐项列出字段。
- 提交类接口带 `Idempotency-Key`，同一次提交重试时请使用相同的值。
"""

TAGS = [
    {"name": "themes", "description": "主题：能办什么、要什么、填什么"},
    {"name": "files", "description": "文件：上传与下载"},
    {"name": "cases", "description": "办件：提交、查询、补正、撤回"},
    {"name": "window", "description": "窗口：收件、代办、移交、纸质材料"},
    {"name": "agents", "description": "授权委托、帮办代办：受托人办理时，请求头 Mandate 填委托编号"},
    {"name": "tasks", "description": "部门经办：领取与办理"},
    {"name": "documents", "description": "文书：清单、内容、下载"},
    {"name": "certificates", "description": "电子证照：查询、下载、核验"},
    {"name": "sharing", "description": "数据共享：资源目录、申请与授权、查询、质量"},
    {"name": "worker", "description": "部门工作程序专用"},
    {"name": "instances", "description": "流程引擎的原始视图"},
    {"name": "deployments", "description": "流程与表单的部署"},
    {"name": "operation", "description": "运行状态"},
]

_COMMON = {
    "400": "请求无法解析",
    "413": "内容过大",
    "500": "系统错误",
    "503": "暂时不可用",
}
_WITH_TOKEN = {"401": "未登录或登录已失效", "403": "没有权限"}
_WITH_ADDRESS = {"404": "未找到"}
_COMMANDS = {"409": "当前状态不允许"}
_INPUT = {"422": "提交内容有误"}


def document(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of ``app``, made once."""
    if app.openapi_schema is None:
        routes = [route for route in app.routes if getattr(route, "include_in_schema", True)]
        schema = get_openapi(
            title=app.title, version=app.version, description=DESCRIPTION, routes=routes, tags=TAGS
        )
        schemas = schema.setdefault("components", {}).setdefault("schemas", {})
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(problem.pop("$defs"))
        schemas["Problem"] = problem
        for path, operations in schema["paths"].items():
            for method, operation in operations.items():
                _add_problems(path, method, operation)
        app.openapi_schema = schema
    return app.openapi_schema


def _add_problems(path: str, method: str, operation: dict[str, Any]) -> None:
    expected = dict(_COMMON) | _INPUT
    if operation.get("security"):
        expected |= _WITH_TOKEN
    if "{" in path:
        expected |= _WITH_ADDRESS
    if method not in ("get", "head"):
        expected |= _WITH_ADDRESS | _COMMANDS
    if "multipart/form-data" in operation.get("requestBody", {}).get("content", {}):
        expected["415"] = "类型不支持"
    responses: dict[str, Any] = operation["responses"]
    # What an operation declares itself stands beside what all of its kind answer; 422 is the framework's guess.
    declared = {status: answer for status, answer in responses.items() if status >= "4" and status != "422"}
    problem = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status in expected | declared:
        own = declared.get(status, {})
        description = own.get("description") or expected[status]
        responses[status] = {"description": description, "content": own.get("content", {}) | problem}


def operation_id(route: APIRoute) -> str:
    """Stable operation identifiers: the name of the endpoint's function behind its room."""
    room = str(route.tags[0]) if route.tags else "api"
    return f"{room}_{route.name}"
