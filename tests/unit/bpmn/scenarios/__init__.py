"""Scenarios: reading, writing, choosing."""
