"""The QR code as one path of dark runs: sharp at any size and small in the file."""

import re

import segno

from chain.ofd.model import Box, Shape

_QUIET = 2
_DARK = re.compile(rb"\x01+")
_MASK = 2
"""Any of the eight masks (ISO/IEC 18004) is read alike. Which leaves the evenest picture takes longer to find out than all
the rest of a certificate, and the random token in its address leaves none uneven."""


def qr_code(content: str, box: Box) -> Shape:
    """A QR code (error correction M) that fills the square ``box``, its quiet zone included."""
    matrix = segno.make(content, error="m", micro=False, mask=_MASK).matrix
    module = box.width / (len(matrix) + 2 * _QUIET)
    across, down = (
        [f"{start + (at + _QUIET) * module:.3f}" for at in range(len(matrix) + 1)] for start in (box.x, box.y)
    )
    runs = [
        _rectangle(across[first], down[row], across[last], down[row + 1])
        for row, cells in enumerate(matrix)
        for first, last in _dark_runs(cells)
    ]
    return Shape(" ".join(runs), fill=(0, 0, 0))


def _rectangle(left: str, top: str, right: str, bottom: str) -> str:
    return f"M {left} {top} L {right} {top} L {right} {bottom} L {left} {bottom} C"


def _dark_runs(cells: bytearray) -> list[tuple[int, int]]:
    """Start and end (exclusive) of each run of dark modules."""
    return [run.span() for run in _DARK.finditer(cells)]
