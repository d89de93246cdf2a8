"""Puts diagrams, viewer and the path taken into one HTML file that asks nothing from any network."""

import base64
import html
import json
import re
from collections.abc import Iterable, Mapping, Set
from pathlib import Path

from bpmn.diagrams import read_diagram
from chain.errors import ChainError

_HERE = Path(__file__).resolve().parent
_VIEWER = "bpmn-js/dist/bpmn-navigated-viewer.production.min.js"
_STYLES = (
    "bpmn-js/dist/assets/diagram-js.css",
    "bpmn-js/dist/assets/bpmn-js.css",
    "bpmn-js/dist/assets/bpmn-font/css/bpmn-embedded.css",
)
_FOREIGN = re.compile(r"url\(\s*['\"]?(?!data:)[^)]*\)")


class WebPartsMissing(ChainError):
    """The viewer is not installed on this machine."""

    message = "缺少流程图显示组件，请先运行 scripts/test 或 scripts/demo 完成安装。"


def path_page(
    diagram_xml: bytes,
    taken_flows: Set[str],
    visited: Mapping[str, str],
    title: str,
    web: Path,
    called: Iterable[bytes] = (),
) -> str:
    """The page as HTML.

    ``taken_flows`` are ids of sequence flows, ``visited`` maps element ids to ``active``, ``completed`` or
    ``terminated``; ``web`` is the ``node_modules`` folder with bpmn-js; ``called`` are further diagrams, a tab
    each. Raises :class:`bpmn.errors.DiagramRefused` and :class:`WebPartsMissing`.
    """
    diagrams = [_tab(xml, taken_flows, visited) for xml in (diagram_xml, *called)]
    parts = {
        "TITLE": html.escape(title),
        "STYLES": "\n".join(_style(_read(web / name)) for name in _STYLES),
        "PAGE_STYLE": (_HERE / "page.css").read_text(encoding="utf-8"),
        "VIEWER": _script(_read(web / _VIEWER)),
        "DIAGRAMS": base64.b64encode(json.dumps(diagrams, ensure_ascii=False).encode()).decode("ascii"),
        "PAGE_SCRIPT": _script((_HERE / "page.js").read_text(encoding="utf-8")),
    }
    template = (_HERE / "page.html").read_text(encoding="utf-8")
    return re.sub(r"@@([A-Z_]+)@@", lambda match: parts[match.group(1)], template)


def _tab(xml: bytes, taken_flows: Set[str], visited: Mapping[str, str]) -> dict[str, object]:
    process = read_diagram(xml).processes[0]
    silent = {flow.id for flow in process.silent_flows if flow.target in visited}
    return {
        "name": process.name,
        "xml": xml.decode("utf-8"),
        "flows": sorted((taken_flows & process.flows.keys()) | silent),
        "elements": {key: state for key, state in sorted(visited.items()) if key in process.elements},
    }


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise WebPartsMissing from error


def _script(text: str) -> str:
    """Text that may stand inside ``<script>``: an end tag or comment within it would end the element early."""
    return text.replace("</script", "<\\/script").replace("</SCRIPT", "<\\/SCRIPT").replace("<!--", "<\\!--")


def _style(text: str) -> str:
    """A style sheet without references to files or addresses outside the page."""
    return _FOREIGN.sub("none", text).replace("</style", "<\\/style")
