"""The record intake: a process of its own that takes the engine's exported records and projects them.

It speaks the few calls that the engine's built-in Elasticsearch exporter makes; no Elasticsearch stands behind it.
"""
