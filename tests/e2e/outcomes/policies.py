"""Which item ends how in which case, and what the theme of these stories says about it."""

from dataclasses import dataclass

from tests.e2e.procedure.autumn import APPROVAL, FIRE, URBAN

BODIES = {"food_license": APPROVAL, "signboard": URBAN, "fire_inspection": FIRE}


@dataclass(frozen=True)
class Course:
    """One case: ``item`` ends as ``ending``, which does ``effect`` to the two others that are in review."""

    item: str
    ending: str
    effect: str

    @property
    def body(self) -> str:
        """The body of the item."""
        return BODIES[self.item]

    @property
    def others(self) -> list[str]:
        """The other items in review."""
        return [item for item in BODIES if item != self.item]


_EFFECTS = {
    "food_license": ("stop", "hold", "continue", "revoke"),
    "signboard": ("revoke", "stop", "hold", "continue"),
    "fire_inspection": ("continue", "revoke", "stop", "hold"),
}
_ENDINGS = ("refused", "withdrawn", "returned", "lapsed")

COURSES = tuple(
    Course(item, ending, effect)
    for item, effects in _EFFECTS.items()
    for ending, effect in zip(_ENDINGS, effects, strict=True)
)
"""Every policy with three endings, every ending with three policies (the fourth of each: the table of unit tests)."""
