"""A new theme's ``theme.toml`` and ``scenario.dmn``: what can be known from its items, the rest for the designer."""

import json
from collections import Counter
from collections.abc import Sequence

from bpmn.catalogue.items import ApplicantKind, Item
from bpmn.scenarios.writing import write_scenario

_ABOUT_OUTCOMES = (
    "# 一个事项未获准予（不予许可 refused、撤回申请 withdrawn、退件 returned、逾期终止 lapsed）时，其他事项：",
    "# continue 继续，hold 暂停、由申请人决定，stop 未办结的退件、已准予的不变，revoke 并撤销已准予的。",
    "# 没有列出的为 continue；以它为前置的，总是不再办理。",
)


def lead_of(items: Sequence[Item]) -> str:
    """The department with most items, then most steps (鲁政办字〔2020〕62号 三（一））; the first of equals."""
    count: Counter[str] = Counter()
    steps: Counter[str] = Counter()
    for item in items:
        count[item.department] += 1
        steps[item.department] += item.alone.steps
    return max(count, key=lambda department: (count[department], steps[department]))


def theme_toml(key: str, name: str, items: Sequence[Item], audience: str | None = None) -> str:
    """The text of ``theme.toml``: items in order, lead by the seed's rule, what is not granted lets the others go on."""
    persons = all(ApplicantKind.PERSON in item.applicants for item in items)
    lines = [
        f"# {name}。来源：请填写主题的依据；问题和各事项未获准予的后果由流程设计人员补充。",
        f'key = "{key}"',
        f"name = {_text(name)}",
        f'audience = "{audience or ("person" if persons else "business")}"',
        "groups = []",
        "areas = []",
        f"subject = {_text('申请' + name + '的' + ('个人' if persons else '单位'))}",
        'slogan = ""',
        f'lead_department = "{lead_of(items)}"',
        f"items = [{', '.join(_text(item.key) for item in items)}]",
        "source = []",
        "",
        "[outcomes]",
        *_ABOUT_OUTCOMES,
    ]
    return "\n".join(lines) + "\n"


def first_scenario(key: str, name: str, items: Sequence[Item]) -> bytes:
    """A table without questions: every item, in its first mode in force."""
    return write_scenario(key, name, [], [({}, (item.key, item.modes_in_force()[0].key)) for item in items])


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
