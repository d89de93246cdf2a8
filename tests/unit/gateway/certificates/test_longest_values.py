"""Whatever the forms let an applicant write fits the certificate: a granted case never ends without its paper."""

import dataclasses
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from chain.certificates.compose import compose_certificate
from chain.certificates.data import Holder
from forms.samples import NEW_INSPECTION, load_sample
from forms.schema import load_form
from gateway.certificates.contents import face_fields
from tests.conformance.samples import sample
from tests.fonts import fonts_or_skip

FORMS = {
    "business_license": "approval/business_license",
    "food_license": "approval/food_license",
    "fire_inspection": "fire/fire_inspection",
    "signboard": "urban/signboard",
}
ISSUED = date(2026, 3, 2)


def longest(form_key: str) -> dict[str, Any]:
    """The sample application with every free text of the form as long as the form allows."""
    form: dict[str, Any] = load_sample(NEW_INSPECTION, ISSUED)
    for component in _inputs(load_form(form_key).schema["components"]):
        rules = component.get("validate", {})
        if component["type"] in ("textfield", "textarea") and "maxLength" in rules and "pattern" not in rules:
            form[component["key"]] = "国" * rules["maxLength"]
    return form


def _inputs(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for component in components:
        if component["type"] == "group":
            yield from _inputs(component["components"])
        else:
            yield component


@pytest.mark.parametrize("template", sorted(FORMS))
def test_the_longest_text_that_a_form_allows_fits_its_certificate(template: str) -> None:
    fonts_or_skip()
    form = longest(FORMS[template])
    data = sample(template)
    fields = {**data.fields, **face_fields(template, FORMS[template], form, ISSUED, "开办餐饮店一件事")}
    holder = Holder(form["business_name"], data.holder.code)
    assert len(holder.name) >= 50
    assert compose_certificate(template, dataclasses.replace(data, fields=fields, holder=holder)).startswith(
        b"PK"
    )
