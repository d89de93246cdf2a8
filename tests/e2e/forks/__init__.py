"""Processes of the house that begin where their imports end, for a story waits for every one of them.

Half of what a story's house took was Python reading the same modules again in each process. A server a program
(``server``) imports what ``python -m <program>`` imports, and nothing else; each process is forked from it and then runs
the program's own ``__main__`` with its own arguments, environment and log (``client``). What is told, killed and waited
for is a process like any other. Houses whose processes are looked at from outside (``/proc``), the demo command, the
backup and the tests of the worker start theirs by ``python -m``.
"""

from tests.e2e.forks.client import forked

__all__ = ["forked"]
