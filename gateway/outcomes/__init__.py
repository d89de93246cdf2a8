"""What the end of one item does to the others of its case, as its theme says it."""
