"""The documents of the query interfaces (``docs/interfaces``), made from the code: ``python -m gateway.sharing.interfaces``.

A test holds the files to what this makes.
"""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
from pydantic import BaseModel

from gateway.app import create_app
from gateway.settings import Settings
from gateway.sharing.endpoints import PREFIX
from gateway.sharing.queries import LegalPersonAnswer, LegalPersonQuery, LicenceAnswer, LicenceQuery

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "interfaces"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_COMPONENT = "#/components/schemas/"
_SCHEMAS: Mapping[str, type[BaseModel]] = {
    "licences-v1-query": LicenceQuery,
    "licences-v1-answer": LicenceAnswer,
    "legal-persons-v1-query": LegalPersonQuery,
    "legal-persons-v1-answer": LegalPersonAnswer,
}


def documents() -> dict[str, bytes]:
    """Every file by name: the OpenAPI document of version 1, and a JSON Schema of each request and answer."""
    made = {f"{name}.schema.json": _schema(model) for name, model in _SCHEMAS.items()}
    return {name: _text(content) for name, content in {"sharing-v1.openapi.json": _openapi(), **made}.items()}


def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return {"$schema": _DIALECT, **model.model_json_schema()}


def _openapi() -> dict[str, Any]:
    """The part of the gateway's document that is about sharing, whole in itself."""
    whole = create_app(Settings()).openapi()
    paths = {path: about for path, about in whole["paths"].items() if path.startswith(f"{PREFIX}/")}
    schemas = whole["components"]["schemas"]
    used = _named(paths, schemas)
    return {
        "openapi": whole["openapi"],
        "info": {
            "title": "一链办理数据共享接口：证照信息、法人信息",
            "version": "1.0",
            "description": "第一版。字段按国家标准命名，标准原文未见的凭记忆，见资源目录和 docs/interfaces/README.md。",
        },
        "paths": paths,
        "components": {
            "schemas": {name: schemas[name] for name in sorted(used)},
            "securitySchemes": whole["components"]["securitySchemes"],
        },
    }


def _named(part: Any, schemas: Mapping[str, Any]) -> set[str]:
    """The components that ``part`` needs, and those that they need."""
    found: set[str] = set()
    waiting = list(_references(part))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(_references(schemas[name]))
    return found


def _references(part: Any) -> set[str]:
    if isinstance(part, dict):
        own = {part["$ref"].removeprefix(_COMPONENT)} if isinstance(part.get("$ref"), str) else set()
        return own.union(*map(_references, part.values()))
    return set().union(*map(_references, part)) if isinstance(part, list) else set()


def _text(content: Any) -> bytes:
    return orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def main() -> int:
    """Write the documents; the exit code of the process."""
    argparse.ArgumentParser(
        prog="python -m gateway.sharing.interfaces", description="生成数据共享接口文档（docs/interfaces）"
    ).parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in documents().items():
        (FOLDER / name).write_bytes(content)
        sys.stdout.write(f"{name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
