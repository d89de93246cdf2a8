"""Gaps in the materials: missing, empty, damaged or of a kind that nobody can open."""

from workers.client.models import Gap
from workers.client.slices import MaterialFile, Slice, SliceMaterial

READABLE = frozenset({"application/pdf", "application/ofd", "image/jpeg", "image/png"})
SMALLEST = 100
"""Bytes: no readable document or picture is smaller."""


def material_gaps(part: Slice) -> list[Gap]:
    """One gap for each material that is missing or cannot be used."""
    return [gap for material in part.materials if (gap := _gap(material)) is not None]


def _gap(material: SliceMaterial) -> Gap | None:
    if not material.files:
        if not material.required or material.tolerated or material.committed:
            return None
        return _say(
            material, "未提供该材料，而该材料为办理本事项所必需。", "请补充上传该材料的清晰扫描件或电子文件。"
        )
    for file in material.files:
        if problem := _problem(file):
            return _say(material, problem, "请重新扫描或导出后上传，支持 PDF、OFD、JPG、PNG 格式。")
    return None


def _problem(file: MaterialFile) -> str | None:
    if file.media_type not in READABLE:
        return "文件格式无法用于审查。"
    return "文件内容为空或已损坏，无法查看。" if file.size < SMALLEST else None


def _say(material: SliceMaterial, what: str, how: str) -> Gap:
    return Gap(kind="material", target=material.material, what=f"“{material.name}”：{what}", how=how)
