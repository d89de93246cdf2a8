"""Everything of one theme: theme and scenario, the items' forms and the one form of every scenario, the diagram."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from bpmn.catalogue import Catalogue, Theme, plan
from bpmn.catalogue.catalogue import ROOM
from bpmn.lint import ERROR, Finding, check_resources
from bpmn.lint.themes import read_alone
from bpmn.scenarios import combinations
from chain.errors import ChainError
from forms.errors import FormConflictError, InvalidForm, UnknownForm
from forms.one_form import one_form
from forms.schema import form_keys, load_form
from scripts.tools.linting.department_forms import refusals


def theme_findings(folder: Path) -> Iterator[Finding]:
    """What is wrong with the theme in ``folder``; a room with items of its own is checked against them."""
    room = folder.resolve().parent.parent
    catalogue, problems = read_alone(folder.resolve(), room if (room / "items").is_dir() else ROOM)
    yield from problems
    if catalogue is None:
        return
    (theme,) = catalogue.themes()
    yield from _diagram(folder, theme, catalogue)
    broken = list(_forms(theme, catalogue))
    yield from broken or _one_form(theme, catalogue)


def _diagram(folder: Path, theme: Theme, catalogue: Catalogue) -> Iterator[Finding]:
    diagram = folder / f"{theme.key}.bpmn"
    if diagram.exists():
        yield from check_resources({diagram.name: diagram.read_bytes()}, catalogue)
    else:
        yield Finding("catalogue", ERROR, "theme.toml", "", "主题没有流程图，请运行 scripts/new-theme 生成。")


def _forms(theme: Theme, catalogue: Catalogue) -> Iterator[Finding]:
    """Forms of the theme's items that are not there or cannot be read: each component at fault."""
    asked: dict[str, str] = {}
    for item in map(catalogue.item, theme.items):
        for mode in item.mode:
            if mode.form is not None:
                asked.setdefault(mode.form, f"{item.department}/{item.key}.toml")
    for form, item_file in asked.items():
        try:
            load_form(form)
        except UnknownForm:
            close = get_close_matches(form, form_keys(), 1)
            meant = f"，是否应为 {close[0]}？" if close else "：请在 forms/items/ 中补上。"
            yield Finding("forms", ERROR, item_file, "", f"没有表单 {form}{meant}")
        except InvalidForm as refused:
            yield from refusals(refused, f"{form}.form")


def _one_form(theme: Theme, catalogue: Catalogue) -> Iterator[Finding]:
    """Whether the forms of every combination of answers can become one form; each reason once."""
    questions = {each.key: [answer.key for answer in each.answer] for each in theme.question}
    region = next(iter(catalogue.regions()))
    seen: set[tuple[tuple[str, str], ...]] = set()
    said: set[str] = set()
    for answers in combinations(questions):
        try:
            parts = plan(theme.key, region, answers, catalogue).items
        except ChainError as refused:
            yield Finding("catalogue", ERROR, "theme.toml", "", refused.detail)
            return
        forms = tuple((part.item, part.form) for part in parts if part.form is not None)
        if forms in seen:
            continue
        seen.add(forms)
        try:
            one_form(forms)
        except FormConflictError as refused:
            if refused.detail not in said:
                said.add(refused.detail)
                yield Finding("one_form", ERROR, "theme.toml", "", refused.detail)
