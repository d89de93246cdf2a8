"""Guides and forms: public, from the catalogue, for the situation asked."""

from typing import Any

import pytest

from bpmn.catalogue import load_catalogue
from tests.unit.gateway.portal import Portal


async def told(portal: Portal, url: str) -> Any:
    answer = await portal.client.get(url)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_everybody_may_see_what_can_be_done(portal: Portal) -> None:
    themes = {theme["theme"]: theme for theme in (await told(portal, "/themes"))["themes"]}
    assert set(themes) == {theme.key for theme in load_catalogue().themes()}
    assert themes["restaurant"]["name"] == "开办餐饮店一件事"
    assert {region["region"] for region in themes["restaurant"]["regions"]} == {"379901", "379902"}


async def test_a_guide_names_items_bodies_limits_materials_and_legal_bases(portal: Portal) -> None:
    guide = await told(portal, "/themes/restaurant?region=379902")
    items = {item["item"]: item for item in guide["items"]}
    assert items["food_license"]["body"] == "approval_379902"
    fire = {mode["mode"]: mode for mode in items["fire_inspection"]["modes"]}
    assert (fire["inspection"]["promised_days"], fire["commitment"]["after_check_days"]) == (10, 20)
    assert any("消防法" in law for law in guide["legal_bases"])
    materials = {material["material"]: material for material in fire["inspection"]["materials"]}
    assert materials["fire_plan"]["by_applicant"]
    assert not materials["licence_copy"]["by_applicant"]
    assert guide["fictitious"]
    assert guide["steps"]


async def test_a_form_asks_once_and_names_materials_with_their_items(portal: Portal) -> None:
    form = await told(portal, "/themes/restaurant/form?region=379901&licence=new&fire=inspection")
    assert form["schema"]["type"] == "default"
    keys = [material["material"] for material in form["materials"]]
    assert len(keys) == len(set(keys))
    assert all(material["items"] for material in form["materials"])
    assert {item["item"] for item in form["items"]} >= {"business_license", "food_license"}


async def test_the_situation_changes_the_form(portal: Portal) -> None:
    first = await told(portal, "/themes/restaurant/form?region=379901&licence=new&fire=inspection")
    second = await told(portal, "/themes/restaurant/form?region=379901&licence=existing&fire=commitment")
    assert first["schema"] != second["schema"]
    assert first["materials"] != second["materials"]


@pytest.mark.parametrize(
    ("url", "status", "code"),
    [
        ("/themes/castle?region=379901", 404, "UnknownTheme"),
        ("/themes/restaurant?region=110000", 422, "UnknownRegion"),
        ("/themes/restaurant", 422, "FieldProblems"),
        ("/themes/restaurant/form?region=379901&licence=new", 422, "FieldProblems"),
        ("/themes/restaurant/form?region=379901&licence=new&fire=magic", 422, "FieldProblems"),
        ("/themes/restaurant/form?region=379901&licence=new&fire=inspection&x=1", 422, "FieldProblems"),
        ("/themes/castle/form?region=379901", 404, "UnknownTheme"),
    ],
)
async def test_what_is_not_offered_is_a_problem(portal: Portal, url: str, status: int, code: str) -> None:
    answer = await portal.client.get(url)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_the_service_guide_tells_every_situation_or_the_one_asked(portal: Portal) -> None:
    every = await told(portal, "/themes/restaurant/guide?region=379901")
    own = await told(portal, "/themes/restaurant/guide?region=379901&licence=new&fire=commitment")
    assert (len(every["situations"]), every["answers"]) == (4, None)
    assert own["answers"] == {"licence": "new", "fire": "commitment"}
    assert own["situations"] == [each for each in every["situations"] if each["answers"] == own["answers"]]


@pytest.mark.parametrize("answers", ["", "&licence=existing&fire=inspection"])
async def test_the_guide_to_print_asks_nothing_from_outside(portal: Portal, answers: str) -> None:
    answer = await portal.client.get(f"/themes/restaurant/guide/document?region=379901{answers}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src")
    assert "开办餐饮店一件事服务指南" in answer.text
    assert "//" not in answer.text


@pytest.mark.parametrize("page", ["guide", "guide/document"])
@pytest.mark.parametrize(
    ("rest", "status", "code"),
    [
        ("castle/{page}?region=379901", 404, "UnknownTheme"),
        ("restaurant/{page}?region=110000", 422, "UnknownRegion"),
        ("restaurant/{page}?region=379901&licence=new", 422, "FieldProblems"),
        ("restaurant/{page}?region=379901&x=1", 422, "FieldProblems"),
    ],
)
async def test_a_guide_that_is_not_offered_is_a_problem(
    portal: Portal, page: str, rest: str, status: int, code: str
) -> None:
    answer = await portal.client.get(f"/themes/{rest.format(page=page)}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


GUIDANCE: list[tuple[str, dict[str, Any], int, str]] = [
    ("castle", {}, 404, "UnknownTheme"),
    ("restaurant", {"region": "110000"}, 422, "UnknownRegion"),
    ("restaurant", {"situation": {"licence": "new"}}, 422, "FieldProblems"),
    ("restaurant", {"situation": {}}, 422, "FieldProblems"),
    ("restaurant", {"name": "某人"}, 422, "FieldProblems"),
]


@pytest.mark.parametrize(("theme", "changes", "status", "code"), GUIDANCE)
async def test_guidance_for_what_is_not_offered_or_not_answered_says_what_is_wrong(
    portal: Portal, theme: str, changes: dict[str, Any], status: int, code: str
) -> None:
    request = {"region": "379901", "situation": {"licence": "new", "fire": "inspection"}, **changes}
    answer = await portal.client.post(f"/themes/{theme}/guidance", json=request)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_guidance_is_told_to_everybody_as_data_and_as_a_page_and_nothing_is_kept(
    portal: Portal,
) -> None:
    request = {"region": "379901", "situation": {"licence": "new", "fire": "inspection"}}
    data = await portal.client.post("/themes/restaurant/guidance", json=request)
    page = await portal.client.post("/themes/restaurant/guidance/document", json=request)
    assert data.json()["told_on"] == "2026-03-02"
    assert "<title>一次性告知书</title>" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert (await portal.outbox(), await portal.audited()) == ([], [])
