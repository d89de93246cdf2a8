"""Complete, valid applications with fictitious persons, for rehearsals and tests.

Persons, addresses and businesses do not exist; ID numbers and the credit code use the unassigned division 379901.
"""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

NEW_INSPECTION = "restaurant_new_inspection"
NEW_COMMITMENT = "restaurant_new_commitment"
EXISTING_INSPECTION = "restaurant_existing_inspection"

WRITTEN_FOR = date(2026, 12, 1)
"""The day on which the samples, as they stand in their files, are meant to be submitted."""

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def load_sample(name: str, today: date | None = None) -> dict[str, Any]:
    """The form data of a sample application, as the portal would submit it under ``form``.

    With ``today`` its dates keep their distance from the day of submission, so that no term in it has run out.
    """
    text = (Path(__file__).parent / f"{name}.json").read_text("utf-8")
    sample: dict[str, Any] = json.loads(text)
    return sample if today is None else {key: _moved(value, today) for key, value in sample.items()}


def _moved(value: Any, today: date) -> Any:
    if isinstance(value, list):
        return [_moved(part, today) for part in value]
    if isinstance(value, dict):
        return {key: _moved(part, today) for key, part in value.items()}
    if isinstance(value, str) and _DATE.fullmatch(value):
        return (date.fromisoformat(value) + (today - WRITTEN_FOR)).isoformat()
    return value
