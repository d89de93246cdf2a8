"""Ports of loopback for runs beside others, which nobody takes between their choice and their use.

The numbers that the kernel hands out to outgoing connections are left aside: a house makes hundreds of these while its
processes come up one after the other, and one of them would get a port that was free a moment ago.
"""

import random
import socket
from pathlib import Path

LOOPBACK = "127.0.0.1"
_LOWEST = 10_240
_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")
_USUAL_END = 32_768
_given: set[int] = set()


def free_port() -> int:
    """One such number."""
    return free_ports(1)[0]


def free_ports(size: int) -> list[int]:
    """``size`` numbers in a row on which nobody listens, and which this process was not given before."""
    end = _end()
    while True:
        start = random.randrange(_LOWEST, end - size)  # noqa: S311 - no secret
        block = list(range(start, start + size))
        if _given.isdisjoint(block) and all(is_free(port) for port in block):
            _given.update(block)
            return block


def is_free(port: int) -> bool:
    """Whether ``port`` can be listened on now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def _end() -> int:
    """The first number that is not ours to give."""
    try:
        first = int(_RANGE.read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return _USUAL_END
    # A machine that hands out nearly all numbers leaves none aside.
    return first if first > 2 * _LOWEST else 65_536
