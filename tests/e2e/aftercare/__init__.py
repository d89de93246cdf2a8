"""Stories of what comes after a decision, over HTTP, in a house that goes through five years."""
