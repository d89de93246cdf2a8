"""The one runtime around pyzeebe: handlers are written against these names and nothing else of it.

``Router``/``JobContext``/``JobResult`` shape a handler; ``BusinessError(code)`` becomes a BPMN error.
"""

from pyzeebe.errors import BusinessError

from workers.runtime.context import JobContext
from workers.runtime.routing import JobResult, Route, Router

__all__ = ["BusinessError", "JobContext", "JobResult", "Route", "Router"]
