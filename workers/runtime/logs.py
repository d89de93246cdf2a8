"""JSON lines on stderr that cannot carry personal data.

Only events of our own rooms keep their text, and of their ``extra`` only the fields named here. Events of
libraries are reduced to where they came from, exceptions to their class and the places they passed: both may
quote values.
"""

import logging
import sys
import traceback
from datetime import datetime
from types import TracebackType
from typing import Any

import orjson

from chain.clock import BEIJING

FIELDS = ("job_key", "job_type", "case_no", "item", "code", "body", "attempt", "seconds", "count")
_OWN_ROOMS = ("workers", "chain", "bpmn", "forms")


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """One JSON object: time, level, logger, event, the allowed fields, the error's class and frames."""
        own = record.name.partition(".")[0] in _OWN_ROOMS
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, BEIJING).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage() if own else f"{record.module}:{record.lineno}",
        }
        line.update({name: getattr(record, name) for name in FIELDS if hasattr(record, name)})
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["frames"] = _frames(record.exc_info[2])
        return orjson.dumps(line, default=lambda value: type(value).__name__).decode()


def _frames(trace: TracebackType | None) -> list[str]:
    """The places an exception passed, innermost last, without source text or values."""
    return [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(trace, limit=-12)]


def configure(level: int = logging.INFO) -> None:
    """Send everything this process logs to stderr as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in ("httpx", "httpcore", "pyzeebe", "grpc"):
        logging.getLogger(name).setLevel(logging.WARNING)
