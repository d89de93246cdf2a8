"""``scripts/bench``: what the house costs beside the bare engine. Measures and prints; never a test."""
