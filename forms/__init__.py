"""The form designer's room: items' own forms, the data elements, the one form made of many."""
