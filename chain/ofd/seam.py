"""A seal across the edges of all pages (骑缝章): each page shows a strip of it at its right edge, and laid one upon another, each
a strip further to the right, the pages show it whole.

One signature, whose stamps say by their clips which strip a page shows (``StampAnnot`` of GB/T 33190, divided as ofdrw does).
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil

from chain.ofd.model import Box
from chain.ofd.reader import Stamp

MOST_PAGES = 8
"""That one seal is divided among: a strip of a seal of 40 mm is then 5 mm wide."""


def seam(pages: Sequence[tuple[str, Box]], size: float) -> tuple[Stamp, ...]:
    """The stamps of a square seal, ``size`` millimetres, on pages with these IDs and boxes; none on a single page.

    More pages than one seal is divided among bear several, one after another, of as many strips as can be alike.
    """
    if len(pages) < 2:
        return ()
    seals = ceil(len(pages) / MOST_PAGES)
    bounds = [len(pages) * number // seals for number in range(seals + 1)]
    return tuple(stamp for start, end in pairwise(bounds) for stamp in _strips(pages[start:end], size))


def _strips(pages: Sequence[tuple[str, Box]], size: float) -> Iterator[Stamp]:
    strip = size / len(pages)
    for number, (page_id, page) in enumerate(pages):
        corner = page.x + page.width - (number + 1) * strip
        box = Box(corner, page.y + (page.height - size) / 2, size, size)
        yield Stamp(page_id, box, Box(number * strip, 0, strip, size))
