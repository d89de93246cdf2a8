"""Three handlers to copy from: one that succeeds, one that refuses, one that crashes."""
