"""Matters with a time limit of their own, beside and after the chain (事务跟踪)."""
