"""Structured logs, the same in every process: one JSON object a line on standard error.

A line cannot carry personal data. Only events of our own rooms keep their text, and of their ``extra`` only the fields
named here; events of libraries are reduced to where they came from, exceptions to their class and the places they
passed, because both may quote what was sent or stored.

    {"at", "level", "logger", "message", "case_no", "item", "body", "job_key", "job_type", "code", ..., "request_id", "trace_id"}
"""

import logging
import os
import sys
import threading
import traceback
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import orjson

from chain import tracing
from chain.clock import BEIJING
from chain.errors import ChainError

FIELDS = (
    "case_no",
    "item",
    "body",
    "job_key",
    "job_type",
    "code",
    "attempt",
    "count",
    "seconds",
    "method",
    "route",
    "status",
    "ms",
    "role",
)
"""What a log call may pass in ``extra``; anything else is not told."""

LEVEL_VARIABLE = "YILIAN_LOG_LEVEL"

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""Identifier of the request that is being answered."""

_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
_OWN_ROOMS = ("gateway", "workers", "chain", "bpmn", "forms")
_SERVER = "uvicorn.error"
"""The server's own events; they name addresses and ports, never what was sent."""

_ROOT = f"{Path(__file__).parents[1]}/"
_DEEPEST_PLACES = 12

logger = logging.getLogger(__name__)


class LogLevelUnknown(ChainError):
    """``YILIAN_LOG_LEVEL`` names no level."""

    message = "YILIAN_LOG_LEVEL 只能是 debug、info、warning 或 error。"


class JsonLines(logging.Formatter):
    """Renders a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of ``record``."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, BEIJING).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage() if _is_own(record) else f"{record.module}:{record.lineno}",
        }
        members = record.__dict__
        line.update({name: members[name] for name in FIELDS if members.get(name) is not None})
        context = {"request_id": request_id.get(), "trace_id": tracing.current_trace_id()}
        line.update({name: value for name, value in context.items() if value is not None})
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["places"] = places(record.exc_info[2])
        return orjson.dumps(line, default=lambda value: type(value).__name__).decode()


def places(trace: TracebackType | None) -> list[str]:
    """Where an exception went through, innermost last: file, line and function, none of its text."""
    frames = traceback.extract_tb(trace)[-_DEEPEST_PLACES:]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def set_up() -> None:
    """Send all that this process tells to standard error as JSON lines; libraries speak from warnings on.

    Raises ``LogLevelUnknown``.
    """
    level = _LEVELS.get(os.environ.get(LEVEL_VARIABLE, "").strip().lower() or "info")
    if level is None:
        raise LogLevelUnknown
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in (*_OWN_ROOMS, _SERVER):
        logging.getLogger(name).setLevel(level)
    for name in ("uvicorn", _SERVER, "uvicorn.access"):
        logging.getLogger(name).handlers[:] = []
        logging.getLogger(name).propagate = name != "uvicorn.access"
    _take_over_what_python_prints()


def _take_over_what_python_prints() -> None:
    """Exceptions that nobody caught and warnings are printed with their texts otherwise."""
    logging.captureWarnings(True)
    logging.raiseExceptions = False
    sys.excepthook = lambda kind, error, trace: logger.critical(
        "ended by an exception", exc_info=(kind, error, trace)
    )
    threading.excepthook = lambda ended: logger.error(
        "a thread ended by an exception",
        exc_info=(ended.exc_type, ended.exc_value or Exception(), ended.exc_traceback),
    )
    sys.unraisablehook = lambda ignored: logger.error(
        "an exception could not be raised",
        exc_info=(ignored.exc_type, ignored.exc_value or Exception(), ignored.exc_traceback),
    )


def _is_own(record: logging.LogRecord) -> bool:
    return record.name == _SERVER or record.name.partition(".")[0] in _OWN_ROOMS


def _short(file: str) -> str:
    """The file within its package: where a system is installed is nobody's business."""
    return file.rpartition("site-packages/")[2].removeprefix(_ROOT)
