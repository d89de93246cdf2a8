"""What the modeler marks while a chain is drawn is what the check before deployment says, and nothing else."""

import json
import re
from pathlib import Path

import pytest

from bpmn.lint import check_resources
from bpmn.resources import ROOM, deployable
from chain.job_types import JOB_TYPES
from tests.unit.bpmn.kit.node import run
from tests.unit.bpmn.planted_in_shared import IN_THE_ACCEPTANCE, IN_THE_ITEM
from tests.unit.bpmn.test_lint_mistakes import NEWBORN, RESTAURANT
from tests.unit.bpmn.test_lint_pages import EXAMPLES, example_catalogue

PLUGIN = ROOM / "bpmnlint-plugin-yilian"
RULES = sorted(file.stem for file in (PLUGIN / "rules").glob("*.js"))
PROGRAM = Path(__file__).with_name("plugin.mjs")
WAYS = ["modeler", "folder"]

Remark = tuple[str, str, str]
"""Rule, element, sentence."""


def marked(way: str, files: list[Path]) -> dict[Path, list[Remark]]:
    """What bpmnlint says of diagrams with the plugin, as the modeler or as ``npx bpmnlint`` loads it."""
    reports = json.loads(run(PROGRAM, way, *map(str, files)))
    return {
        Path(file): [(rule.removeprefix("yilian/"), element, message) for rule, element, message in found]
        for file, found in reports.items()
    }


def core(message: str) -> str:
    """The sentence without its guess at what was meant."""
    return re.split("，是否应为|，可用的|：可用的", message)[0]


@pytest.mark.parametrize("way", WAYS)
def test_our_own_diagrams_and_the_good_examples_are_not_marked(way: str) -> None:
    files = [*ROOM.glob("*/*.bpmn"), *ROOM.glob("themes/*/*.bpmn"), *EXAMPLES.glob("*/good.bpmn")]
    remarks = {file: found for file, found in marked(way, files).items() if found}
    assert remarks == {}


@pytest.mark.parametrize("way", WAYS)
def test_the_bad_example_of_a_rule_is_marked_with_the_sentence_of_the_check(way: str) -> None:
    files = {rule: EXAMPLES / rule / "bad.bpmn" for rule in RULES}
    remarks = marked(way, list(files.values()))
    for file in files.values():
        checked = check_resources({"example.bpmn": file.read_bytes()}, example_catalogue())
        expected = [(each.rule, each.element, core(each.message)) for each in checked]
        assert [(*found[:2], core(found[2])) for found in remarks[file]] == expected


NEEDS_MORE = ("没有默认分支", "不存在")
"""Sentences that only the check can say: it knows the values of a condition, and the other diagrams."""


def test_planted_mistakes_are_marked_where_the_check_names_them_and_nowhere_else(tmp_path: Path) -> None:
    wanted: dict[Path, list[Remark]] = {}
    planted_in = (
        ("restaurant", RESTAURANT),
        ("newborn", NEWBORN),
        ("unified_acceptance", IN_THE_ACCEPTANCE),
        ("item_handling", IN_THE_ITEM),
    )
    files = deployable("newborn") | deployable("restaurant")
    for process, mistakes in planted_in:
        name = f"{process}.bpmn"
        text = files[name].decode()
        for number, planted in enumerate(mistakes):
            if planted.rule in RULES:
                file = tmp_path / f"{process}_{number}.bpmn"
                file.write_text(planted.edit(text), encoding="utf-8")
                checked = check_resources({name: file.read_bytes()})
                wanted[file] = [(each.rule, each.element, core(each.message)) for each in checked]
    remarks = marked("folder", list(wanted))
    for file, expected in wanted.items():
        found = [(*each[:2], core(each[2])) for each in remarks[file]]
        assert found == [each for each in expected if not any(sign in each[2] for sign in NEEDS_MORE)]
    assert sum(map(len, remarks.values())) > len(wanted) / 2


def test_the_plugin_knows_the_job_types_of_the_house() -> None:
    written = (PLUGIN / "jobs.js").read_text(encoding="utf-8")
    known = {
        name: re.findall(r"'(\w+)'", headers)
        for name, headers in re.findall(r"'([\w.]+)': \[(.*?)\]", written)
    }
    assert known == {name: list(job.headers) for name, job in JOB_TYPES.items()}


def test_every_rule_stands_in_the_list_and_has_a_page() -> None:
    listed = re.findall(r"'(\w+)'", (PLUGIN / "names.js").read_text(encoding="utf-8"))
    assert sorted(listed) == RULES
    assert all((ROOM / "lint" / "pages" / f"{rule}.md").is_file() for rule in RULES)


def test_the_script_that_the_modeler_loads_is_made_of_these_rules() -> None:
    assert run(PLUGIN / "bundle.js", "--print") == (PLUGIN / "client.js").read_text(encoding="utf-8")
