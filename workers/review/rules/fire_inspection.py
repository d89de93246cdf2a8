"""公众聚集场所投入使用、营业前消防安全检查: at once by commitment (告知承诺), else after the inspection on site.

消防法 §15: whoever chooses the commitment is granted when the papers are complete; the check follows afterwards. Who took
the commitment back is not granted at once.
"""

from chain.cases import Outcome
from workers.client.slices import Slice
from workers.review.rules.book import UNDECIDED, Judgement


def judge(part: Slice) -> Judgement:
    """Grant by commitment; leave the inspection procedure to an officer."""
    if part.situation.get("fire") != "commitment" or not part.by_commitment:
        return UNDECIDED
    if part.form.get("fire_commitment_agreed") is not True:
        return UNDECIDED
    return Judgement(Outcome.GRANTED, "已签署消防安全告知承诺书，材料齐全，当场作出决定。")
