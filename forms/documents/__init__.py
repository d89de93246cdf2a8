"""Templates of documents (文书模板) that an office may edit, and filling them in."""

from forms.documents.filling import DocumentIncomplete, Draft, fill, number_of
from forms.documents.templates import DocumentTemplate, Templates, load_templates

__all__ = [
    "DocumentIncomplete",
    "DocumentTemplate",
    "Draft",
    "Templates",
    "fill",
    "load_templates",
    "number_of",
]
