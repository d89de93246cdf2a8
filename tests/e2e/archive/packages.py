"""Archive packages as the stories hold them: filed, read, and verified by a process that has nothing else."""

import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from scripts.tools.demo.client import GatewayClient, Json
from scripts.tools.platform import Platform


def filed(desk: GatewayClient, case_no: str) -> Json | None:
    """The file check of a case that is archived."""
    found = desk.get(f"/cases/{case_no}/file-check")
    return found if found["archived_at"] else None


def proves_itself(house: Platform, package: bytes, folder: Path) -> str:
    """A process that has nothing but the package and the root takes it, and refuses it after one byte changed; answers what
    it said."""
    file, root = folder / "package.zip", folder / "root.der"
    file.write_bytes(package)
    root.write_bytes(house.root_certificate.read_bytes())
    sound = verified(file, root)
    assert sound.returncode == 0, sound.stdout
    for place in (0, len(package) // 3, len(package) // 2, len(package) - 1):
        changed = bytearray(package)
        changed[place] ^= 1
        file.write_bytes(changed)
        assert verified(file, root).returncode == 1
    return sound.stdout


def verified(file: Path, root: Path, *more: Path) -> subprocess.CompletedProcess[str]:
    """What ``python -m chain.archive`` says of the package, and of ``more`` beside it."""
    names = [each.name for each in (file, *more)]
    command = [sys.executable, "-m", "chain.archive", *names, "--root", root.name]
    environment = {"PYTHONPATH": str(Path(__file__).parents[3]), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        command, cwd=file.parent, env=environment, capture_output=True, text=True, check=False
    )


def files_in(package: bytes) -> Iterator[tuple[str, bytes]]:
    """Every file of a package, those of the items' packages in it too, by path."""
    with zipfile.ZipFile(io.BytesIO(package)) as there:
        for name in there.namelist():
            content = there.read(name)
            yield name, content
            if name.endswith(".zip"):
                yield from ((f"{name}/{inner}", each) for inner, each in files_in(content))
