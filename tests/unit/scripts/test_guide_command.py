"""``scripts/guide`` writes the document that the gateway serves, or says what is wrong."""

from pathlib import Path

import pytest

from bpmn.catalogue import load_catalogue
from bpmn.guide import document, guide_of
from scripts.tools.guide import main

OWN = {"licence": "new", "fire": "inspection"}


@pytest.mark.parametrize("answers", [None, OWN], ids=["every situation", "one applicant"])
def test_it_writes_the_document(tmp_path: Path, answers: dict[str, str] | None) -> None:
    file = tmp_path / "guide.html"
    given = [word for key, value in (answers or {}).items() for word in ("--answer", f"{key}={value}")]
    assert main(["restaurant", "--region", "379901", *given, "--out", str(file)]) == 0
    expected = document(guide_of(load_catalogue(), "restaurant", "379901", answers))
    assert file.read_text(encoding="utf-8") == expected


def test_without_a_file_it_prints(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["newborn", "--region", "379902"]) == 0
    assert "新生儿出生一件事服务指南" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["castle", "--region", "379901"], "没有主题 castle"),
        (["restaurant", "--region", "110000"], "尚未开通"),
        (["restaurant", "--region", "379901", "--answer", "licence=new"], "未回答此问题"),
        (["restaurant", "--region", "379901", "--answer", "licence"], "请选择"),
    ],
)
def test_what_is_wrong_is_said(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert said in capsys.readouterr().err
