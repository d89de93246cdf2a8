"""Child processes that end with the command that started them."""

import os
import signal
import sys

# Asks the kernel to end this process with its parent, then becomes the program. Setting it here instead of between fork
# and exec keeps the parent's threads (gRPC's among them) out of it. The kernel forgets the wish when the user changes,
# and the other user may be unable to read this Python: so the user changes here, before. Where there is no prctl the
# program just starts.
_FOLLOW_PARENT = """
import ctypes, os, sys
parent, number, user, group, *command = sys.argv[1:]
if int(user) >= 0:
    os.setgroups([])
    os.setgid(int(group))
    os.setuid(int(user))
try:
    ctypes.CDLL(None, use_errno=True).prctl(1, int(number))
except (AttributeError, OSError):
    pass
if os.getppid() == int(parent):
    os.execv(command[0], command)
"""


def following_parent(
    command: list[str], *, ending: signal.Signals = signal.SIGTERM, user: tuple[int, int] | None = None
) -> list[str]:
    """``command`` (an absolute program first) so that it gets ``ending`` when the thread that starts it is gone.

    With ``user`` (uid, gid), which only root may give, the program runs as that user.
    The kernel ties it to the thread, not to the process: start it from the main thread.
    """
    uid, gid = user or (-1, -1)
    head = [sys.executable, "-I", "-c", _FOLLOW_PARENT]
    return [*head, str(os.getpid()), str(int(ending)), str(uid), str(gid), *command]
