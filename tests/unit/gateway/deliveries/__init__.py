"""Delivery of what was decided."""
