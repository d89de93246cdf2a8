"""Reading JSON that strangers wrote: parsed, it takes twenty times its size in memory, so its size is bounded first."""

import json
from typing import Any


def json_object(raw: bytes, largest: int) -> dict[str, Any] | None:
    """The object that ``raw`` holds; ``None`` where it is longer than ``largest`` bytes, or no JSON object."""
    if len(raw) > largest:
        return None
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
