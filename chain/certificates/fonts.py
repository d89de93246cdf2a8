"""Where the typefaces of the certificates are: Noto Serif SC in two weights."""

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from chain.certificates.errors import FontsMissing
from chain.ofd.typeface import Typeface, typeface

FAMILY = "Noto Serif SC"
_PACKAGE = Path("web/node_modules/@expo-google-fonts/noto-serif-sc")
_REGULAR = "NotoSerifSC_400Regular.ttf"
_BOLD = "NotoSerifSC_700Bold.ttf"


@dataclass(frozen=True, slots=True)
class Fonts:
    """The two weights."""

    regular: Typeface
    bold: Typeface


def find_fonts(folder: Path | None = None) -> Fonts:
    """The fonts in ``folder``, else in ``YILIAN_FONT_DIR``, else in the cache; raises
    :class:`FontsMissing`.
    """
    return _fonts(folder or _configured_folder())


@lru_cache(maxsize=4)
def _fonts(folder: Path) -> Fonts:
    regular, bold = _located(folder, _REGULAR), _located(folder, _BOLD)
    return Fonts(typeface(regular, FAMILY), typeface(bold, FAMILY, bold=True))


def _configured_folder() -> Path:
    configured = os.environ.get("YILIAN_FONT_DIR")
    if configured:
        return Path(configured)
    cache = os.environ.get("YILIAN_CACHE")
    if cache:
        return Path(cache) / _PACKAGE
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "yilian" / _PACKAGE


def _located(folder: Path, name: str) -> Path:
    """The file in the folder or one level below it, as the npm package lays them out."""
    for path in (folder / name, *sorted(folder.glob(f"*/{name}"))):
        if path.is_file():
            return path
    raise FontsMissing
