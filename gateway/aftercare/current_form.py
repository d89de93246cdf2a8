"""What an applicant filled in, as it stands after every change of an item; and whether further changes are sound."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.errors import FieldProblem, FieldProblems
from forms.schema import load_form
from forms.slices import slice_for
from forms.validation import validate
from gateway.store.models import Case, ItemCase, LicenceChange

_CHANGES = (
    select(LicenceChange)
    .where(LicenceChange.case_no == bindparam("case_no"), LicenceChange.item == bindparam("item"))
    .order_by(LicenceChange.number)
)
_UNKNOWN = "不是该事项申请表中的内容，请核对。"
_SAME = "与现有内容相同，没有变更。"


async def changes_of(session: AsyncSession, item: ItemCase) -> list[LicenceChange]:
    """Every change of an item, oldest first."""
    return list(await session.scalars(_CHANGES, {"case_no": item.case_no, "item": item.item}))


async def current_form(session: AsyncSession, case: Case, item: ItemCase) -> dict[str, Any]:
    """The whole form of the case with what was changed of ``item``."""
    form = dict(case.form)
    for change in await changes_of(session, item):
        form.update(change.changes)
    return form


def check_changes(item: ItemCase, form: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
    """Raises :class:`chain.errors.FieldProblems` unless ``changes`` are new values of fields of the item's own form, which
    the form accepts; what was accepted before is not judged again.
    """
    problems = list(_problems(item, form, changes))
    if problems:
        raise FieldProblems(problems)


def _problems(item: ItemCase, form: Mapping[str, Any], changes: Mapping[str, Any]) -> list[FieldProblem]:
    asked = () if item.form_key is None else load_form(item.form_key).fields
    labels = {field.key: field.label for field in asked}
    unknown = [FieldProblem(f"changes.{key}", key, _UNKNOWN) for key in changes if key not in labels]
    if unknown or item.form_key is None:
        return unknown
    same = [
        FieldProblem(f"changes.{key}", labels[key], _SAME)
        for key, value in changes.items()
        if form.get(key) == value
    ]
    after = slice_for(item.form_key, {**form, **changes})
    found = validate(load_form(item.form_key), after)
    return same + [each for each in found if each.field.partition("[")[0] in changes]
