"""户外招牌设置: granted within the rules of size and place, else an officer looks.

One board a shop, at or below the second floor (济南市户外广告和牌匾标识管理条例, taken as sample); the sizes are assumed.
"""

from decimal import Decimal, InvalidOperation
from typing import Any

from chain.cases import Outcome
from workers.client.slices import Slice
from workers.review.rules.book import UNDECIDED, Judgement

HIGHEST_FLOOR = 2
MOST_BOARDS = 1
LARGEST_AREA = Decimal(20)
"""Square metres [assumed]."""
LARGEST_HEIGHT = Decimal(2)
"""Metres [assumed]."""
LARGEST_THICKNESS = Decimal("0.5")
"""Metres [assumed]."""
_ORDINARY_FORMS = ("parallel", "light_box")


def judge(part: Slice) -> Judgement:
    """Grant an ordinary board; what sticks out, is large, high up or lit as a screen goes to an officer."""
    form = part.form
    length, height = _number(form.get("sign_length")), _number(form.get("sign_height"))
    within = (
        form.get("sign_form") in _ORDINARY_FORMS
        and _number(form.get("sign_floor")) <= HIGHEST_FLOOR
        and _number(form.get("sign_count")) <= MOST_BOARDS
        and length * height <= LARGEST_AREA
        and height <= LARGEST_HEIGHT
        and _number(form.get("sign_thickness")) <= LARGEST_THICKNESS
    )
    return Judgement(Outcome.GRANTED, "招牌的位置、数量和规格符合设置规范。") if within else UNDECIDED


def _number(value: Any) -> Decimal:
    """The value as a number; what is none counts as beyond every limit."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return Decimal(10**6)
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return Decimal(10**6)
    return number if number.is_finite() and number > 0 else Decimal(10**6)
