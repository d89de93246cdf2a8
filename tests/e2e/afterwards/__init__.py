"""What comes beside a chain and after its decisions, on the real engine."""
