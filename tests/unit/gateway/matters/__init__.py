"""Matters with a time limit of their own."""
