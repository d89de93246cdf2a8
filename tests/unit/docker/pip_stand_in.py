"""Stands in for ``pip install --require-hashes`` where there is no network: puts the pinned packages of a lock into an
environment by linking those that this test environment was installed with, and refuses any other version.

    python -m tests.unit.docker.pip_stand_in DEFAULT_PYTHON [--python PYTHON] install … --requirement LOCK
"""

import argparse
import re
import subprocess
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)


def link(found: Distribution, target: Path) -> None:
    """Link every file of an installed distribution that lies in its site-packages into ``target``."""
    for file in found.files or ():
        if ".." in file.parts or "__pycache__" in file.parts:
            continue
        place = target / file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(Path(str(found.locate_file(file))))


def site_packages(python: Path) -> Path:
    """Where the environment of this interpreter keeps its packages."""
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    return Path(
        subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    )


def main(arguments: list[str]) -> int:
    """Install; 1 when a pinned package is not here in that version."""
    parser = argparse.ArgumentParser()
    parser.add_argument("default", type=Path)
    parser.add_argument("--python", type=Path)
    parser.add_argument("command", choices=["install"])
    parser.add_argument("--no-cache-dir", action="store_true", required=True)
    parser.add_argument("--require-hashes", action="store_true", required=True)
    parser.add_argument("--only-binary", required=True)
    parser.add_argument("--requirement", type=Path, required=True)
    options = parser.parse_args(arguments)
    target = site_packages(options.python or options.default)
    for name, version in _PIN.findall(options.requirement.read_text(encoding="utf-8")):
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue  # pinned for another system
        if found.version != version:
            sys.stderr.write(f"{name}: {found.version} instead of {version}\n")
            return 1
        link(found, target)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
