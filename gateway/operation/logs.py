"""Structured logs: one JSON object a line on standard error.

A line carries what an operator needs and nothing of a person: the place in the code, the codes of errors, the
template of the address. Exceptions are told by the name of their class and where they were raised, never by their
text, which may quote what was sent or stored.
"""

import logging
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import orjson

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""Identifier of the request that is being answered."""

EXTRA = "yilian"
"""Key under which a log call passes its members: ``logger.info("answered", extra={EXTRA: {...}})``."""

_DEEPEST_FRAMES = 12
_OWN_ROOMS = frozenset({"gateway", "chain", "bpmn", "forms"})
_SERVER = "uvicorn.error"
"""The server's own events; they name addresses and ports, never what was sent."""


def places(trace: TracebackType | None) -> list[str]:
    """Where an exception went through, innermost last: file, line and function, none of its text."""
    frames = traceback.extract_tb(trace)[-_DEEPEST_FRAMES:]
    return [
        f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}" for frame in frames
    ]


def _is_own(record: logging.LogRecord) -> bool:
    """Libraries quote statements, addresses and errors: of their events only the place is told."""
    return record.name == _SERVER or record.name.partition(".")[0] in _OWN_ROOMS


class JsonFormatter(logging.Formatter):
    """Renders a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of ``record``."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage() if _is_own(record) else f"{record.module}:{record.lineno}",
        }
        current = request_id.get()
        if current is not None:
            line["request_id"] = current
        line.update(getattr(record, EXTRA, {}))
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["places"] = places(record.exc_info[2])
        return orjson.dumps(line, default=str).decode()


def set_up(level: int = logging.INFO) -> None:
    """Send all logs of this process through :class:`JsonFormatter`; libraries speak from warnings on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in ("gateway", "chain", "bpmn", "forms", "uvicorn.error"):
        logging.getLogger(name).setLevel(level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers[:] = []
        logging.getLogger(name).propagate = name != "uvicorn.access"
