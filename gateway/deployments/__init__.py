"""Diagrams and forms that designers deploy, through our own check."""
