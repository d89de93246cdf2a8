"""What operators watch: health, readiness, metrics, logs, and the guard at the door."""
