"""Everybody's stories side by side in one house, with what goes wrong meanwhile."""

import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from bpmn.resources import ROOM
from scripts.tools.platform import deploy
from tests.e2e.kills.house import House
from tests.e2e.marks import afterwards, applicants, counter, mistakes, others
from tests.e2e.marks.applicants import APPROVAL, FOOD, LICENCE, SUBMIT, opinion
from tests.e2e.marks.table import mark
from tests.e2e.marks.witness import MarkedPeople, Witness
from tests.e2e.people import NEW_INSPECTION

AWAY_SECONDS = 2.0
_BEFORE = "[outcomes.business_license]"


def catalogue(folder: Path) -> Path:
    """The catalogue in ``folder``, in which giving up a signboard asks the applicant whether the rest goes on."""
    for part in ("bodies", "items", "themes"):
        shutil.copytree(ROOM / part, folder / part)
    theme = folder / "themes" / "restaurant" / "theme.toml"
    text = theme.read_text(encoding="utf-8")
    assert _BEFORE in text
    changed = text.replace(_BEFORE, f'[outcomes.signboard]\nwithdrawn = "hold"\n\n{_BEFORE}', 1)
    theme.write_text(changed, encoding="utf-8")
    return folder


def lived(house: House, *more: Callable[[], None]) -> tuple[Witness, list[str]]:
    """Live through all stories, and ``more`` beside them; what was taken, and which mistakes were not refused."""
    for theme in ("graduate", "pharmacy"):
        deploy(house.platform, theme)
    people = MarkedPeople(house.platform)
    try:
        mine: list[Callable[[], None]] = [
            partial(story, people) for story in (_granted, _at_the_counter, _helped, _others)
        ]
        with ThreadPoolExecutor(len(mine) + len(more), "story") as together:
            begun = [together.submit(story) for story in (*mine, *more)]
        for story in begun:
            story.result()
        _troubled(people, house)
        return people.witness, mistakes.made(people, house)
    finally:
        people.leave()


def _granted(people: MarkedPeople) -> None:
    """One restaurant from its application to what comes years after."""
    citizen = people.another_citizen()
    case_no = applicants.licensed(people, citizen)
    assert citizen.wait_for_end(case_no)["state"] == "completed"
    applicants.posted(people, citizen, case_no)
    afterwards.checked(people, citizen, case_no)
    afterwards.cared_for(people, citizen, case_no)
    afterwards.rated(people, citizen, case_no)
    identifier = afterwards.newest(citizen, case_no, FOOD, 4)
    paper = citizen.make_paper("证明")[1]
    others.verified(people.client(citizen.sub, "applicant"), paper, identifier)
    others.published(people, citizen)


def _at_the_counter(people: MarkedPeople) -> None:
    owner = people.another_citizen(mark("POST /window/cases", "applicant.account"))
    others.worked(people, counter.graduated(people))
    counter.withdrawn(people, owner, counter.typed_in(people, owner))


def _helped(people: MarkedPeople) -> None:
    """Somebody is asked for more, is represented and assisted, waits, and collects."""
    citizen = people.another_citizen()
    case_no = applicants.supplemented(people, citizen)
    others.represented(people, citizen, case_no)
    applicants.acted(people, case_no)
    afterwards.corrected(people, citizen, case_no, "special_procedure")
    counter.collected(people, citizen, case_no)


def _others(people: MarkedPeople) -> None:
    others.shared(people)
    others.ended_early(people, people.another_citizen())
    others.given_up(people, people.another_citizen())
    others.prechecked(people, people.another_citizen())


def _troubled(people: MarkedPeople, house: House) -> None:
    """Gateway, keeper and intake are away while workers make and seal a licence: their jobs fail and are done again."""
    citizen = people.another_citizen()
    case_no = citizen.submit(NEW_INSPECTION, form=applicants.form(citizen, SUBMIT))
    people.decide(APPROVAL, case_no, LICENCE, opinion())
    away = [people.platform.services[name] for name in ("gateway", "keeper", "intake")]
    for service in away:
        service.kill()
    time.sleep(AWAY_SECONDS)
    for service in away:
        service.start()
    for service in away:
        service.wait_ready()
    house.hand_out_again()
    afterwards.newest(citizen, case_no, LICENCE, 1)
