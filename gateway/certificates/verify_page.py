"""The page on which anybody has a file verified: a plain form, and the answers of the interface in words. No script."""

from collections.abc import Sequence
from html import escape

from chain.certificates.verdict import Result
from gateway.certificates.page import UPLOAD_PATH, document
from gateway.certificates.schemas import VerificationAnswer, VerificationVerdict
from gateway.certificates.storage import MAX_OFD_BYTES

_TITLE = "电子证照和文书核验"
_CLASSES = {Result.PASSED: "good", Result.INDETERMINATE: "open", Result.FAILED: "bad"}
_MEANINGS = {
    Result.PASSED: "所核验的各项均符合。",
    Result.INDETERMINATE: "现有材料既不能证明也不能否定，请按下列原因向颁发机构核实。",
    Result.FAILED: "至少有一项已证明不符合，请不要采用该文件，并按下列原因向颁发机构核实。",
}
_FORM = (
    f'<form method="post" action="{UPLOAD_PATH}" enctype="multipart/form-data">'
    f"<p><label>选择电子证照或者文书文件（OFD，不超过{MAX_OFD_BYTES // 2**20}MB）："
    '<input type="file" name="file" accept=".ofd" required></label></p>'
    '<p><button type="submit">开始核验</button></p>'
    "<p>文件只用于本次核验，核验后不保留。</p></form>"
)


def upload_page() -> str:
    """The form alone."""
    return document(_TITLE, f"<h1>{_TITLE}</h1>{_FORM}")


def refused_page(reason: str) -> str:
    """Why a file could not be verified, and the form again."""
    return document(_TITLE, f'<h1>{_TITLE}</h1><p class="status bad">{escape(reason)}</p>{_FORM}')


def verdict_page(verdict: VerificationVerdict, checked: str) -> str:
    """The answers on one file as HTML, every value escaped; ``checked`` is the moment in words."""
    facts = (
        ("文件种类", verdict.kind_name),
        ("证照标识或文号", verdict.identifier),
        ("所载颁发机构", verdict.issuer),
        ("文件本身", verdict.file_result_name),
    )
    listed = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts if value)
    content = (
        f"<h1>{_TITLE}</h1>"
        f'<p class="status {_CLASSES[verdict.result]}">{escape(verdict.result_name)}</p>'
        f"<p>{_MEANINGS[verdict.result]}</p><dl>{listed}</dl>"
        f"{_answers(verdict.answers)}{_notes(verdict.notes)}"
        f"<footer>核验时间：{escape(checked)}。</footer><h2>核验另一个文件</h2>{_FORM}"
    )
    return document(_TITLE, content)


def _answers(answers: Sequence[VerificationAnswer]) -> str:
    rows = "".join(
        f"<dt>{escape(each.name)}</dt>"
        f'<dd><b class="{_CLASSES[each.result]}">{escape(each.result_name)}</b> {escape(each.reason)}</dd>'
        for each in answers
    )
    return f"<h2>核验结果</h2><dl>{rows}</dl>"


def _notes(notes: Sequence[str]) -> str:
    if not notes:
        return ""
    lines = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return f"<h2>没有核验的事项</h2><p>下列事项没有核验，不影响上述结论。</p><ul>{lines}</ul>"
