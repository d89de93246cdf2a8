"""What ``scripts/deploy`` tells: which versions there are now, what stayed the same, what goes on as it was."""

from collections.abc import Mapping, Sequence
from typing import Any

from scripts.tools.deploying.bundle import Source

_KINDS = {"process": "流程", "form": "表单", "decision": "决策", "decision_requirements": "决策文件"}


def planned(names: Sequence[str], source: Source) -> str:
    """What would be deployed."""
    return "\n".join([f"检查通过，可以部署 {len(names)} 个文件（{origin(source)}）：", *_listed(names)])


def _listed(names: Sequence[str]) -> list[str]:
    return [f"  {name}" for name in sorted(names)]


def origin(source: Source) -> str:
    """Where the files come from."""
    if source.commit is None:
        return "不在代码库中"
    return f"提交 {source.commit[:12]}{'，有未提交的修改' if source.dirty else ''}"


def deployed(receipt: Mapping[str, Any], source: Source) -> str:
    """The gateway's receipt."""
    definitions = sorted(
        receipt["definitions"], key=lambda each: (not each["changed"], each["kind"], each["id"])
    )
    fresh = [each for each in definitions if each["changed"]]
    kept = [each for each in definitions if not each["changed"]]
    lines = [f"已部署（部署编号 {receipt['key']}，{origin(source)}，部署人 {receipt['deployed_by']}）。"]
    lines += [f"新版本 {len(fresh)} 个{'：' if fresh else '。'}", *map(_definition, fresh)]
    lines += [f"没有变化、沿用原版本 {len(kept)} 个{'：' if kept else '。'}", *map(_definition, kept)]
    lines += [f"提醒：{each['resource']}  {each['message']}" for each in receipt["findings"]]
    return "\n".join([*lines, *_running(receipt["running"])])


def _definition(definition: Mapping[str, Any]) -> str:
    return f"  {_KINDS.get(definition['kind'], definition['kind'])} {definition['id']} 第 {definition['version']} 版"


def _running(running: Sequence[Mapping[str, Any]]) -> list[str]:
    if not running:
        return ["没有在旧版本上办理的流程实例。"]
    total = sum(each["instances"] for each in running)
    lines = [f"{total} 个流程实例仍按旧版本办完，不受影响："]
    return lines + [f"  {each['process']} 第 {each['version']} 版 {each['instances']} 个" for each in running]


_OUTCOMES = {
    "migrated": "已迁移",
    "impossible": "不能迁移",
    "refused": "引擎此刻不接受（正在流转），请稍后再试",
    "ended": "已办完，不必迁移",
    "unavailable": "引擎暂时不可用，请稍后再试",
}


def migration(view: Mapping[str, Any]) -> str:
    """A plan, or what became of it: each instance with what it stands at or what stands in its way."""
    instances = view["instances"]
    if not instances:
        return f"{view['process']} 没有在第 {view['version']} 版之前的版本上办理的流程实例。"
    lines = [f"{view['process']} 迁移到第 {view['version']} 版，在办 {len(instances)} 个："]
    for each in instances:
        lines.append(f"  {each['case_no'] or each['key']}（第 {each['version']} 版）：{_state(each)}")
        lines += [f"    {obstacle}" for obstacle in each["obstacles"]]
    if view["more"]:
        lines.append("  还有更多未列出，迁移或者办完这些以后再看。")
    return "\n".join([*lines, *_closing(instances)])


def _state(instance: Mapping[str, Any]) -> str:
    if instance["outcome"] is not None:
        return _OUTCOMES[instance["outcome"]]
    if instance["obstacles"]:
        return "不能迁移，按原版本办完"
    return f"可以迁移，对应元素：{'、'.join(instance['elements']) or '无'}"


def _closing(instances: Sequence[Mapping[str, Any]]) -> list[str]:
    if any(each["outcome"] is not None for each in instances):
        done = sum(each["outcome"] == "migrated" for each in instances)
        return [f"已迁移 {done} 个，未迁移 {len(instances) - done} 个。"]
    possible = sum(not each["obstacles"] for each in instances)
    return [f"可以迁移 {possible} 个。" + ("加上 --do 执行。" if possible else "")]
