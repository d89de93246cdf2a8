"""Delivery (送达) of what was decided: by collection, by post or electronically, each with its receipt (送达回证)."""
