"""A typeface that several threads set pages with."""

from threading import Event, Thread

from chain.certificates.fonts import find_fonts
from chain.ofd.typeface import Typeface

LONG_ENOUGH = 20.0


def test_two_threads_may_meet_a_typeface_that_nobody_has_read_yet() -> None:
    face = Typeface(find_fonts().regular.path, "试")
    asked, done = Event(), Event()

    def look_whether_it_is_there() -> None:
        asked.set()
        face.covers("证")

    def measure_while_the_other_looks() -> None:
        with face._lock:
            other = Thread(target=look_whether_it_is_there, daemon=True)
            other.start()
            asked.wait(LONG_ENOUGH)
            other.join(0.2)  # it waits for the lock by now
            assert face.advance("证") > 0
        done.set()

    Thread(target=measure_while_the_other_looks, daemon=True).start()
    assert done.wait(LONG_ENOUGH), "the threads wait for each other"
    face._font.close()
