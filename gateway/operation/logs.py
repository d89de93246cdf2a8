"""The gateway's name for the log lines of every process (see :mod:`chain.logs`)."""

from chain.logs import JsonLines as JsonFormatter

__all__ = ["JsonFormatter"]
