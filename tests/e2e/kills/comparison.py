"""The client's ledger compared with the store, the exported records and the files."""

import json
from collections import Counter
from collections.abc import Iterator

from tests.e2e.kills.facts import Facts, Row
from tests.e2e.kills.ledger import Ledger


def differences(ledger: Ledger, facts: Facts) -> list[str]:
    """What the ledger and the system do not agree on, one line each; empty when all is as it was acknowledged."""
    return [
        *_submissions(ledger, facts),
        *_instances(facts),
        *_decisions(ledger, facts),
        *_supplements(ledger, facts),
        *_endings(ledger, facts),
        *_certificates(ledger, facts),
        *_copies(ledger, facts),
        *_documents(facts),
        *_joint_documents(ledger, facts),
        *_acts(facts),
        *_left_over(facts),
    ]


def _submissions(ledger: Ledger, facts: Facts) -> Iterator[str]:
    """Each acknowledged submission is one case; one that nobody was told of is at most one."""
    found = Counter((row["applicant_sub"], row["case_no"]) for row in facts.rows["cases"])
    told = {(entry.sub, entry.case_no) for entry in ledger.submissions}
    for sub, case_no in sorted(told - found.keys()):
        yield f"case {case_no} of {sub} is lost"
    unknown = Counter(sub for sub, case_no in found if (sub, case_no) not in told)
    for sub, count in unknown.items():
        if sub not in ledger.abandoned or count > 1:
            yield f"{sub} has {count} cases that were never acknowledged"


def _instances(facts: Facts) -> Iterator[str]:
    """Each case is carried by one instance, the claimed one, which ended at most once."""
    instances = Counter(case_no for _, case_no in facts.engine.instances)
    claims = {row["case_no"]: row["process_instance_key"] for row in facts.rows["claims"]}
    carried = {case_no: key for key, case_no in facts.engine.instances}
    for row in facts.rows["cases"]:
        case_no = row["case_no"]
        if instances[case_no] != 1:
            yield f"case {case_no} has {instances[case_no]} instances"
        if claims.get(case_no) != carried.get(case_no):
            yield f"case {case_no} is claimed by {claims.get(case_no)} and carried by {carried.get(case_no)}"
    for case_no in instances.keys() - {row["case_no"] for row in facts.rows["cases"]}:
        yield f"an instance carries {case_no!r}, which the store does not know"
    for key, count in facts.engine.ends.items():
        if count > 1:
            yield f"instance {key} ended {count} times"


def _decisions(ledger: Ledger, facts: Facts) -> Iterator[str]:
    """Each decision counts once: one row that the engine took, one completion of its task, and no others."""
    kept = {
        (row["task_key"], row["case_no"], row["outcome"], row["state"]) for row in facts.rows["decisions"]
    }
    told = {(entry.task_key, entry.case_no, entry.outcome, "done") for entry in ledger.decisions}
    for decision in sorted(told - kept, key=str):
        yield f"decision {decision} is not in the store"
    for decision in sorted(kept - told, key=str):
        yield f"decision {decision} was never acknowledged"
    if len(facts.rows["decisions"]) != len(ledger.decisions):
        yield f"{len(ledger.decisions)} decisions were acknowledged, {len(facts.rows['decisions'])} are kept"
    expected = Counter(entry.task_key for entry in ledger.decisions)
    for task in expected.keys() | facts.engine.tasks.keys():
        if facts.engine.tasks[task] != expected[task]:
            yield f"task {task} was completed {facts.engine.tasks[task]} times for {expected[task]} decisions"


def _supplements(ledger: Ledger, facts: Facts) -> Iterator[str]:
    """Each supplement answers its notice; a withdrawal is marked."""
    answered = {(row["case_no"], row["notice_no"]) for row in facts.rows["notices"] if row["answered_at"]}
    told = {(entry.case_no, entry.notice_no) for entry in ledger.supplements}
    for case_no, notice_no in sorted(told ^ answered):
        yield f"notice {notice_no} of {case_no}: acknowledged and stored answers differ"
    withdrawn = {row["case_no"] for row in facts.rows["cases"] if row["withdrawn_at"]}
    for case_no in sorted(withdrawn ^ set(ledger.withdrawals)):
        yield f"case {case_no}: acknowledged and stored withdrawal differ"


def _endings(ledger: Ledger, facts: Facts) -> Iterator[str]:
    """Each acknowledged submission was seen to end once, and its instance ended once."""
    seen = Counter(entry.case_no for entry in ledger.endings)
    carried = {case_no: key for key, case_no in facts.engine.instances}
    for entry in ledger.submissions:
        if seen[entry.case_no] != 1:
            yield f"the end of {entry.case_no} was seen {seen[entry.case_no]} times"
        if (ends := facts.engine.ends[carried.get(entry.case_no, -1)]) != 1:
            yield f"the instance of {entry.case_no} ended {ends} times"


