"""The intake of a house that was killed at every step meets batches again, a poison record, and another engine."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any

import httpx
import orjson
import pytest

from tests.e2e.kills.clients import wait_for
from tests.e2e.kills.house import House
from tests.e2e.kills.http_proxy import Request
from tests.e2e.kills.ledger import Ledger
from tests.e2e.kills.patience import PATIENCE
from tests.e2e.kills.people import Applicant, Desks
from tests.e2e.kills.plan import Plan
from tests.e2e.kills.stories import refused
from tests.e2e.kills.sweep import settle
from tests.e2e.people import NEW_COMMITMENT

pytestmark = pytest.mark.e2e

_HOP = {b"host", b"content-length", b"connection", b"transfer-encoding"}


def _read_model(house: House) -> dict[str, list[Any]]:
    """Everything that is projected from records, row by row."""
    with closing(sqlite3.connect(f"file:{house.platform.data / 'store.db'}?mode=ro", uri=True)) as store:
        tables = [
            name
            for (name,) in store.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'rm_%'"
            )
        ]
        return {name: sorted(store.execute(f"SELECT * FROM {name}"), key=repr) for name in tables}  # noqa: S608


def _post(house: House, batch: Request) -> httpx.Response:
    headers = [(name, value) for name, value in batch.headers if name.lower() not in _HOP]
    url = house.intake_url + batch.target
    return httpx.post(url, headers=headers, content=batch.body, trust_env=False, timeout=30)


def _poison_count(house: House) -> int:
    with closing(sqlite3.connect(f"file:{house.platform.data / 'store.db'}?mode=ro", uri=True)) as store:
        ((count,),) = store.execute("SELECT count(*) FROM intake_poison")
    return int(count)


@contextmanager
def _resting(house: House) -> Iterator[None]:
    """Settled, and the engine away: watches that look again each minute would bring records of their own meanwhile."""
    settle(house)
    house.platform.engine.kill()
    try:
        wait_for("the last batch taken", lambda: house.exporters == 0)
        yield
    finally:
        house.restart_engine()
        PATIENCE.progress()


def test_every_batch_of_the_sweep_taken_once_more_changes_nothing(swept: Plan, house: House) -> None:
    with _resting(house):
        before = _read_model(house)
        assert len(house.records.batches) > 50
        for batch in list(house.records.batches):
            assert _post(house, batch).json() == {"took": 0, "errors": False, "items": []}
        assert _read_model(house) == before


def test_records_of_another_engine_are_refused(swept: Plan, house: House) -> None:
    with _resting(house):
        before = _read_model(house)
        batch = house.records.batches[-1]
        incarnation = (house.platform.data / "engine" / "incarnation").read_text().strip()
        mine = f"zeebe-record-{incarnation}_".encode()
        assert mine in batch.body
        other = replace(batch, body=batch.body.replace(mine, b"zeebe-record-another_"))
        assert _post(house, other).status_code == 409
        assert _read_model(house) == before


class Poisoner:
    """Breaks one record of the log for good: it is broken whenever its batch comes.

    The record comes after ``taken``: what an engine sends again after a restart is passed over, readable or not.
    """

    def __init__(self, taken: int) -> None:
        self._taken = taken
        self.position: int | None = None

    def __call__(self, request: Request) -> Request:
        lines = request.body.split(b"\n")
        for number in range(1, len(lines), 2):
            if self._is_chosen(lines[number]):
                lines[number] = b'{"value": {'
        return replace(request, body=b"\n".join(lines))

    def _is_chosen(self, line: bytes) -> bool:
        record = orjson.loads(line)
        fresh = record["position"] > self._taken
        if self.position is None and fresh and record["value"].get("name") == "region":
            self.position = record["position"]
        return bool(record["position"] == self.position)


def test_a_record_that_cannot_be_read_is_set_aside_and_the_log_goes_on(
    swept: Plan, house: House, ledger: Ledger
) -> None:
    poisoner, desks = Poisoner(house.records.last_position()), Desks(house, ledger)
    applicant = Applicant(house, ledger, NEW_COMMITMENT)
    house.rewrite_batches(poisoner)
    try:
        refused(applicant, desks)
        assert applicant.case()["ended_at"] is not None
    finally:
        house.rewrite_batches(None)
        applicant.close()
        desks.close()
    assert poisoner.position is not None
    assert _poison_count(house) == 1
