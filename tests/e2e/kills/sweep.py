"""Going through all kills of a plan: stories played side by side until every kill was carried out and all have ended."""

import sqlite3
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from tests.e2e.kills.clients import wait_for
from tests.e2e.kills.house import House
from tests.e2e.kills.ledger import Ledger
from tests.e2e.kills.patience import PATIENCE, GaveUp
from tests.e2e.kills.people import Applicant, Desks
from tests.e2e.kills.plan import Plan
from tests.e2e.kills.stories import STORIES, Story

MOST_ROUNDS = 12
_QUIET_SECONDS = 3.0


def report(line: str) -> None:
    """A line of progress for whoever watches."""
    sys.stderr.write(f"{line}\n")


def sweep(house: House, plan: Plan, ledger: Ledger) -> None:
    """Play rounds of stories until nothing of the plan is outstanding, at most :data:`MOST_ROUNDS`."""
    desks = Desks(house, ledger)
    house.gate.plan = plan
    try:
        _play_rounds(house, plan, ledger, desks)
    finally:
        house.gate.plan = None
        desks.close()
    report(plan.table())


def _play_rounds(house: House, plan: Plan, ledger: Ledger, desks: Desks) -> None:
    for number in range(1, MOST_ROUNDS + 1):
        play(house, ledger, desks)
        report(f"round {number} ended: {ledger}; outstanding: {[str(p.step) for p in plan.outstanding]}")
        if not plan.outstanding:
            return


def settle(house: House) -> None:
    """Wait until nothing is on its way any more: every case carried, the outbox delivered, the log read to its end."""
    wait_for("a settled house", lambda: _is_settled(house))


def _is_settled(house: House) -> bool:
    with closing(sqlite3.connect(f"file:{house.platform.data / 'store.db'}?mode=ro", uri=True)) as store:
        ((waiting,),) = store.execute(
            "SELECT count(*) FROM outbox WHERE done_at IS NULL AND failed_code IS NULL"
        )
        ((cases,),) = store.execute("SELECT count(*) FROM cases")
        ((claims,),) = store.execute("SELECT count(*) FROM claims")
        ((unsealed,),) = store.execute("SELECT count(*) FROM documents WHERE state = 'drafted'")
        ((unpacked,),) = store.execute("SELECT count(*) FROM archives WHERE state = 'ready'")
    before = house.records.last_position()
    time.sleep(_QUIET_SECONDS)
    return (
        waiting == unsealed == unpacked == 0 and cases == claims and house.records.last_position() == before
    )


def play(house: House, ledger: Ledger, desks: Desks) -> None:
    """Every story once, side by side; raises what went wrong in one of them."""
    PATIENCE.progress()
    with ThreadPoolExecutor(len(STORIES), "story") as threads:
        played = [threads.submit(_play_one, story, house, ledger, desks) for story in STORIES]
        house.serve(lambda: all(each.done() for each in played), report)
    failures = [error for each in played if (error := each.exception())]
    for error in sorted(failures, key=lambda error: isinstance(error, GaveUp)):
        raise error


def _play_one(story: Story, house: House, ledger: Ledger, desks: Desks) -> None:
    applicant = Applicant(house, ledger, story.situation)
    try:
        story.play(applicant, desks)
    except BaseException:
        PATIENCE.give_up()
        raise
    finally:
        applicant.close()
