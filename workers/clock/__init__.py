"""The statutory clock of an item (办理时限): the store knows it, the engine asks."""
