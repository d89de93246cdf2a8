"""Filing the ended case (归档)."""
