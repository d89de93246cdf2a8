"""How a process of the house starts: quickly, because every restart is waited for."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_resting() -> Iterator[None]:
    """Let Python's garbage collector rest while the block imports the program.

    Nothing that is imported is garbage, yet looking for some took two fifths of a gateway's start. What was imported is
    not looked at afterwards either.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
