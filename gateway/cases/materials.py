"""Which files may stand for which materials, and putting them in the place of earlier ones."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.catalogue import MaterialNeed
from chain.errors import FieldProblem
from gateway.cases.schemas import MaterialCertificate, MaterialFile
from gateway.store.models import CaseFile, File

MOST_FILES = 20
"""Files that may be handed in for one material."""
_OWN = select(File.file_id, File.media_type).where(
    File.file_id.in_(bindparam("file_ids", expanding=True)), File.uploader_sub == bindparam("applicant")
)


async def own_files(
    session: AsyncSession, applicant: str, handed_in: Iterable[MaterialFile]
) -> dict[str, str]:
    """Media types of the applicant's files among those that are referred to, by identifier."""
    wanted = list({entry.file_id for entry in handed_in})
    found = await session.execute(_OWN, {"file_ids": wanted, "applicant": applicant})
    return {row.file_id: row.media_type for row in found}


def material_problems(
    needs: Mapping[str, MaterialNeed],
    handed_in: Sequence[MaterialFile | MaterialCertificate],
    files: Mapping[str, str],
) -> list[FieldProblem]:
    """Everything wrong with the files that were handed in, ``files`` being the applicant's own (:func:`own_files`).

    Materials that are missing are no problem here (一次告知).
    """
    problems = []
    seen: set[tuple[str, str]] = set()
    for index, entry in enumerate(handed_in):
        if isinstance(entry, MaterialCertificate):
            continue
        need, media_type = needs.get(entry.material), files.get(entry.file_id)
        place = f"materials[{index}]"
        if need is None:
            problems.append(FieldProblem(f"{place}.material", "材料", "本次办理不需要此材料，请删除。"))
        elif media_type is None:
            reason = "没有这个文件，请重新上传。"
            problems.append(FieldProblem(f"{place}.file_id", need.name, reason))
        elif media_type not in need.accepts:
            problems.append(FieldProblem(f"{place}.file_id", need.name, "此材料不接受这种类型的文件。"))
        elif (entry.material, entry.file_id) in seen:
            problems.append(FieldProblem(f"{place}.file_id", need.name, "同一文件重复提交，请删除。"))
        seen.add((entry.material, entry.file_id))
    return problems + _too_many(needs, handed_in)


async def attach(
    session: AsyncSession,
    case_no: str,
    notice_no: str | None,
    handed_in: Sequence[MaterialFile],
    now: datetime,
) -> None:
    """The new files take the place of those handed in earlier for the same materials."""
    await set_aside(session, case_no, {entry.material for entry in handed_in}, now)
    for entry in handed_in:
        await session.merge(
            CaseFile(
                case_no=case_no,
                material=entry.material,
                file_id=entry.file_id,
                attached_at=now,
                notice_no=notice_no,
                replaced_at=None,
            )
        )


async def set_aside(session: AsyncSession, case_no: str, materials: Collection[str], now: datetime) -> None:
    """Files of these materials do not count any more."""
    await session.execute(
        update(CaseFile)
        .where(CaseFile.case_no == case_no, CaseFile.material.in_(materials), CaseFile.replaced_at.is_(None))
        .values(replaced_at=now)
    )


def _too_many(
    needs: Mapping[str, MaterialNeed], handed_in: Sequence[MaterialFile | MaterialCertificate]
) -> list[FieldProblem]:
    counts = Counter(entry.material for entry in handed_in if entry.material in needs)
    return [
        FieldProblem("materials", needs[material].name, f"一项材料最多提交{MOST_FILES}个文件。")
        for material, count in counts.items()
        if count > MOST_FILES
    ]
