"""营业执照: an officer decides, except where the application refuses itself."""

from chain.cases import Outcome
from workers.client.slices import Slice
from workers.review.rules.book import UNDECIDED, Judgement

_NOT_TO_BE_REGISTERED = ("中国", "中华", "全国", "国家", "国际")
"""Words that the name of an individual business may not begin with (个体工商户名称登记管理办法) [memory]."""


def judge(part: Slice) -> Judgement:
    """Refuse a name that the law excludes; leave everything else to an officer."""
    name = str(part.form.get("business_name", ""))
    if name.startswith(_NOT_TO_BE_REGISTERED):
        return Judgement(Outcome.REFUSED, "经营者名称含有法律法规禁止使用的字样，请更换名称后重新申请。")
    return UNDECIDED
