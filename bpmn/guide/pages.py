"""Parts of the pages to print: no script, nothing from outside, every value escaped."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

_STYLE = Path(__file__).with_name("document.css")


def page(title: str, parts: Sequence[str]) -> str:
    """A well-formed page for A4."""
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"/>'
        '<meta name="viewport" content="width=device-width,initial-scale=1"/>'
        f"<title>{escape(title)}</title><style>{_STYLE.read_text(encoding='utf-8')}</style></head>"
        f"<body>{''.join(parts)}</body></html>\n"
    )


def head(title: str, under: str, *, fictitious: bool) -> str:
    """The title, a line below it, and that a rehearsal region is none."""
    marked = '<p class="marked">演练地区（虚构），仅供演示，不作为办事依据。</p>' if fictitious else ""
    return f'<h1>{escape(title)}</h1><p class="under">{escape(under)}</p>{marked}'


def facts(*rows: tuple[str, str]) -> str:
    """A table of names and values."""
    listed = "".join(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in rows)
    return f'<table class="facts"><tbody>{listed}</tbody></table>'


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table, or “无” where there is no row."""
    if not rows:
        return "<p>无。</p>"
    headed = "".join(f"<th>{escape(each)}</th>" for each in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(each)}</td>" for each in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{headed}</tr></thead><tbody>{body}</tbody></table>"
