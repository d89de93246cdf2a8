"""Matters of a case that have a time limit of their own, beside and after its chain."""
