"""The departments' job workers: they take the engine's jobs of one body and carry them out."""
