"""Stories of what is owed and of the window over HTTP, each in a house of its own time."""
