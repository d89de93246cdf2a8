"""Makes what the compose file needs on the host: settings, secrets, seals, and the folders of the state."""
