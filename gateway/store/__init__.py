"""The store: what the gateway must not lose, and what the record intake projects from the engine's log."""
