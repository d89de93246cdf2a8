"""Three worker runtimes with a handler that does nothing, each a process of its own: ours, pyzeebe's, the Java client's.

All take the same arguments ``ADDRESS WARM-TYPE TYPE``: serve the first type at once, the second after a line on standard
input, and end when that is closed.
"""
