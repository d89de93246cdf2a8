"""The page with the path taken."""

import base64
import json
import re
from pathlib import Path

import pytest

from bpmn.diagrams import read_diagram
from bpmn.errors import DiagramRefused
from bpmn.page import WebPartsMissing, path_page
from bpmn.resources import ROOM, deployable


@pytest.fixture
def web(tmp_path: Path) -> Path:
    """A folder laid out like node_modules, its files holding what must not break out of the page."""
    dist = tmp_path / "bpmn-js" / "dist"
    (dist / "assets" / "bpmn-font" / "css").mkdir(parents=True)
    (dist / "bpmn-navigated-viewer.production.min.js").write_text('var a = "</script><!-- \\\\1 @@TITLE@@";')
    for name in ("diagram-js.css", "bpmn-js.css", "bpmn-font/css/bpmn-embedded.css"):
        (dist / "assets" / name).write_text(
            "a{src:url('../font/a.woff')} b{src:url(data:font/woff;base64,AA)}"
        )
    return tmp_path


def shown(page: str) -> list[dict[str, object]]:
    """The diagrams that the page holds."""
    match = re.search(r'id="diagrams">([^<]*)<', page)
    assert match
    found: list[dict[str, object]] = json.loads(base64.b64decode(match.group(1)))
    return found


def test_the_page_holds_each_diagram_with_its_own_part_of_the_path(web: Path) -> None:
    resources = deployable("restaurant")
    flows = {"Flow_ToClaim", "Flow_Item_Granted"}
    visited = {"Task_Claim": "completed", "Call_Review": "active"}
    page = path_page(
        resources["restaurant.bpmn"], flows, visited, "办件", web, [resources["item_handling.bpmn"]]
    )

    chain, item = shown(page)
    assert (chain["flows"], chain["elements"]) == (["Flow_ToClaim"], {"Task_Claim": "completed"})
    assert (item["flows"], item["elements"]) == (["Flow_Item_Granted"], {"Call_Review": "active"})
    assert chain["xml"] == resources["restaurant.bpmn"].decode()


def test_the_way_to_an_awaited_event_is_shown_although_the_engine_records_no_flow(web: Path) -> None:
    visited = {"Event_Acceptance_Supplemented": "completed"}
    page = path_page(deployable("restaurant")["unified_acceptance.bpmn"], set(), visited, "办件", web)
    assert shown(page)[0]["flows"] == ["Flow_Acceptance_AwaitMessage"]


def test_nothing_breaks_out_of_the_page_and_nothing_is_fetched(web: Path) -> None:
    page = path_page(deployable("restaurant")["restaurant.bpmn"], set(), {}, "<script>办件</script>", web)

    assert "&lt;script&gt;办件" in page
    assert page.count("</script>") == 3
    assert 'var a = "<\\/script><\\!-- \\\\1 @@TITLE@@";' in page
    assert "../font" not in page
    assert "url(data:font/woff;base64,AA)" in page
    assert not re.search(r"""(?:src|href)\s*=\s*["']""", page)


def test_a_missing_viewer_is_said_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(WebPartsMissing, match="缺少流程图显示组件"):
        path_page(deployable("restaurant")["restaurant.bpmn"], set(), {}, "办件", tmp_path)


def test_a_diagram_with_a_doctype_is_not_shown(web: Path) -> None:
    with pytest.raises(DiagramRefused):
        path_page(b"<!DOCTYPE a><a/>", set(), {}, "办件", web)


def test_ids_of_flows_are_unique_over_the_diagrams_of_a_theme() -> None:
    diagrams = [
        read_diagram(data) for name, data in deployable("restaurant").items() if name.endswith(".bpmn")
    ]
    ids = [
        key
        for diagram in diagrams
        for process in diagram.processes
        for key in (*process.flows, *process.elements)
    ]
    assert len(ids) == len(set(ids))
    assert len(diagrams) == 1 + len(list(ROOM.glob("shared/*.bpmn")))
