"""The version of this system, as its metrics, traces and answers tell it."""

VERSION = "0.1.0"
"""The same as in ``pyproject.toml``; a process run from its source tree has no other way to know it."""
