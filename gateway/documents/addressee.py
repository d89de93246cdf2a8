"""To whom a document is addressed."""

from collections.abc import Mapping
from typing import Any

from bpmn.catalogue.themes import Theme

_NAMES = {
    "business": ("company_name", "business_name", "applicant_name"),
    "person": ("applicant_name", "guardian_name", "mother_name", "father_name"),
}
"""Data elements that name the applicant, by the theme's audience: the first that the form holds."""
NAMING = frozenset(key for keys in _NAMES.values() for key in keys)
"""All of them."""
NOT_NAMED = "申请人"


def applicant_name(theme: Theme, form: Mapping[str, Any]) -> str:
    """Name of the person or enterprise that applies."""
    found = (str(form.get(key) or "").strip() for key in _NAMES[theme.audience])
    return next((name for name in found if name), NOT_NAMED)
