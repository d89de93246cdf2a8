"""Whoever types the handbook's example in gets a chain that passes the check."""

import re
import shutil
from pathlib import Path

from bpmn.resources import ROOM
from scripts.tools import lint, new_theme
from scripts.tools.setup import project_root


def test_the_example_typed_in_as_it_stands_is_drawn_and_passes_the_check(tmp_path: Path) -> None:
    text = (project_root() / "docs" / "handbook" / "README.md").read_text(encoding="utf-8")
    for name, listing in re.findall(r"`bpmn/(items/\S+\.toml)`\n```toml\n(.*?)```", text, re.DOTALL):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(listing, encoding="utf-8")
    shutil.copytree(ROOM / "bodies", tmp_path / "bodies")
    command = re.search(r"`\./scripts/new-theme (.*?)`", text)
    assert command is not None
    assert new_theme.main(command[1].split(), tmp_path) == 0
    assert (tmp_path / "themes" / "street_fair" / "street_fair.bpmn").is_file()
    assert lint.main([str(tmp_path / "themes" / "street_fair")]) == 0
