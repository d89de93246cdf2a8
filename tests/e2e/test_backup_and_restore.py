"""A house that burns down goes on elsewhere from its backup: what was acknowledged ends, once, with valid certificates."""

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from chain.certificates.verdict import Result
from chain.certificates.verification import verify_ofd
from scripts.tools.backup.errors import DataInUse
from scripts.tools.backup.make import back_up
from scripts.tools.backup.restore import restore
from scripts.tools.demo.client import Json
from scripts.tools.engine_ports import EnginePorts
from scripts.tools.platform import Platform, PlatformPorts, Variation, running
from scripts.tools.setup import cache_dir, ensure_engine
from tests.e2e.people import EXISTING_INSPECTION, NEW_INSPECTION, Citizen, People

pytestmark = pytest.mark.e2e

APPROVAL = "approval_379901"


def house_in(data: Path) -> Platform:
    """A house whose folder is ``data``."""
    return Platform(
        data,
        ensure_engine(cache_dir()),
        ports=PlatformPorts.free(),
        engine_ports=EnginePorts.free(),
        theme="restaurant",
        variation=Variation(short_lived=True),
    )


@contextmanager
def visited_by_people(house: Platform) -> Iterator[People]:
    people = People(house)
    try:
        yield people
    finally:
        people.leave()


def begin(people: People, house: Platform) -> tuple[str, str, Json]:
    """One case half way, one that the engine has not seen: (first case, second case's key, second application)."""
    citizen = people.citizen
    first = citizen.submit(NEW_INSPECTION)
    people.grant(APPROVAL, first, "business_license")
    people.wait_for_task(APPROVAL, first)
    application, key = citizen.application(EXISTING_INSPECTION), str(uuid.uuid4())
    house.engine.stop()
    citizen.client.post("/cases", application, key)
    return first, key, application


def require_certificates(citizen: Citizen, case: Json, root: Path) -> None:
    identifiers = [item["certificate"]["identifier"] for item in case["items"] if item["certificate"]]
    assert len(set(identifiers)) == len(identifiers) >= 4
    for identifier in identifiers:
        document = citizen.client.content(f"/certificates/{identifier}/file")
        assert verify_ofd(document, [root.read_bytes()]).result is Result.PASSED


def test_a_case_half_way_ends_once_in_the_restored_house(tmp_path: Path) -> None:
    old, archive, keys = tmp_path / "old", tmp_path / "data.tar.gz", tmp_path / "safe" / "keys.tar.gz"
    keys.parent.mkdir()
    with running(house_in(old), "restaurant") as house, visited_by_people(house) as people:
        sub = people.citizen.sub
        first, key, application = begin(people, house)
        with pytest.raises(DataInUse):
            back_up(old, archive, keys)
    assert back_up(old, archive, keys).store.unfinished_cases == 2
    shutil.rmtree(old)
    restore(archive, keys, tmp_path / "new")
    with running(house_in(tmp_path / "new")) as house, visited_by_people(house) as people:
        citizen = people.another_citizen(sub)
        second = citizen.client.post("/cases", application, key)["case_no"]
        for case_no in (first, second):
            case = people.finish(citizen, case_no)
            assert case["state"] == "completed"
            require_certificates(citizen, case, house.root_certificate)
        integrator = people.client("integrator", "integrator")
        started = [i["case_no"] for i in integrator.get("/instances", process="restaurant")["instances"]]
        assert sorted(started) == sorted([first, second])
