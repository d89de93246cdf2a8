"""Sealing certificates (电子签章); the keys stay with the keeper, which is a process of its own."""
