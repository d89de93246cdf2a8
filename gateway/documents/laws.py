"""The laws of an item (``law`` in the catalogue) as a document cites them."""

import re
from collections.abc import Iterable

_NUMERALS = "〇一二三四五六七八九"
_ARTICLE = re.compile(r"§\s*(\d+)")
_ACT = re.compile(r"(?P<name>[^《〔（A-Za-z0-9][^〔（《]*)(?P<version>（.*）)?")
_UNKNOWN = "未查到"
NONE_NAMED = "事项清单所列依据"
"""What is cited for an item whose laws nobody has found yet."""


def cited(laws: Iterable[str]) -> str:
    """``食品安全法 §33 §35`` becomes ``《食品安全法》第三十三条、第三十五条``; several are joined by ``、``."""
    found = list(dict.fromkeys(_one(law) for law in laws if law.strip() and _UNKNOWN not in law))
    return "、".join(found) or NONE_NAMED


def _one(law: str) -> str:
    name = law.partition("§")[0].strip()
    articles = "、".join(f"第{chinese_number(int(number))}条" for number in _ARTICLE.findall(law))
    act = _ACT.fullmatch(name)
    if act is None:
        return f"{name}{articles}"
    return f"《{act['name'].strip()}》{act['version'] or ''}{articles}"


def chinese_number(number: int) -> str:
    """``35`` becomes ``三十五``; from 1 to 999, as articles are counted."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_NUMERALS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _NUMERALS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_NUMERALS[ones] if ones else "")
