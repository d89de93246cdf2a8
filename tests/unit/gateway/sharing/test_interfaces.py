"""The documents of the interfaces are those of the code, and what is answered is what they say."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from gateway.sharing.interfaces import FOLDER, documents
from tests.unit.gateway.sharing.support import FIELDS, PERSON_FIELDS, Sharing, business_licence, uscc_of
from tests.unit.gateway.worker_api.support import Desk, SealMaker

DOCUMENTS = documents()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_up_to_date(name: str) -> None:
    """``python -m gateway.sharing.interfaces`` writes them."""
    assert (FOLDER / name).read_bytes() == DOCUMENTS[name]


def test_no_other_document_stands_beside_them() -> None:
    assert {file.name for file in FOLDER.glob("*.json")} == DOCUMENTS.keys()


def test_the_openapi_document_is_whole_in_itself() -> None:
    document = json.loads(DOCUMENTS["sharing-v1.openapi.json"])
    assert {"/sharing/v1/licences/query", "/sharing/v1/legal-persons/query"} <= document["paths"].keys()
    named = {part.rpartition("/")[2] for part in _references(document)}
    assert named
    assert named <= document["components"]["schemas"].keys()


def _references(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [each for value in part.values() for each in _references(value)]
    return [each for value in part for each in _references(value)] if isinstance(part, list) else []


@pytest.mark.parametrize(
    ("resource", "by", "fields"),
    [("licences", "holder_code", FIELDS), ("legal-persons", "uscc", PERSON_FIELDS)],
)
async def test_query_and_answer_are_as_their_schemas_say(
    desk: Desk, maker: SealMaker, resource: str, by: str, fields: list[str]
) -> None:
    sharing, licence = Sharing(desk.portal), await business_licence(desk, maker)
    number = await sharing.granted(resource=resource, fields=fields)
    answer = await sharing.query(number, resource=resource, **{by: uscc_of(licence)})
    said = json.loads(DOCUMENTS[f"{resource}-v1-answer.schema.json"])
    Draft202012Validator(said, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(answer.json())
    asked = Draft202012Validator(json.loads(DOCUMENTS[f"{resource}-v1-query.schema.json"]))
    sound = {"grant_no": number, "purpose": "核对主体资格", "case_ref": "A-1", by: uscc_of(licence)}
    assert asked.is_valid(sound)
    assert not asked.is_valid(sound | {"telephone": "1"})
