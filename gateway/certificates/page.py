"""The page behind the QR code: what a public check needs, in Chinese, with no script and nothing from outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

STYLE = """
body{margin:0;background:#f5f2ea;color:#222;font:16px/1.7 "Noto Serif SC","Songti SC",SimSun,serif}
main{max-width:40rem;margin:2rem auto;padding:1.5rem 1.2rem;background:#fff;border-top:4px solid #b41e24}
h1{font-size:1.4rem;text-align:center;margin:.2rem 0 1rem}
.status{text-align:center;font-size:1.2rem;font-weight:700;padding:.4rem;border:1px solid}
.good{color:#17653a}.bad{color:#a01d22}.open{color:#8a5a12}
dl{display:grid;grid-template-columns:8rem 1fr;gap:.3rem .8rem;margin:1.2rem 0}
dt{color:#666}dd{margin:0;overflow-wrap:anywhere}
table{width:100%;border-collapse:collapse}th,td{border:1px solid #d8cfb8;padding:.35rem .5rem;text-align:left}
th:last-child,td:last-child{white-space:nowrap}
a{color:#8a5a12}footer{color:#777;font-size:.85rem;margin-top:1rem}
"""


UPLOAD_PATH = "/v"
_WITHHELD = "仅凭电子证照标识查询，不显示证照编号和持证主体。请扫描证照上的二维码，或上传证照文件进行验证。"


@dataclass(frozen=True, slots=True)
class LicenceLine:
    """One licence under a joint permit: ``link`` leads to its own page."""

    name: str
    number: str
    status_name: str
    link: str


@dataclass(frozen=True, slots=True)
class SuccessorLine:
    """The version that took the place of this one, why, and what it is worth today; ``link`` leads to its own page."""

    identifier: str
    cause: str
    status_name: str
    link: str


@dataclass(frozen=True, slots=True)
class PublicFacts:
    """What the public may know; ``holder`` is masked already where it names a person.

    ``number`` and ``holder`` are ``None`` for whoever does not show the token of the QR code: the number of a business
    licence is the holder's own code.
    """

    name: str
    identifier: str
    number: str | None
    holder: str | None
    issuer: str
    issued: str
    valid: str
    good: bool
    status_name: str
    fictitious: bool
    checked: str
    licences: Sequence[LicenceLine] = ()
    version: int = 1
    successor: SuccessorLine | None = None


def status_page(facts: PublicFacts) -> str:
    """The page as HTML; every value is escaped."""
    rows = (
        ("证照名称", facts.name),
        ("证照编号", facts.number),
        ("电子证照标识", facts.identifier),
        ("版本", f"第{facts.version}版"),
        ("持证主体", facts.holder),
        ("颁发机构", facts.issuer),
        ("颁发日期", facts.issued),
        ("有效期至", facts.valid),
    )
    listed = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in rows if value is not None
    )
    withheld = f"<p>{_WITHHELD}</p>" if facts.holder is None else ""
    marked = '<p class="bad">演示用证照，不具法律效力。</p>' if facts.fictitious else ""
    kind = "good" if facts.good else "bad"
    content = (
        f"<h1>电子证照核验</h1>"
        f'<p class="status {kind}">{escape(facts.status_name)}</p>{marked}'
        f"<dl>{listed}</dl>{_successor(facts.successor)}{withheld}{_licences(facts.licences)}"
        f"<footer>核验时间：{escape(facts.checked)}。本页显示颁发机构登记的当前状态；"
        f'文件是否被改动，请<a href="{UPLOAD_PATH}">上传证照文件进行验证</a>。</footer>'
    )
    return document("电子证照核验", content)


def unknown_page() -> str:
    """The page for an identifier that names no certificate here."""
    return document(
        "电子证照核验",
        '<h1>电子证照核验</h1><p class="status bad">未查询到该证照</p>'
        "<p>请核对证照上的电子证照标识。如果二维码来自纸面或图片，请向颁发机构核实。</p>",
    )


def _successor(line: SuccessorLine | None) -> str:
    if line is None:
        return ""
    link = f'<a href="{escape(line.link, quote=True)}">{escape(line.identifier)}</a>'
    return (
        f"<p>本版本已因{escape(line.cause)}由新版本替代，新版本的电子证照标识：{link}"
        f"（{escape(line.status_name)}）。</p>"
    )


def _licences(lines: Sequence[LicenceLine]) -> str:
    if not lines:
        return ""
    rows = "".join(
        f'<tr><td><a href="{escape(line.link, quote=True)}">{escape(line.name)}</a></td>'
        f"<td>{escape(line.number)}</td><td>{escape(line.status_name)}</td></tr>"
        for line in lines
    )
    return (
        "<h2>所含单项许可</h2><table><thead><tr><th>名称</th><th>编号</th><th>状态</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def document(title: str, content: str) -> str:
    """A whole page around ``content``, which is HTML already; ``title`` is text."""
    return (
        '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta name="robots" content="noindex"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style></head><body><main>{content}</main></body></html>"
    )
