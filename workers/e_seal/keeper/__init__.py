"""The keeper of seals (印章保管系统): a process of its own that holds the keys and signs digests."""
