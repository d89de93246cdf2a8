"""The QR code as one path of dark runs: sharp at any size and small in the file."""

import segno

from chain.ofd.model import Box, Shape

_QUIET = 2


def qr_code(content: str, box: Box) -> Shape:
    """A QR code (error correction M) that fills the square ``box``, its quiet zone included."""
    matrix = segno.make(content, error="m", micro=False).matrix
    module = box.width / (len(matrix) + 2 * _QUIET)
    runs = []
    for row, cells in enumerate(matrix):
        for first, last in _dark_runs(cells):
            x, y = box.x + (first + _QUIET) * module, box.y + (row + _QUIET) * module
            right, bottom = box.x + (last + _QUIET) * module, y + module
            runs.append(
                f"M {x:.3f} {y:.3f} L {right:.3f} {y:.3f} L {right:.3f} {bottom:.3f} L {x:.3f} {bottom:.3f} C"
            )
    return Shape(" ".join(runs), fill=(0, 0, 0))


def _dark_runs(cells: bytearray) -> list[tuple[int, int]]:
    """Start and end (exclusive) of each run of dark modules."""
    runs: list[tuple[int, int]] = []
    for column, cell in enumerate(cells):
        if not cell:
            continue
        if runs and runs[-1][1] == column:
            runs[-1] = (runs[-1][0], column + 1)
        else:
            runs.append((column, column + 1))
    return runs
