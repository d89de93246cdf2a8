"""The folder of what an installation trusts: roots, and what is published beneath them.

*.der                  root certificates: nothing else is trusted
intermediates/*.der    certificates through which a chain may lead
makers/*.der           certificates of those who may make seals beneath their root; none for a root: whoever it certified may
crl/*.crl              current revocation lists; where there is one, revocation is asked about
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from chain.trust.evidence import Evidence

INTERMEDIATES, MAKERS, LISTS = "intermediates", "makers", "crl"


@dataclass(frozen=True, slots=True)
class Trusted:
    """Root certificates (DER), and the evidence that is published with them."""

    roots: tuple[bytes, ...]
    evidence: Evidence


def read_trust(folder: Path) -> Trusted:
    """What stands in the folder now; one object as long as no file changed, so that lists are parsed once."""
    return _read(tuple(_files(folder, "*.der", *_BENEATH)))


_BENEATH = (f"{INTERMEDIATES}/*.der", f"{MAKERS}/*.der", f"{LISTS}/*.crl")
_Stamp = tuple[str, Path, int, int, int]


def _files(folder: Path, *patterns: str) -> list[_Stamp]:
    found = []
    for pattern in patterns:
        for path in sorted(folder.glob(pattern)):
            about = path.stat()
            found.append((pattern, path, about.st_ino, about.st_mtime_ns, about.st_size))
    return found


@lru_cache(maxsize=8)
def _read(files: tuple[_Stamp, ...]) -> Trusted:
    contents: dict[str, list[bytes]] = {}
    for pattern, path, *_ in files:
        contents.setdefault(pattern, []).append(path.read_bytes())
    crls = tuple(contents.get(f"{LISTS}/*.crl", ()))
    evidence = Evidence(
        crls=crls,
        certificates=tuple(contents.get(f"{INTERMEDIATES}/*.der", ())),
        makers=tuple(contents.get(f"{MAKERS}/*.der", ())),
        asks_revocation=bool(crls),
    )
    return Trusted(tuple(contents.get("*.der", ())), evidence)
