"""Themes: what can be done, what it needs, and the one form."""
