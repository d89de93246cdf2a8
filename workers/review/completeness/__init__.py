"""Whether form and materials are complete and hold together: everything that is missing is said at once (一次性告知)."""

from datetime import date

from workers.client.models import Gap
from workers.client.slices import Slice
from workers.review.completeness.form import form_gaps
from workers.review.completeness.materials import material_gaps


def find_gaps(part: Slice, today: date) -> list[Gap]:
    """All gaps of a body's slice, form first."""
    return [*form_gaps(part, today), *material_gaps(part)]


__all__ = ["find_gaps"]
