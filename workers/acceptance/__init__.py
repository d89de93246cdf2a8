"""Taking a case in: which process instance carries it, and its acceptance (受理)."""
