"""How far the read model is behind the engine: when each element's record became visible in the store."""

import threading
import time
from contextlib import closing
from types import TracebackType
from typing import Self

from scripts.tools.bench.house import House

_LOOK_SECONDS = 0.02
_NEW = "SELECT key, entered_at FROM rm_elements WHERE key > ? ORDER BY key"


class Freshness:
    """Watches the store beside the gateway; ``milliseconds`` holds one value for each element that appeared."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="freshness", daemon=True)
        self.milliseconds: list[float] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        with closing(self._house.reader()) as store:
            ((last,),) = store.execute("SELECT coalesce(max(key), 0) FROM rm_elements")
            while not self._ended.wait(_LOOK_SECONDS):
                rows = store.execute(_NEW, (last,)).fetchall()
                now = time.time() * 1000
                self.milliseconds += [now - entered for _, entered in rows]
                last = rows[-1][0] if rows else last
