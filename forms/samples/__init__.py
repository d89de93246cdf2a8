"""Complete, valid applications with fictitious persons, for rehearsals and tests.

Persons, addresses and businesses do not exist; ID numbers and the credit code use the unassigned division 379901.
"""

import json
from pathlib import Path
from typing import Any

NEW_INSPECTION = "restaurant_new_inspection"
NEW_COMMITMENT = "restaurant_new_commitment"
EXISTING_INSPECTION = "restaurant_existing_inspection"


def load_sample(name: str) -> dict[str, Any]:
    """The form data of a sample application, as the portal would submit it under ``form``."""
    text = (Path(__file__).parent / f"{name}.json").read_text("utf-8")
    sample: dict[str, Any] = json.loads(text)
    return sample
