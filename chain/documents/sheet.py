"""The sheet of a document: A4 after GB/T 9704-2012 (from memory), 22 lines of 28 characters. Millimetres."""

WIDTH, HEIGHT = 210.0, 297.0
LEFT, TOP = 28.0, 37.0
COLUMN, ROWS = 156.0, 22
SIZE = COLUMN / 28
"""3号 (16 points) by the standard; 28 of these characters are one line."""
PITCH = 225.0 / ROWS
