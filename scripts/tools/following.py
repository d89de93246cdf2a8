"""Child processes that end with the command that started them."""

import os
import sys

# Asks the kernel to end this process with its parent, then becomes the program. Setting it here instead of between fork
# and exec keeps the parent's threads (gRPC's among them) out of it. Where there is no prctl the program just starts.
_FOLLOW_PARENT = """
import ctypes, os, signal, sys
try:
    ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGTERM)
except (AttributeError, OSError):
    pass
if os.getppid() == int(sys.argv[1]):
    os.execv(sys.argv[2], sys.argv[2:])
"""


def following_parent(command: list[str]) -> list[str]:
    """``command`` (an absolute program first) so that it gets SIGTERM when the thread that starts it is gone.

    The kernel ties it to the thread, not to the process: start it from the main thread.
    """
    return [sys.executable, "-I", "-c", _FOLLOW_PARENT, str(os.getpid()), *command]
