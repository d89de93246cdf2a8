"""Templates of documents: what the law wants stands in each, an office may put its own in place, and mistakes are named."""

import re
from pathlib import Path

import pytest

from chain.documents.kinds import DocumentKind, Nature, SealKind
from chain.documents.placeholders import COMMON, LISTS, NUMBER, OF_KIND
from forms.documents import DocumentIncomplete, Draft, fill, load_templates, number_of
from forms.documents.templates import SHIPPED, Wording
from forms.errors import DocumentTemplateInvalid
from tests.conformance.document_samples import CASE_NO, ISSUED, ISSUER, sample_document, values_for

K = DocumentKind
AFTERWARDS = {
    K.SUSPENSION_DECISION,
    K.RESTORATION_NOTICE,
    K.RECALL_DECISION,
    K.STRIP_DECISION,
    K.CANCELLATION,
    K.REQUEST_REFUSAL,
}
DECISIONS = {
    K.PERMIT_DECISION,
    K.REFUSAL_DECISION,
    K.FORWARDING,
    K.ORDER_TO_MEND,
    K.REVOCATION,
    K.INSPECTION_RECORD,
    K.CHANGE_DECISION,
    K.RENEWAL_DECISION,
    K.CORRECTION_NOTICE,
    K.ARCHIVE_MANIFEST,
    *AFTERWARDS,
}
OF_APPLICANT = {K.TOLERANCE_UNDERTAKING, K.MANDATE}
WITH_REMEDIES = {
    K.NON_ACCEPTANCE,
    K.REFUSAL_DECISION,
    K.RETURN_NOTICE,
    K.LAPSE_NOTICE,
    K.ORDER_TO_MEND,
    K.REVOCATION,
    *AFTERWARDS,
}
UNDER_LICENSING_LAW = {
    K.RECEIPT: "第三十二条",
    K.SUPPLEMENT_NOTICE: "第三十二条第一款第四项",
    K.ACCEPTANCE_NOTICE: "第三十二条第一款第五项",
    K.NON_ACCEPTANCE: "第三十二条",
    K.NOT_REQUIRED: "第三十二条第一款第一项",
    K.EXTENSION: "第四十二条",
    K.PERMIT_DECISION: "第三十八条第一款",
    K.REFUSAL_DECISION: "第三十八条第二款",
    K.REVOCATION: "第六十九条",
    K.RECALL_DECISION: "第八条第二款",
    K.CANCELLATION: "第七十条",
    K.CHANGE_DECISION: "第四十九条",
    K.RENEWAL_DECISION: "第五十条",
    K.REQUEST_REFUSAL: "第三十八条第二款",
}


def wording(kind: K, nature: Nature = Nature.LICENCE) -> Wording:
    return load_templates().wording(kind, nature)


@pytest.mark.parametrize("kind", K)
def test_receipts_and_notices_bear_the_seal_of_acceptance_and_decisions_the_official_one(kind: K) -> None:
    wanted = SealKind.OFFICIAL if kind in DECISIONS else None if kind in OF_APPLICANT else SealKind.ACCEPTANCE
    assert {wording(kind, nature).seal for nature in Nature} == {wanted}


@pytest.mark.parametrize("kind", sorted(WITH_REMEDIES))
def test_what_turns_somebody_down_tells_the_remedies_with_their_time_limits(kind: K) -> None:
    for nature in (Nature.LICENCE, Nature.ADMINISTRATIVE):
        remedies = wording(kind, nature).remedies
        assert "六十日内" in remedies
        assert "《中华人民共和国行政复议法》第二十条" in remedies
        assert "六个月内" in remedies
        assert "《中华人民共和国行政诉讼法》第四十六条" in remedies
    assert "行政复议" not in wording(kind, Nature.SERVICE).remedies


@pytest.mark.parametrize("kind", UNDER_LICENSING_LAW)
def test_a_document_on_a_licence_names_the_article_it_rests_on(kind: K) -> None:
    text = "".join(part.text for part in sample_document(kind).parts)
    assert f"《中华人民共和国行政许可法》{UNDER_LICENSING_LAW[kind]}" in text


@pytest.mark.parametrize("nature", [Nature.ADMINISTRATIVE, Nature.SERVICE])
@pytest.mark.parametrize("kind", K)
def test_a_document_on_what_is_no_licence_does_not_call_it_one(kind: K, nature: Nature) -> None:
    data = sample_document(kind, nature)
    said = "".join([data.title, *(part.text for part in data.parts), data.remedies])
    assert "行政许可" not in said


def test_every_number_names_its_kind_so_that_no_two_are_the_same() -> None:
    numbers = [number_of(wording(kind), "某", 2026, 1) for kind in K if wording(kind).number]
    assert len(numbers) == len(set(numbers)) == len(K) - len(OF_APPLICANT)
    assert (
        number_of(wording(K.ACCEPTANCE_NOTICE), "示例一区行审", 2026, 17)
        == "示例一区行审受字〔2026〕第000017号"
    )


