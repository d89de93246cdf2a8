"""Joint inspections."""
