"""The demo's story: one application from submission to certificates, played over HTTP by an applicant and by officers."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from scripts.tools.demo.client import GatewayClient, GatewayRefused, Json
from scripts.tools.demo.papers import paper
from scripts.tools.failure import CommandFailed

POLL_SECONDS = 0.4
PATIENCE_SECONDS = 240.0
"""How long the case may show no progress at all before the demo gives up."""

LEFT_OUT = "signboard"
"""The applicant forgets the papers that this item alone asks for: they come in through the one supplement notice."""

PaperMaker = Callable[[str], tuple[str, bytes, str]]
"""Makes the paper of a material's name: file name, content, media type."""

Report = Callable[[str], None]


@dataclass
class Applicant:
    """Submits, answers what is asked for, and follows the case."""

    client: GatewayClient
    make_paper: PaperMaker
    report: Report
    answered: set[str] = field(default_factory=set)

    def submit(self, theme: str, region: str, situation: Json, form: Json) -> str:
        """Upload the papers and submit the one form; answer with the case number."""
        guide = self.client.get(f"/themes/{theme}/form", region=region, **situation)
        attached = [self._attach(m) for m in guide["materials"] if m["items"] != [LEFT_OUT]]
        body = {"theme": theme, "region": region, "situation": situation, "form": form, "materials": attached}
        body["delivery"] = {"way": "electronic"}
        accepted = self.client.post("/cases", body)
        self.report(
            f"已提交：一张表单 {len(form)} 项、材料 {len(attached)} 份，办件编号 {accepted['case_no']}"
        )
        return str(accepted["case_no"])

    def answer_what_is_owed(self, case: Json) -> None:
        """Send in what each open notice asks for, once."""
        for owed in case["owes"]:
            notice = owed["notice_no"]
            if notice in self.answered:
                continue
            for gap in owed["gaps"]:
                self.report(f"收到补正告知 {notice}：{gap['what']}；{gap['how']}（{owed['until'][:10]} 前）")
            known = {m["material"]: m for m in self._materials(case)}
            attached = [self._attach(known[g["target"]]) for g in owed["gaps"] if g["target"] in known]
            body = {"notice_no": notice, "form": {}, "materials": attached}
            self.client.post(f"/cases/{case['case_no']}/supplements", body)
            self.answered.add(notice)
            self.report(f"已补正 {notice}：补交材料 {len(attached)} 份")

    def _materials(self, case: Json) -> list[Json]:
        guide = self.client.get(f"/themes/{case['theme']}/form", region=case["region"], **case["situation"])
        materials: list[Json] = guide["materials"]
        return materials

    def _attach(self, material: Json) -> Json:
        uploaded = self.client.upload("/files", "file", [self.make_paper(material["name"])])
        return {"material": material["material"], "file_id": uploaded["file_id"]}


@dataclass
class Officer:
    """An officer at the desk of one body: takes each task, looks at it, decides."""

    body_name: str
    client: GatewayClient
    report: Report
    asked: set[str] = field(default_factory=set)
    decided: set[str] = field(default_factory=set)

    def work(self) -> None:
        """Take and decide every open task of this desk."""
        for task in self.client.get("/tasks")["tasks"]:
            if task["task_key"] not in self.decided:
                self._handle(task)

    def _handle(self, task: Json) -> None:
        key = task["task_key"]
        try:
            self.client.post(f"/tasks/{key}/claim", {})
            detail = self.client.get(f"/tasks/{key}")
            decision = self._decide(detail)
            self.client.post(f"/tasks/{key}/decision", decision)
        except GatewayRefused as refused:
            # A colleague of a joint inspection was quicker, or the task has just ended.
            if refused.status in (404, 409):
                self.decided.add(key)
                return
            raise
        self.decided.add(key)
        self.report(f"{self.body_name}　{detail['title']}：{_words(decision)}")

    def _decide(self, task: Json) -> Json:
        if task["kind"] == "inspection":
            findings = [{"item": i, "passed": True, "note": "现场与申报一致"} for i in task["items"]]
            return {"outcome": "done", "opinion": "联合勘验完成，现场符合要求。", "findings": findings}
        item = task["items"][0]
        if item == "food_license" and item not in self.asked:
            self.asked.add(item)
            return {"outcome": "supplement", "opinion": "操作流程图不清晰。", "gaps": [_unclear_layout(task)]}
        return {"outcome": "granted", "opinion": "经审查，符合法定条件，准予许可。"}


def _unclear_layout(task: Json) -> Json:
    material = next(m for m in task["materials"] if m["files"])
    return {
        "target": material["material"],
        "what": f"“{material['name']}”中操作流程标注不清晰",
        "how": "请重新上传标注清晰的材料",
    }


def _words(decision: Json) -> str:
    names = {"granted": "准予", "refused": "不予许可", "supplement": "要求补正", "done": "勘验完成"}
    return names[decision["outcome"]]


def follow(case_no: str, applicant: Applicant, officers: list[Officer], show: Callable[[Json], None]) -> Json:
    """Play the case to its end; ``show`` gets each state of it. Raises CommandFailed when nothing moves any more."""
    last, moved = None, time.monotonic()
    while True:
        case = applicant.client.get(f"/cases/{case_no}")
        show(case)
        if case["ended_at"]:
            return case
        seen = (case["state"], case["holders"], case["items"])
        if seen != last:
            last, moved = seen, time.monotonic()
        if time.monotonic() - moved > PATIENCE_SECONDS:
            raise CommandFailed(f"办件 {case_no} 已有 {PATIENCE_SECONDS:.0f} 秒没有进展，请查看日志。")
        applicant.answer_what_is_owed(case)
        for officer in officers:
            officer.work()
        time.sleep(POLL_SECONDS)


def paper_maker(font: Path) -> PaperMaker:
    """A maker of papers that writes with the font file ``font``."""

    def make(name: str) -> tuple[str, bytes, str]:
        lines = ["单位：示例小馆（虚构）", "地址：示例一区示范路 1 号（虚构）", "日期：见系统提交时间"]
        drawn = name.endswith("图") or "图" in name
        kind, media_type = ("PNG", "image/png") if drawn else ("PDF", "application/pdf")
        return f"{name[:20]}.{kind.lower()}", paper(name[:18], lines, font, kind), media_type

    return make
