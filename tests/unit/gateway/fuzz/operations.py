"""What the gateway's document offers, as schemathesis reads it."""

from typing import Any

import schemathesis
from schemathesis.openapi.loaders import from_dict

from gateway.app import create_app
from gateway.settings import Settings
from tests.unit.gateway.fuzz.requests import Operation

_PASSED_THROUGH = ("application/ofd", "application/zip")


@schemathesis.serializer(*_PASSED_THROUGH)
def as_it_is(_: schemathesis.SerializationContext, value: Any) -> Any:
    """Documents of workers travel as bytes."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


def operations() -> dict[tuple[str, str], Operation]:
    """Every operation of the document by method and path."""
    results: list[Any] = list(from_dict(create_app(Settings()).openapi()).get_all_operations())
    found = [result.ok() for result in results]
    return {(operation.method.upper(), operation.path): operation for operation in found}


OPERATIONS = operations()
