"""Writes what the demo leaves behind: sealed certificates, their renderings, the path page and ``result.json``."""

import json
from pathlib import Path

from bpmn.page import path_page
from bpmn.resources import deployable
from scripts.tools.demo.client import GatewayClient, Json


def write_certificates(case: Json, client: GatewayClient, out: Path) -> dict[str, Path]:
    """Save each item's certificate as OFD and its rendering as PNG; answers item → OFD file."""
    folder = out / "certificates"
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, Path] = {}
    for item in case["items"]:
        if item["certificate"] is None:
            continue
        path = f"/certificates/{item['certificate']['identifier']}"
        files[item["item"]] = folder / f"{item['item']}.ofd"
        files[item["item"]].write_bytes(client.content(f"{path}/file"))
        (folder / f"{item['item']}.png").write_bytes(client.content(f"{path}/rendering"))
    return files


def write_path_page(case: Json, path: Json, web: Path, out: Path) -> Path:
    """Save the diagram with the path that this case has taken, as one page that opens in any browser."""
    resources = deployable(case["theme"])
    instances = path["instances"]
    taken = {flow for instance in instances for flow in instance["flows"]}
    visited = {element["id"]: element["state"] for instance in instances for element in instance["elements"]}
    main = f"{case['theme']}.bpmn"
    called = [xml for name, xml in sorted(resources.items()) if name.endswith(".bpmn") and name != main]
    title = f"{case['theme_name']}　办件 {case['case_no']}"
    page = out / "path.html"
    page.write_text(path_page(resources[main], taken, visited, title, web, called), encoding="utf-8")
    return page


def write_result(case: Json, timeline: Json, files: dict[str, Path], out: Path) -> Path:
    """Save ``result.json``: the case, its items with outcome and certificate, and the timeline."""
    result = {
        "case_no": case["case_no"],
        "theme": case["theme"],
        "state": case["state"],
        "items": [_item(item, files, out) for item in case["items"]],
        "timeline": timeline["timeline"],
        "process_instance_key": case["process_instance_key"],
    }
    file = out / "result.json"
    file.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return file


def _item(item: Json, files: dict[str, Path], out: Path) -> Json:
    certificate = item["certificate"] and {
        "identifier": item["certificate"]["identifier"],
        "type": item["certificate"]["type"],
        "file": str(files[item["item"]].relative_to(out)),
    }
    return {
        "item": item["item"],
        "department": item["department"],
        "outcome": item["state"],
        "certificate": certificate,
    }
