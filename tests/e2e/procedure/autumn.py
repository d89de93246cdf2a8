"""What the stories of the procedure say: the day it is, who does what, what a case and its clocks show."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from typing import Any, Self

from chain.clock import BEIJING
from scripts.tools.demo.client import Json
from scripts.tools.platform import Platform
from tests.e2e.people import Citizen, People, wait_for

APPROVAL, URBAN, FIRE = "approval_379901", "urban_379901", "fire_379901"


class Autumn:
    """One house; after each move of its time everybody logs in again."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self._stack = ExitStack()
        self.people = People(platform)
        self.citizen = self.people.citizen

    def __enter__(self) -> Self:
        self._stack.callback(lambda: self.people.leave())
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def it_is(self, moment: str) -> None:
        """Move the time forward to ``moment`` (ISO, Beijing time)."""
        clock = self.platform.engine.clock
        target = datetime.fromisoformat(moment).replace(tzinfo=BEIJING)
        step = target - clock.now()
        assert step.total_seconds() > 0, "time only goes forward"
        clock.add_time(step)
        sub = self.citizen.sub
        self.people.leave()
        self.people = People(self.platform)
        self.citizen = self.people.another_citizen(sub)

    def new_citizen(self) -> Citizen:
        """Somebody else comes."""
        self.citizen = self.people.another_citizen()
        return self.citizen

    def item(self, case_no: str, key: str) -> Json:
        """One item as the applicant sees it."""
        found: Json = next(i for i in self.citizen.case(case_no)["items"] if i["item"] == key)
        return found

    def wait_for_item(self, case_no: str, key: str, what: str, is_so: Callable[[Json], bool]) -> Json:
        """Wait until an item is as ``is_so`` says."""

        def reached() -> Json | None:
            item = self.item(case_no, key)
            return item if is_so(item) else None

        found: Json = wait_for(f"{key}: {what}", reached)
        return found

    def acts(self, case_no: str, key: str) -> list[Json]:
        """The acts on an item, oldest first."""
        acts: list[Json] = self.citizen.client.get(f"/cases/{case_no}/acts")["acts"]
        return [act for act in acts if act["item"] == key]

    def act(self, case_no: str, key: str, name: str) -> Json:
        """The last act of a kind on an item."""
        found: Json = [act for act in self.acts(case_no, key) if act["act"] == name][-1]
        return found

    def limits(self, case_no: str, key: str) -> dict[str, str]:
        """The last days of an item's clocks, from its calculation sheet: ``{promised: 2026-10-10, statutory: …}``."""
        sheet: Json = self.citizen.client.get(f"/cases/{case_no}/items/{key}/sheet")
        clocks: list[Json] = sheet["clocks"]
        return {str(clock["kind"]): day(clock["due_at"]) for clock in clocks}

    def obligations(self, case_no: str) -> dict[str, Json]:
        """What was undertaken, by material."""
        found: list[Json] = self.citizen.client.get(f"/cases/{case_no}/obligations")["obligations"]
        return {str(each["material"]): each for each in found}

    def wait_for(self, what: str, probe: Callable[[], Any]) -> Any:
        """The first true answer of ``probe``."""
        return wait_for(what, probe)


def day(moment: str) -> str:
    """The day in Beijing of a point in time."""
    return datetime.fromisoformat(moment).astimezone(BEIJING).date().isoformat()
