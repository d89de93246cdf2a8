"""Whoever dies at whichever step: each acknowledged submission ends exactly once."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.e2e.kills.comparison import differences
from tests.e2e.kills.facts import Facts, Row, facts_of
from tests.e2e.kills.house import House
from tests.e2e.kills.ledger import Ledger
from tests.e2e.kills.plan import Plan
from tests.e2e.kills.sweep import settle

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def facts(swept: Plan, house: House) -> Facts:
    """What the sweep left behind, read past the gateway."""
    settle(house)
    return facts_of(house.platform.data, house.records)


def test_every_planned_kill_was_carried_out(swept: Plan) -> None:
    assert swept.outstanding == []
    assert len(swept.done) == swept.wanted


def test_what_was_acknowledged_happened_once_in_store_records_and_files(ledger: Ledger, facts: Facts) -> None:
    assert differences(ledger, facts) == []


def test_every_kind_of_acknowledgement_is_in_the_ledger(swept: Plan, ledger: Ledger) -> None:
    assert all(vars(ledger).values())


def test_no_place_in_the_log_was_exported_with_another_content(swept: Plan, house: House) -> None:
    assert house.records.changed == []


def _lose_a_case(ledger: Ledger, facts: Facts) -> None:
    facts.rows["cases"] = [r for r in facts.rows["cases"] if r["case_no"] != ledger.submissions[0].case_no]


def _store_an_unacknowledged_submission_twice(ledger: Ledger, facts: Facts) -> None:
    sub = ledger.abandoned[0]
    for number in ("37990100000000000001", "37990100000000000002"):
        facts.rows["cases"].append({**facts.rows["cases"][0], "applicant_sub": sub, "case_no": number})


def _double_a_certificate(ledger: Ledger, facts: Facts) -> None:
    rows = facts.rows["certificates"]
    rows.append({**rows[0], "identifier": "another", "number": "another"})


def _give_a_number_out_twice(ledger: Ledger, facts: Facts) -> None:
    rows = facts.rows["certificates"]
    rows[0]["number"] = rows[1]["number"]


def _lose_a_certificate(ledger: Ledger, facts: Facts) -> None:
    facts.rows["certificates"].pop()


def _seal_twice(ledger: Ledger, facts: Facts) -> None:
    facts.engine.sealings[next(iter(facts.engine.sealings))] += 1


def _count_a_decision_twice(ledger: Ledger, facts: Facts) -> None:
    facts.rows["decisions"].append(dict(facts.rows["decisions"][0]))


def _complete_a_task_twice(ledger: Ledger, facts: Facts) -> None:
    facts.engine.tasks[ledger.decisions[0].task_key] += 1


def _turn_a_decision_round(ledger: Ledger, facts: Facts) -> None:
    facts.rows["decisions"][0]["outcome"] = "another"


def _forget_a_supplement(ledger: Ledger, facts: Facts) -> None:
    facts.rows["notices"] = []


def _forget_a_withdrawal(ledger: Ledger, facts: Facts) -> None:
    for row in facts.rows["cases"]:
        row["withdrawn_at"] = None


def _end_an_instance_twice(ledger: Ledger, facts: Facts) -> None:
    # Of one that has ended: the first may carry a case that its applicant never heard of, which nobody brought to its end.
    facts.engine.ends[next(iter(facts.engine.ends))] += 1


def _leave_a_message_undelivered(ledger: Ledger, facts: Facts) -> None:
    facts.rows["outbox"][0]["done_at"] = None


def _leave_a_document_unsealed(ledger: Ledger, facts: Facts) -> None:
    facts.rows["documents"][0]["state"] = "drafted"


def _issue_a_document_twice(ledger: Ledger, facts: Facts) -> None:
    facts.engine.documents[next(iter(facts.engine.documents))] += 1


def _give_a_document_number_out_twice(ledger: Ledger, facts: Facts) -> None:
    numbered = [row for row in facts.rows["documents"] if row["number"]]
    numbered[0]["number"] = numbered[1]["number"]


def _order_a_copy_twice(ledger: Ledger, facts: Facts) -> None:
    rows = facts.rows["certificate_copies"]
    rows.append({**rows[0], "copy_no": "JZ99"})


def _lose_a_copy(ledger: Ledger, facts: Facts) -> None:
    facts.rows["certificate_copies"].pop()


def _make_a_copy_twice(ledger: Ledger, facts: Facts) -> None:
    facts.engine.copies[next(iter(facts.engine.copies))] += 1


def _lose_a_record_of_two(ledger: Ledger, facts: Facts) -> None:
    facts.rows["documents"] = [row for row in facts.rows["documents"] if not _is_joint(row)]


def _seal_a_record_twice(ledger: Ledger, facts: Facts) -> None:
    first = ledger.joint[0]
    ledger.joint[0] = replace(first, sealed_by=(*first.sealed_by, first.sealed_by[-1]))


def _hand_out_another_file(ledger: Ledger, facts: Facts) -> None:
    ledger.joint[0] = replace(ledger.joint[0], sha256="another")


def _seal_out_of_turn(ledger: Ledger, facts: Facts) -> None:
    for row in filter(_is_joint, facts.rows["documents"]):
        first, last = json.loads(row["parties"])
        first["sealed_at"], last["sealed_at"] = last["sealed_at"], first["sealed_at"]
        row["parties"] = json.dumps([first, last])


def _issue_the_second_turn_twice(ledger: Ledger, facts: Facts) -> None:
    case = ledger.joint[0]
    facts.engine.documents[case.case_no, case.document_no, case.sealed_by[-1]] += 1


def _lose_the_second_turn(ledger: Ledger, facts: Facts) -> None:
    case = ledger.joint[0]
    del facts.engine.documents[case.case_no, case.document_no, case.sealed_by[-1]]


def _keep_what_one_body_sealed(ledger: Ledger, facts: Facts) -> None:
    for row in filter(_is_joint, facts.rows["documents"]):
        row["partial_ref"] = row["blob_ref"]


def _is_joint(row: Row) -> bool:
    return row["parties"] not in (None, "null")


def _record_an_act_twice(ledger: Ledger, facts: Facts) -> None:
    facts.rows["procedure_acts"].append(dict(facts.rows["procedure_acts"][0]))


_FAULTS: tuple[tuple[Callable[[Ledger, Facts], None], str], ...] = (
    (_lose_a_case, "is lost"),
    (_store_an_unacknowledged_submission_twice, "has 3 cases|has 2 cases"),
    (_double_a_certificate, "has 2 certificates"),
    (_give_a_number_out_twice, "have the number"),
    (_lose_a_certificate, "is kept or shown, not both"),
    (_seal_twice, "sealings were completed"),
    (_count_a_decision_twice, "are kept"),
    (_complete_a_task_twice, "was completed 2 times"),
    (_turn_a_decision_round, "is not in the store"),
    (_forget_a_supplement, "acknowledged and stored answers differ"),
    (_forget_a_withdrawal, "acknowledged and stored withdrawal differ"),
    (_end_an_instance_twice, "ended 2 times"),
    (_leave_a_message_undelivered, "is not delivered"),
    (_leave_a_document_unsealed, "was never sealed"),
    (_issue_a_document_twice, "was issued 2 times"),
    (_give_a_document_number_out_twice, "documents have the number"),
    (_order_a_copy_twice, "is kept or was received, not both"),
    (_lose_a_copy, "is kept or was received, not both"),
    (_make_a_copy_twice, "was made 2 times"),
    (_lose_a_record_of_two, "is kept or was received, not both"),
    (_seal_a_record_twice, "is kept or was received, not both"),
    (_hand_out_another_file, "is kept or was received, not both"),
    (_seal_out_of_turn, "was sealed at"),
    (_issue_the_second_turn_twice, "was issued 2 times"),
    (_lose_the_second_turn, "was issued 0 times"),
    (_keep_what_one_body_sealed, "was sealed at"),
    (_record_an_act_twice, "are numbered"),
)


@pytest.mark.parametrize(("doctor", "told"), _FAULTS, ids=[doctor.__name__[1:] for doctor, _ in _FAULTS])
def test_the_comparison_sees(
    doctor: Callable[[Ledger, Facts], None], told: str, ledger: Ledger, facts: Facts
) -> None:
    ledger, facts = copy.deepcopy(ledger), copy.deepcopy(facts)
    doctor(ledger, facts)
    assert any(part in line for line in differences(ledger, facts) for part in told.split("|"))


def test_the_comparison_sees_a_second_instance_of_a_case(ledger: Ledger, facts: Facts) -> None:
    twin = (1, ledger.submissions[0].case_no)
    engine = replace(facts.engine, instances=(*facts.engine.instances, twin))
    assert any("has 2 instances" in line for line in differences(ledger, replace(facts, engine=engine)))


def test_the_comparison_sees_a_missing_file(ledger: Ledger, facts: Facts) -> None:
    assert any("not there" in line for line in differences(ledger, replace(facts, blobs=frozenset())))
