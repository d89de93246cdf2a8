"""The project's few commands; their Python stands in :mod:`scripts.tools`."""
