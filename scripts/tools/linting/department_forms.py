"""A department's form by itself: every component at fault."""

from collections.abc import Iterator
from pathlib import Path

from bpmn.lint import ERROR, Finding
from forms.errors import InvalidForm
from forms.schema import read_form


def is_department_form(path: Path) -> bool:
    """Whether the file stands where departments keep their forms: ``items/<department>/<name>.form``."""
    return path.suffix == ".form" and path.resolve().parent.parent.name == "items"


def form_findings(path: Path) -> Iterator[Finding]:
    """What is wrong with the department's form in ``path``."""
    file = path.resolve()
    name, form_id = f"{file.parent.name}/{file.name}", f"{file.parent.name}_{file.stem}"
    try:
        form = read_form(file.read_bytes(), name)
    except InvalidForm as refused:
        yield from refusals(refused, name)
        return
    if form.id != form_id:
        yield Finding("forms", ERROR, name, "id", f"id 应为 {form_id}，与文件夹、文件名一致。")


def refusals(refused: InvalidForm, name: str) -> Iterator[Finding]:
    """The components at fault; that there are no fields, or none after a text, may follow from unreadable ones."""
    exact = [each for each in refused.problems if each.field != "components"] or refused.problems
    for problem in exact:
        yield Finding("forms", ERROR, name, problem.field, problem.reason)
