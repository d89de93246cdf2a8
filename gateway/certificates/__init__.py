"""Certificates: allocated once, kept as original and sealed OFD, shown and verified."""
