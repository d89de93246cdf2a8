"""Shows a running case to the person at the terminal: who holds it, since when and until when."""

from datetime import datetime

from rich.console import Console

from scripts.tools.demo.client import Json


class CaseDisplay:
    """Prints a line whenever the state of the case, its holders or an item's state has changed."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._seen: set[str] = set()

    def report(self, line: str) -> None:
        """One act of the applicant or an officer."""
        self._console.print(f"[dim]{datetime.now().astimezone():%H:%M:%S}[/dim]  → {line}", highlight=False)

    def show(self, case: Json) -> None:
        """What is new in this view of the case."""
        self._line(f"state/{case['state']}", f"[bold]办件状态：{case['state_name']}[/bold]")
        for holder in case["holders"]:
            until = f"，至 {_minute(holder['until'])}" if holder["until"] else ""
            text = f"{holder['who']}　{holder['item_name'] or ''}　{holder['doing']}（自 {_minute(holder['since'])}{until}）"
            key = f"{holder['body']}/{holder['item']}/{holder['doing']}/{holder['since']}"
            self._line(key, text)
        for item in case["items"]:
            if item["state"] != "pending":
                self._line(f"{item['item']}/{item['state']}", f"{item['name']}：{item['state_name']}")

    def _line(self, key: str, text: str) -> None:
        if key in self._seen:
            return
        self._seen.add(key)
        self._console.print(f"[dim]{datetime.now().astimezone():%H:%M:%S}[/dim]  {text}", highlight=False)


def _minute(moment: str) -> str:
    return moment[:16].replace("T", " ")
