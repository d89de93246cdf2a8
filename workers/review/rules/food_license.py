"""食品经营许可: always an officer's decision, after the inspection on site."""

from workers.client.slices import Slice
from workers.review.rules.book import UNDECIDED, Judgement


def judge(_part: Slice) -> Judgement:
    """No rule can see a kitchen."""
    return UNDECIDED
