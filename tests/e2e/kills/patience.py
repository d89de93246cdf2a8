"""How long people in a sweep wait for anything to move before they say that it stands still."""

import threading
import time

PATIENCE_SECONDS = 180.0


class GaveUp(AssertionError):
    """Another story failed, so this one does not go on."""


class Patience:
    """Shared by everybody in a sweep: counted from the last progress that anybody made."""

    def __init__(self) -> None:
        self._last = time.monotonic()
        self._given_up = threading.Event()

    def progress(self) -> None:
        """Somebody came further."""
        self._last = time.monotonic()

    def give_up(self) -> None:
        """A story failed: nobody is to wait any longer."""
        self._given_up.set()

    def check(self, what: str) -> None:
        """Raises ``AssertionError`` when nobody came further for too long, ``GaveUp`` when another story failed."""
        if self._given_up.is_set():
            raise GaveUp(what)
        if time.monotonic() > self._last + PATIENCE_SECONDS:
            raise AssertionError(f"not seen: {what}")


PATIENCE = Patience()
