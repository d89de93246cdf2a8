"""``python -m tests.e2e.forks.server PROGRAM SOCKET``: imports a program once and forks it as often as it is asked to.

It has one thread and never runs the program itself. Each line on the socket is a request: ``{"arguments": [...],
"environment": {...}, "log": path}`` is answered with the process id, ``{"ended": pid}``, once that has ended, with its exit
code. It ends with the socket, and its children with it.
"""

import ctypes
import importlib
import json
import os
import runpy
import signal
import socket
import sys
from typing import Any

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)


def main(program: str, descriptor: int) -> None:
    """Serve until the socket is closed; in a child, be the program instead."""
    _import(program)
    if (arguments := _serve(descriptor)) is not None:
        sys.argv = [program, *arguments]
        runpy.run_module(program, run_name="__main__", alter_sys=True)


def _import(program: str) -> None:
    name = f"{program}.__main__"
    importlib.import_module(name)
    # Each child runs this one module itself.
    del sys.modules[name]


def _serve(descriptor: int) -> list[str] | None:
    """The arguments of the program in a child; None at the end of the server."""
    with socket.socket(fileno=descriptor) as connection, connection.makefile("rwb") as lines:
        for line in lines:
            request = json.loads(line)
            if "ended" in request:
                answer = os.waitstatus_to_exitcode(os.waitpid(request["ended"], 0)[1])
            elif (answer := os.fork()) == 0:
                break
            lines.write(b"%d\n" % answer)
            lines.flush()
        else:
            return None
    return _become(request)


def _become(request: dict[str, Any]) -> list[str]:
    os.setsid()
    _LIBC.prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM))
    nothing = os.open(os.devnull, os.O_RDONLY)
    log = os.open(request["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
    for source, target in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(source, target)
    os.close(nothing)
    os.close(log)
    os.environ.clear()
    os.environ.update(request["environment"])
    arguments: list[str] = request["arguments"]
    return arguments


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
