"""The workers' name for the log lines of every process (see :mod:`chain.logs`)."""

from chain.logs import JsonLines

__all__ = ["JsonLines"]
