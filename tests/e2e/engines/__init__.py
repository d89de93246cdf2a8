"""Whole stories on engines other than the one that every other test runs on."""
