"""The pages that explain the rules to designers: what is checked, why, and how to mend it; ``<rule>.md``."""

from pathlib import Path

_FOLDER = Path(__file__).parent


def pages() -> tuple[str, ...]:
    """Names of the rules that have a page."""
    return tuple(sorted(file.stem for file in _FOLDER.glob("*.md")))


def page(rule: str) -> str:
    """The page of a rule."""
    return (_FOLDER / f"{rule}.md").read_text("utf-8")
