"""``scripts/preview-certificate``: a type drawn to look at, or told which types there are."""

from pathlib import Path

import pytest

from scripts.tools.preview_certificate import main


def test_a_type_is_drawn_to_a_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "food.png"
    assert main(["food_license", "--out", str(out)]) == 0
    assert out.read_bytes().startswith(b"\x89PNG")
    assert capsys.readouterr().out == f"{out}\n"


def test_an_unknown_type_is_told_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["no_such_type"]) == 2
    told = capsys.readouterr().err
    assert "没有证照类型“no_such_type”" in told
    assert "food_license" in told
