"""Backing up and restoring the embedded run as one: engine, store and files of the same moment, keys apart.

Engine and store are a pair. The store knows how far it has read the engine's log, and which messages the engine has
taken; a store beside an engine of another moment would pass over records or believe a start delivered that the engine
never saw. So there is one archive for both, made while nothing runs on them, and no way to restore half of it.
"""
