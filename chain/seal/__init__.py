"""Electronic seals and seal signatures (GB/T 38540-2020): structure, making, picture, and who signs."""
