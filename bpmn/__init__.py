"""The process designer's room: the catalogue of items, the diagrams, and the code that reads and checks them."""