def _certificates(ledger: Ledger, facts: Facts) -> Iterator[str]:
    """Each certificate exists once, is the one that the applicant was shown, and was sealed once."""
    rows = facts.rows["certificates"]
    for what in ("identifier", "number", "sealed_sha256"):
        for value, count in Counter(row[what] for row in rows).items():
            if count > 1:
                yield f"{count} certificates have the {what} {value}"
    for place, count in Counter((row["case_no"], row["item"]) for row in rows).items():
        if count > 1:
            yield f"{place} has {count} certificates"
    kept = {(row["case_no"], row["item"], row["identifier"]) for row in rows}
    shown = {(end.case_no, item, name) for end in ledger.endings for item, name in end.certificates.items()}
    for each in sorted(kept ^ shown):
        yield f"certificate {each} is kept or shown, not both"
    received = {(entry.identifier, entry.sha256) for entry in ledger.downloads}
    for file in sorted(received ^ {(row["identifier"], row["sealed_sha256"]) for row in rows}, key=str):
        yield f"the file of {file} is kept or was received, not both"
    sealed = sum(facts.engine.sealings.values())
    if sealed != len(rows):
        yield f"{sealed} sealings were completed for {len(rows)} certificates"


def _copies(ledger: Ledger, facts: Facts) -> Iterator[str]:
    """Each annotated copy that was ordered is there once, as it was received, and was made by one instance."""
    rows = facts.rows["certificate_copies"]
    kept = Counter((row["identifier"], row["copy_no"], row["sha256"]) for row in rows)
    received = Counter((entry.identifier, entry.copy_no, entry.sha256) for entry in ledger.copies)
    for each in sorted((kept - received) + (received - kept), key=str):
        yield f"copy {each} is kept or was received, not both"
    made = Counter({(row["case_no"], row["copy_no"]): 1 for row in rows})
    for place in sorted(made.keys() | facts.engine.copies.keys()):
        if facts.engine.copies[place] != made[place]:
            yield f"copy {place} was made {facts.engine.copies[place]} times"


def _documents(facts: Facts) -> Iterator[str]:
    """Each document has its number once and was issued once, by each of several bodies in its turn; all are sealed."""
    rows = facts.rows["documents"]
    for number, count in Counter(row["number"] for row in rows if row["number"]).items():
        if count > 1:
            yield f"{count} documents have the number {number}"
    sealed = {
        (row["case_no"], row["document_no"], body)
        for row in rows
        if row["state"] == "sealed"
        for body in _issuers(row)
    }
    for row in rows:
        if row["state"] == "drafted":
            yield f"document {row['document_no']} of {row['case_no']} was never sealed"
    for document in sorted(sealed | facts.engine.documents.keys()):
        if facts.engine.documents[document] != 1:
            yield f"document {document} was issued {facts.engine.documents[document]} times"


def _joint_documents(ledger: Ledger, facts: Facts) -> Iterator[str]:
    """Each document of several bodies was received once, as it is kept, under one seal of each body, in their order."""
    received = Counter((each.case_no, each.document_no, each.sha256, each.sealed_by) for each in ledger.joint)
    rows = [row for row in facts.rows["documents"] if _parties(row)]
    kept = Counter((row["case_no"], row["document_no"], row["sha256"], _issuers(row)) for row in rows)
    for each in sorted((kept - received) + (received - kept), key=str):
        yield f"joint document {each} is kept or was received, not both"
    for row in rows:
        at = [party["sealed_at"] or "" for party in _parties(row)]
        if not all(at) or at != sorted(at) or row["partial_ref"] is not None:
            yield f"joint document {row['document_no']} of {row['case_no']} was sealed at {at}"


def _parties(row: Row) -> list[Row]:
    """The bodies of a joint document in the order of their seals, each with when it sealed; none of any other."""
    return json.loads(row["parties"] or "null") or []


def _issuers(row: Row) -> tuple[str, ...]:
    """Who makes a document out, in the order of their seals."""
    return tuple(party["body"] for party in _parties(row)) or (row["body"],)


def _acts(facts: Facts) -> Iterator[str]:
    """The acts on each item are numbered without a gap, none twice."""
    numbers: dict[tuple[str, str], list[int]] = {}
    for row in facts.rows["procedure_acts"]:
        numbers.setdefault((row["case_no"], row["item"]), []).append(row["number"])
    for place, found in numbers.items():
        if sorted(found) != list(range(1, len(found) + 1)):
            yield f"the acts on {place} are numbered {sorted(found)}"


def _left_over(facts: Facts) -> Iterator[str]:
    """Nothing waits for the engine, no record was set aside, every file that a row names is there.

    A file that no row names is what a call left that died between file and row: nobody can reach it.
    """
    for row in facts.rows["outbox"]:
        if row["done_at"] is None or row["failed_code"] is not None:
            yield f"outbox row {row['id']} ({row['kind']}) is not delivered: {row['failed_code']}"
    if facts.rows["intake_poison"]:
        yield f"{len(facts.rows['intake_poison'])} records were set aside"
    named = {row["blob_ref"] for row in facts.rows["files"]}
    named |= {row[ref] for row in facts.rows["certificates"] for ref in ("original_ref", "sealed_ref")}
    named |= {row["blob_ref"] for row in facts.rows["certificate_copies"]}
    named |= {row["blob_ref"] for row in facts.rows["documents"] if row["state"] == "sealed"}
    for ref in sorted(named - facts.blobs, key=str):
        yield f"file {ref} is named and not there"
