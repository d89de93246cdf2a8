"""A rule of the file check, and what it finds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from gateway.archive.facts import FileFacts
from gateway.archive.states import Severity

_PAGES = Path(__file__).parent.parent / "pages"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing missing or wrong: a Chinese sentence that names no person; ``item`` where it is about one."""

    sentence: str
    item: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its key, its Chinese name, how severe its findings are, and how it looks."""

    key: str
    name: str
    severity: Severity
    look: Callable[[FileFacts], Iterable[Found]]

    @property
    def page(self) -> str:
        """The page that explains it to whoever mends the file (Markdown)."""
        return (_PAGES / f"{self.key}.md").read_text(encoding="utf-8")
