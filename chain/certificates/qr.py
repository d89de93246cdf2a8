"""The QR code as one path of dark runs: sharp at any size and small in the file."""

import re

import zxingcpp

from chain.ofd.model import Box, Shape

_QUIET = 2
_DARK = re.compile(rb"\x00+")
_MASK = 2
"""Any of the eight masks (ISO/IEC 18004) is read alike. Which leaves the evenest picture takes ten times as long to find out as
the symbol itself, and the random token in its address leaves none uneven."""


def qr_code(content: str, box: Box) -> Shape:
    """A QR code (error correction M) that fills the square ``box``, its quiet zone included."""
    rows = _rows(content)
    module = box.width / (len(rows) + 2 * _QUIET)
    across, down = (
        [f"{start + (at + _QUIET) * module:.3f}" for at in range(len(rows) + 1)] for start in (box.x, box.y)
    )
    runs = [
        _rectangle(across[first], down[row], across[last], down[row + 1])
        for row, cells in enumerate(rows)
        for first, last in _dark_runs(cells)
    ]
    return Shape(" ".join(runs), fill=(0, 0, 0))


def _rows(content: str) -> list[bytes]:
    """A byte a module, 0 where it is dark."""
    code = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.QRCode, ec_level="M", data_mask=_MASK)
    picture = code.to_image(add_quiet_zones=False)
    # The library's annotations do not say that its pictures are buffers.
    modules = bytes(memoryview(picture))  # type: ignore[arg-type]
    side, _ = picture.shape
    return [modules[start : start + side] for start in range(0, side * side, side)]


def _rectangle(left: str, top: str, right: str, bottom: str) -> str:
    return f"M {left} {top} L {right} {top} L {right} {bottom} L {left} {bottom} C"


def _dark_runs(cells: bytes) -> list[tuple[int, int]]:
    """Start and end (exclusive) of each run of dark modules."""
    return [run.span() for run in _DARK.finditer(cells)]
