"""Clocks of items (单事项办件): promised limits, warnings and overdue marks from recorded facts."""
