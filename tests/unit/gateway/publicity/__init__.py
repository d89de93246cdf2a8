"""What the public is told of decisions on licences."""
