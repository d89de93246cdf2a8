"""Plays one story on a rehearsal's engine and says in Chinese what went otherwise than the theme demands."""

import asyncio

from bpmn.catalogue import Catalogue
from chain.cases import CaseState, Outcome
from scripts.tools.rehearsal.incidents import incident_of, standing_at
from scripts.tools.rehearsal.officers import NOTICE, Officers
from scripts.tools.rehearsal.rehearsal import Rehearsal
from scripts.tools.rehearsal.stories import Course, Story

BODY = "approval"
"""The department whose one body does everything: who does it is not the question."""
HANDLING = ("review.check", "data_sharing.verify_licence", "e_certificate.issue")


async def play(
    case: Rehearsal, officers: Officers, catalogue: Catalogue, theme: str, story: Story
) -> list[str]:
    """Play ``story`` to its end; what went wrong, nothing when all went as it must."""
    script = asyncio.create_task(_script(case, officers, catalogue, theme, story))
    trouble = asyncio.create_task(incident_of(case))
    try:
        await asyncio.wait({script, trouble}, return_when=asyncio.FIRST_COMPLETED)
        if trouble.done():
            return [trouble.result()]
        await script
    except TimeoutError:
        return [f"一直没有办完，停在：{standing_at(case) or '（流程没有启动）'}。"]
    finally:
        for task in (script, trouble):
            task.cancel()
        await asyncio.gather(script, trouble, return_exceptions=True)
    return _differences(case, story)


async def _script(
    case: Rehearsal, officers: Officers, catalogue: Catalogue, theme: str, story: Story
) -> None:
    case.answers.update(story.replies)
    _prepare(case, officers, story)
    await case.submit_to_one_body(theme, story.answers, BODY, catalogue)
    if story.course is Course.WITHDRAWN:
        await case.asked("review.check")
        await case.publish("case-withdrawn", case.case_no)
    await case.ended(theme)


def _prepare(case: Rehearsal, officers: Officers, story: Story) -> None:
    match story.course:
        case Course.WITHDRAWN:
            case.answers["review.check"] = {"outcome": "undecided"}
            officers.decline(case)
        case Course.REVIEWED:
            case.answers["review.check"] = {"outcome": "undecided"}
            case.answers["notice.supplement"] = {"notice_no": NOTICE}
            officers.instruct(case, lambda _, turn: Outcome.SUPPLEMENT if turn == 1 else Outcome.GRANTED)
        case Course.STRAIGHT:
            pass


def _differences(case: Rehearsal, story: Story) -> list[str]:
    found = []
    results = [headers.get("result", "") for _, headers in case.done("notice.answer")]
    if results != ([story.result] if story.result else []):
        found.append(
            f"答复应为“{_label(story.result)}”，实为“{'、'.join(map(_label, results)) or '没有答复'}”。"
        )
    handled = {item for job in HANDLING for item, _ in case.done(job)}
    if story.handled is not None and handled != story.handled:
        missing, more = sorted(story.handled - handled), sorted(handled - story.handled)
        found += [f"应办而未办的事项：{'、'.join(missing)}。"] * bool(missing)
        found += [f"不应办而办了的事项：{'、'.join(more)}。"] * bool(more)
    return found


def _label(result: str) -> str:
    known = {state.value: state.label for state in CaseState}
    return known.get(result, result or "没有答复")
