"""``python lock_of.py NAMES LOCK``: the part of a lock file that one image needs.

``NAMES`` holds a distribution's name a line, ``LOCK`` pins with hashes; what is printed keeps the pins and hashes as
they stand. Standard library only: it runs in an image that is being built. Ends with 1 when a name is not pinned.
"""

import re
import sys
from pathlib import Path

_PIN = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)==")


def normalised(name: str) -> str:
    """A distribution's name in the one spelling of PEP 503."""
    return re.sub(r"[-_.]+", "-", name).lower()


def names_in(text: str) -> list[str]:
    """The names in a list: blank lines and comments left out."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return [normalised(line) for line in lines if line]


def entries_in(lock: str) -> dict[str, str]:
    """Each pinned distribution with its whole entry: the pin and the hash lines that follow it."""
    entries: dict[str, str] = {}
    name = ""
    for line in lock.splitlines(keepends=True):
        if found := _PIN.match(line):
            name = normalised(found[1])
            entries[name] = ""
        if name:
            entries[name] += line
    return entries


def main(arguments: list[str]) -> int:
    """Print the chosen entries."""
    names, lock = (Path(argument).read_text(encoding="utf-8") for argument in arguments)
    entries = entries_in(lock)
    missing = [name for name in names_in(names) if name not in entries]
    if missing:
        sys.stderr.write(f"not in the lock: {', '.join(missing)}\n")
        return 1
    sys.stdout.writelines(entries[name] for name in names_in(names))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
