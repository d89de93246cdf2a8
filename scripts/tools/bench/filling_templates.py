"""What all statements of the filler are written with: names in the staged case ``c``, and small templates."""

from collections.abc import Mapping, Sequence

Columns = Mapping[str, str]

JOINT = "113799000000900265005"
"""Type code of the joint permit in the rehearsal catalogue."""

DAY = 86_400_000
CASES = "filled_cases c"
ENDED_AT = f"CASE WHEN c.stage = 2 THEN c.received_at + {9 * DAY} END"
DETAILED = "(c.stage < 2 OR c.n % 10 = 0)"
CLAIMED = "(c.state <> 'received' OR c.n % 2 = 0)"
DEPARTMENTS = ("approval", "approval", "fire", "urban")
ITEMS = ("business_license", "food_license", "fire_inspection", "signboard")
TASKS = tuple((200 + n, 21 + 10 * n, ITEMS[n], DEPARTMENTS[n]) for n in (1, 2, 3))
"""Offset, instance, item and department of the tasks that officers decide."""


def insert(table: str, columns: Columns, source: str = "", condition: str = "") -> tuple[str, str]:
    """``table`` and the statement that fills it; ``columns`` are expressions by their column."""
    names = ", ".join(f'"{name}"' for name in columns)
    statement = f"INSERT INTO {table} ({names}) SELECT {', '.join(columns.values())}"
    statement += f" FROM {source}" if source else ""
    statement += f" WHERE {condition}" if condition else ""
    return table, statement


def template(names: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A small table as a subquery; every row has the same shape."""
    lines = [
        "SELECT " + ", ".join(f"{_literal(value)} AS {name}" for name, value in zip(names, row, strict=True))
        for row in rows
    ]
    return f"({' UNION ALL '.join(lines)})"


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return str(value) if isinstance(value, int) else f"'{value}'"
