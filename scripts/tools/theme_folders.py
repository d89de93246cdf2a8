"""Where a theme that a command names lies: in this installation, or in a room of its own outside."""

from pathlib import Path

from bpmn.catalogue import Catalogue
from bpmn.catalogue.catalogue import ROOM
from bpmn.lint.themes import read_alone
from scripts.tools.failure import CommandFailed


def theme_folder(named: str) -> Path:
    """The folder of a theme's key or path; raises :class:`CommandFailed` when there is none."""
    for folder in (ROOM / "themes" / named, Path(named)):
        if (folder / "theme.toml").is_file():
            return folder.resolve()
    known = "、".join(sorted(file.parent.name for file in ROOM.glob("themes/*/theme.toml")))
    raise CommandFailed(f"没有主题 {named}。请给出主题的文件夹，或者下列之一：{known}。")


def room_of(folder: Path) -> Path:
    """The room whose items a theme is made of: its own when there are ``items/`` two levels up, else this one."""
    room = folder.resolve().parent.parent
    return room if (room / "items").is_dir() else ROOM


def catalogue_of(folder: Path) -> Catalogue:
    """The theme in ``folder`` with its room's items; raises :class:`CommandFailed` with everything that is wrong."""
    catalogue, problems = read_alone(folder, room_of(folder))
    if catalogue is None:
        raise CommandFailed("".join(each.message for each in problems))
    return catalogue