def test_the_room_tells_every_placeholder_and_no_other() -> None:
    told = set(re.findall(r"\{([a-z_]+)\}", (SHIPPED / "README.md").read_text(encoding="utf-8")))
    known = {*COMMON, *NUMBER, *(name for names in OF_KIND.values() for name in names)}
    columns = {column for tables in LISTS.values() for table in tables.values() for column in table}
    assert told == known | columns


def test_a_list_is_worded_row_by_row_and_an_optional_paragraph_goes_with_its_list() -> None:
    values = values_for(K.ACCEPTANCE_NOTICE, rows=2)
    draft = Draft(K.ACCEPTANCE_NOTICE, CASE_NO, "WS02", "某字1号", ISSUER, ISSUED)
    with_owed = fill(wording(K.ACCEPTANCE_NOTICE), draft, values)
    without = fill(wording(K.ACCEPTANCE_NOTICE), draft, values | {"owed": []})
    assert len(with_owed.parts) == len(without.parts) + 1
    assert len(with_owed.parts[0].lines) == 2
    assert "承诺办结日期2026年3月16日" in with_owed.parts[0].lines[0]


def test_what_a_required_paragraph_speaks_of_must_be_given() -> None:
    draft = Draft(K.REFUSAL_DECISION, CASE_NO, "WS03", "某字1号", ISSUER, ISSUED)
    values = values_for(K.REFUSAL_DECISION) | {"reason": "  "}
    with pytest.raises(DocumentIncomplete, match="reason"):
        fill(wording(K.REFUSAL_DECISION), draft, values)


def test_what_somebody_wrote_is_set_as_it_is_and_never_read_as_a_placeholder() -> None:
    draft = Draft(K.REFUSAL_DECISION, CASE_NO, "WS03", "某字1号", ISSUER, ISSUED)
    values = values_for(K.REFUSAL_DECISION) | {"reason": "见 {applicant}\n第二行\x07。"}
    said = "".join(part.text for part in fill(wording(K.REFUSAL_DECISION), draft, values).parts)
    assert "理由如下：见 {applicant} 第二行。" in said


def written(folder: Path, name: str, old: str, new: str) -> Path:
    """The office's folder with a shipped template changed in one place."""
    text = (SHIPPED / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def test_an_office_puts_its_own_template_in_place_of_the_shipped_one(tmp_path: Path) -> None:
    templates = load_templates(written(tmp_path, "receipt.toml", '"材料接收凭证"', '"收件凭证"'))
    assert templates.wording(K.RECEIPT, Nature.LICENCE).title == "收件凭证"
    assert templates.wording(K.ACCEPTANCE_NOTICE, Nature.LICENCE) == wording(K.ACCEPTANCE_NOTICE)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("{theme}", "{them}", "{them}不是可用的内容项"),
        ("{theme}", "{theme.__class__}", "不是可用的内容项"),
        ("{theme}", "{theme!r}", "不能带格式"),
        ("{theme}", "{theme", "花括号不成对"),
        ("{count}", "{number}", "{number}不是可用的内容项"),
        ('list = "materials"', 'list = "gaps"', "应在 rows 中写明"),
        ("{serial:06d}", "1", "文号应包含"),
        ("{serial:06d}", "{serial:>999999999}", "不能带格式"),
        ('seal = "acceptance"', 'seal = "certificate"', "证照专用章"),
        ('seal = "acceptance"', 'seal = "round"', "seal填写不正确"),
        ('seal = "acceptance"', 'seal = "acceptance"\nissuer = false', "不能加盖机关印章"),
        ('title = "材料接收凭证"', 'title = "{applicant}的收件凭证"', "标题是文书的名称"),
        ('title = "材料接收凭证"', 'heading = "材料接收凭证"', "title填写不正确"),
        ("根据{basis}的规定，", "", "依据应在 basis 中列明"),
        ('title = "材料接收凭证"', "title = ", "不是有效的 TOML 文件"),
    ],
)
def test_a_mistake_in_an_offices_template_is_named_with_its_file(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    folder = written(tmp_path, "receipt.toml", old, new)
    with pytest.raises(DocumentTemplateInvalid) as refused:
        load_templates(folder)
    assert "receipt.toml" in refused.value.detail
    assert says in refused.value.detail


def test_a_file_that_no_kind_reads_is_named(tmp_path: Path) -> None:
    (tmp_path / "acceptence_notice.toml").write_text("", encoding="utf-8")
    with pytest.raises(DocumentTemplateInvalid, match=r"acceptence_notice\.toml"):
        load_templates(tmp_path)
