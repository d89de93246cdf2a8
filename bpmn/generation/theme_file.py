"""A new theme's ``theme.toml`` and ``scenario.dmn``: what can be known from its items, the rest for the designer."""

import json
from collections import Counter
from collections.abc import Sequence

from bpmn.catalogue.items import ApplicantKind, Item
from bpmn.scenarios.writing import write_scenario


def lead_of(items: Sequence[Item]) -> str:
    """The department with most items, then most steps (鲁政办字〔2020〕62号 三（一））; the first of equals."""
    count: Counter[str] = Counter()
    steps: Counter[str] = Counter()
    for item in items:
        count[item.department] += 1
        steps[item.department] += item.alone.steps
    return max(count, key=lambda department: (count[department], steps[department]))


def theme_toml(key: str, name: str, items: Sequence[Item], audience: str | None = None) -> str:
    """The text of ``theme.toml``: items in order, lead by the seed's rule, a refusal passes over what depends on it."""
    persons = all(ApplicantKind.PERSON in item.applicants for item in items)
    needed = {each for item in items for each in item.prerequisites}
    policy = ", ".join(f'{item.key} = "skip_dependants"' for item in items if item.key in needed)
    lines = [
        f"# {name}。来源：请填写主题的依据；问题和各事项不予许可的后果由流程设计人员补充。",
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
        "# ends_chain 主题办件终止，skip_dependants 以它为前置的不再办理，continue 不影响其他。",
        f"policy = {{ {policy} }}" if policy else "policy = {}",
    ]
    return "\n".join(lines) + "\n"


def first_scenario(key: str, name: str, items: Sequence[Item]) -> bytes:
    """A table without questions: every item, in its first mode in force."""
    return write_scenario(key, name, [], [({}, (item.key, item.modes_in_force()[0].key)) for item in items])


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
