"""Reviewing an item: first whether form and materials are complete, then whether the rules decide it."""
