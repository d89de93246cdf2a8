"""From HTTP through the real engine and the real worker processes to the sealed certificate."""
