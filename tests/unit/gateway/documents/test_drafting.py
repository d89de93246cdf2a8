"""Drafting: numbered once, in a series of its own, addressed to the applicant, and told to the engine without a person."""

from datetime import timedelta

import pytest

from bpmn.catalogue import load_catalogue
from chain.documents.kinds import DocumentKind as K
from chain.documents.page import PageData
from forms.samples import load_sample
from gateway.documents.addressee import NOT_NAMED, applicant_name
from gateway.documents.laws import NONE_NAMED, chinese_number, cited
from tests.unit.gateway.documents.support import drafted
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, Desk, new_desk


async def test_a_document_is_numbered_by_body_word_and_year(desk: Desk) -> None:
    first = await drafted(desk)
    second = await drafted(await new_desk(desk.portal))
    other = await drafted(desk, body=FIRE, items=["fire_inspection"])
    desk.portal.clock.move(timedelta(days=365))
    later = await drafted(await new_desk(desk.portal))
    assert [each.number for each in (first, second, other, later)] == [
        "示例一区行审退字〔2026〕第000001号",
        "示例一区行审退字〔2026〕第000002号",
        "示例一区消退字〔2026〕第000001号",
        "示例一区行审退字〔2027〕第000001号",
    ]


async def test_the_same_act_drafts_its_document_once(desk: Desk) -> None:
    first, again = await drafted(desk, key="k1"), await drafted(desk, key="k1")
    other = await drafted(desk, key="k2")
    assert (first.document_no, first.number) == (again.document_no, again.number)
    assert int(other.document_no[2:]) == int(first.document_no[2:]) + 1


async def test_the_engine_is_told_codes_only(desk: Desk) -> None:
    document = await drafted(desk, items=["food_license"])
    several = await drafted(desk, K.REFUSAL_DECISION, items=["food_license", "business_license"])
    rows = {row.payload["correlation_key"]: row for row in await desk.portal.outbox(documents=True)}
    told = rows[f"{desk.case_no}/{document.document_no}"]
    assert told.payload["name"] == "document-drafted"
    assert told.payload["variables"] == {
        "case_no": desk.case_no,
        "document_no": document.document_no,
        "body": APPROVAL,
        "item": "food_license",
    }
    assert "item" not in rows[f"{desk.case_no}/{several.document_no}"].payload["variables"]


async def test_a_paper_of_the_applicant_is_not_told_to_the_engine(desk: Desk) -> None:
    before = len(await desk.portal.outbox(documents=True))
    document = await drafted(desk, K.TOLERANCE_UNDERTAKING)
    assert (document.state, document.seal, document.number) == ("plain", None, None)
    assert len(await desk.portal.outbox(documents=True)) == before


async def test_a_refusal_names_the_applicant_the_laws_and_the_remedies(desk: Desk) -> None:
    data = PageData.from_json((await drafted(desk, K.REFUSAL_DECISION)).content)
    assert data.title == "不予行政许可决定书"
    assert data.addressee == f"{desk_form(desk)['business_name']}："
    assert "《食品安全法》第三十三条、第三十五条" in data.parts[1].text
    assert "行政复议" in data.remedies


def desk_form(desk: Desk) -> dict[str, str]:
    """What the applicant of the desk's case wrote."""
    return load_sample("restaurant_new_inspection", desk.portal.clock.now().date())


@pytest.mark.parametrize("theme", load_catalogue().themes(), ids=lambda theme: theme.key)
def test_the_applicant_of_every_theme_has_a_name(theme: object) -> None:
    key = theme.key  # type: ignore[attr-defined]
    sample = load_sample("restaurant_new_inspection" if key == "restaurant" else key)
    assert applicant_name(theme, sample) != NOT_NAMED  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("law", "said"),
    [
        ("食品安全法 §33 §35", "《食品安全法》第三十三条、第三十五条"),
        ("消防法（2021年修正）§15", "《消防法》（2021年修正）第十五条"),
        ("医疗器械经营监督管理办法（2022）§10 §11", "《医疗器械经营监督管理办法》（2022）第十条、第十一条"),
        ("社会救助暂行办法（国务院令第649号）", "《社会救助暂行办法》（国务院令第649号）"),
        ("国办发〔2021〕42号", "国办发〔2021〕42号"),
        ("GB/T 33532-2017", "GB/T 33532-2017"),
        (
            "济南市户外广告和牌匾标识管理条例（2019）§21 §22（本地样例）",
            "《济南市户外广告和牌匾标识管理条例》（2019）第二十一条、第二十二条",
        ),
        ("鲁人社（文号未查到）", NONE_NAMED),
    ],
)
def test_laws_are_cited_as_a_document_cites_them(law: str, said: str) -> None:
    assert cited([law]) == said


def test_several_laws_are_cited_once_each() -> None:
    assert cited(["消防法 §13", "消防法 §13", "档案法"]) == "《消防法》第十三条、《档案法》"
    assert cited([]) == NONE_NAMED


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "一"), (10, "十"), (15, "十五"), (20, "二十"), (69, "六十九"), (101, "一百零一"), (110, "一百一十")],
)
def test_articles_are_counted_in_chinese(number: int, said: str) -> None:
    assert chinese_number(number) == said
