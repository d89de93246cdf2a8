"""Stories of agents: mandates and assistance, on the real engine."""
