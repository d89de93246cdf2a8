"""Drawing a theme's chain."""
