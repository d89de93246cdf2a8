"""The path page opens in a real browser, with nothing but itself."""

import subprocess
from pathlib import Path

import pytest

from bpmn.diagrams import read_diagram
from bpmn.page import path_page
from bpmn.resources import deployable
from scripts.tools.setup import cache_dir

pytestmark = pytest.mark.browser

_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--virtual-time-budget=8000",
    "--dump-dom",
)


def opened(browser: str, page: Path, profile: Path) -> str:
    """The page's document after its scripts have run."""
    command = [browser, *_FLAGS, f"--user-data-dir={profile}", page.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout


def test_a_browser_draws_every_element_and_marks_the_path(browser_path: str, tmp_path: Path) -> None:
    diagram = deployable("restaurant")["restaurant.bpmn"]
    process = read_diagram(diagram).processes[0]
    page = tmp_path / "path.html"
    visited = {"Task_Claim": "completed"}
    html = path_page(diagram, set(process.flows), visited, "流程", cache_dir() / "web" / "node_modules")
    page.write_text(html, encoding="utf-8")
    document = opened(browser_path, page, tmp_path / "profile")
    assert f'data-shown="{process.name}"' in document
    missing = [
        key for key in (*process.elements, *process.flows) if f'data-element-id="{key}"' not in document
    ]
    assert missing == []
    assert document.count("djs-connection taken") == len(process.flows)
