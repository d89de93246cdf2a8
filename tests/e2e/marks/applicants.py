"""What applicants and the bodies they deal with write in the course of a chain, all of it marks."""

from datetime import timedelta

from scripts.tools.demo.client import Json
from tests.e2e.marks.personal import marked
from tests.e2e.marks.table import mark
from tests.e2e.marks.witness import MarkedPeople
from tests.e2e.people import NEW_COMMITMENT, NEW_INSPECTION, Citizen, wait_for

APPROVAL, FIRE, URBAN = "approval_379901", "fire_379901", "urban_379901"
FOOD, FIRE_ITEM, SIGN, LICENCE = "food_license", "fire_inspection", "signboard", "business_license"
PROOF, LATER = "premises_proof", "food_facilities"
SUBMIT, SUPPLEMENT = "POST /cases", "POST /cases/{case_no}/supplements"
DECIDE, ACT = "POST /tasks/{task_key}/decision", "POST /cases/{case_no}/items/{item}/acts"
MISTAKE_IN_CERTIFICATE = mark("POST /certificates/{identifier}/correction", "corrections.wrong")
MISTAKE_IN_DOCUMENT = mark("POST /cases/{case_no}/documents/{document_no}/correction", "corrections.wrong")
HOUR = timedelta(hours=1)


def form(citizen: Citizen, operation: str, situation: Json = NEW_INSPECTION) -> Json:
    """A form whose text fields hold the operation's mark and, on the certificate, what is corrected later."""
    written = marked(citizen.form(situation))
    return written | {
        "operator_address": f"示例一区{mark(operation, 'form')}",
        "premises_address": f"示例一区{mark(operation, 'form')}{MISTAKE_IN_CERTIFICATE}",
    }


def undertaken(operation: str) -> Json:
    """The signature of somebody who undertakes something."""
    return {"agreed": True, "name": mark(operation, "undertaking.name")}


def address(operation: str, within: str = "") -> Json:
    """Where results are to be sent."""
    return {name: mark(operation, f"{within}address.{name}") for name in ("receiver", "phone", "address")}


def opinion(outcome: str = "granted") -> Json:
    """A decision of an officer."""
    return {"outcome": outcome, "opinion": mark(DECIDE, "opinion")}


def licensed(people: MarkedPeople, citizen: Citizen) -> str:
    """A restaurant that commits to a proof, is inspected by two bodies and gets all its licences by post."""
    case_no = citizen.submit(
        NEW_INSPECTION,
        form=form(citizen, SUBMIT),
        materials=citizen.materials(NEW_INSPECTION, without=(PROOF,)),
        commitments=[{"material": PROOF}],
        undertaking=undertaken(SUBMIT),
        delivery={"way": "post", "address": address(SUBMIT, "delivery.")},
    )
    operation = "PUT /cases/{case_no}/delivery"
    client = people.client(citizen.sub, "applicant")
    client.put(f"/cases/{case_no}/delivery", {"way": "post", "address": address(operation)})
    inspected(people, citizen, case_no)
    people.decide(APPROVAL, case_no, FOOD, opinion())
    people.decide(FIRE, case_no, FIRE_ITEM, opinion())
    return case_no


def inspected(people: MarkedPeople, citizen: Citizen, case_no: str) -> None:
    """The applicant wishes another time for the inspection; then two bodies carry it out."""
    wait_for("inspection", lambda: people.open_task(FIRE, case_no))
    operation = "POST /cases/{case_no}/inspections"
    clock, path = people.platform.engine.clock, f"/cases/{case_no}/inspections"

    def appoint() -> str:
        appointed = {"starts_at": (clock.now() + HOUR).isoformat(), "place": mark(operation, "place")}
        return str(people.desk(FIRE).post(path, appointed)["inspection_no"])

    wish = mark(f"{operation}/{{inspection_no}}/confirmation", "wish")
    citizen.client.post(f"{path}/{appoint()}/confirmation", {"confirmed": False, "wish": wish})
    number = appoint()
    clock.add_time(HOUR)
    officers = [mark(f"{operation}/{{inspection_no}}/participants", "officers"), "张一"]
    note = mark(f"{operation}/{{inspection_no}}/findings", "findings.note")
    for body, item in ((APPROVAL, FOOD), (FIRE, FIRE_ITEM)):
        desk = people.desk(body)
        desk.post(f"{path}/{number}/participants", {"officers": officers})
        desk.post(f"{path}/{number}/findings", {"findings": [{"item": item, "passed": True, "note": note}]})


def posted(people: MarkedPeople, citizen: Citizen, case_no: str) -> None:
    """The results come back once, then somebody signs for them."""
    operation = "POST /cases/{case_no}/deliveries/{delivery_no}/postings"
    path, officer = f"/cases/{case_no}/deliveries/{ready(citizen, case_no)}/postings", people.desk(APPROVAL)
    sent = {name: mark(operation, name) for name in ("carrier", "tracking_no")}

    def outcome(result: str, name: str) -> Json:
        at = people.platform.clock.now().isoformat()
        return {"result": result, "at": at, name: mark(f"{operation}/outcome", name)}

    officer.post(path, sent)
    officer.post(f"{path}/outcome", outcome("returned", "reason"))
    officer.post(path, sent)
    officer.post(f"{path}/outcome", outcome("received", "receiver"))


def ready(citizen: Citizen, case_no: str) -> str:
    """The number of the first delivery once all of it is sealed."""

    def found() -> str | None:
        known = citizen.client.get(f"/cases/{case_no}/deliveries")["deliveries"]
        return known[0]["delivery_no"] if known and known[0]["ready"] else None

    return str(wait_for("a delivery that is made out", found))


def supplemented(people: MarkedPeople, citizen: Citizen) -> str:
    """Two papers are missing: one is handed in, the other promised; then an officer asks for more, and acts."""
    papers = citizen.materials(NEW_COMMITMENT, without=(PROOF, LATER))
    case_no = citizen.submit(NEW_COMMITMENT, form=form(citizen, SUBMIT, NEW_COMMITMENT), materials=papers)
    answered(people, citizen, case_no, citizen, SUPPLEMENT)
    return case_no


def answered(people: MarkedPeople, owner: Citizen, case_no: str, by: Citizen, operation: str) -> None:
    """Both notices of such a case are answered ``by`` somebody."""
    path = operation.partition(" ")[2].format(case_no=case_no)
    handed_in = {
        "form": {},
        "materials": [by.attach(PROOF, "经营场所使用证明")],
        "tolerances": [{"material": LATER}],
        "undertaking": undertaken(operation),
    }
    by.client.post(path, handed_in | {"notice_no": owner.wait_for_notice(case_no)["notice_no"]})
    people.decide(APPROVAL, case_no, LICENCE, asked())
    again = {"form": {"operator_address": f"示例一区{mark(operation, 'form')}"}, "materials": []}
    by.client.post(path, again | {"notice_no": owner.wait_for_notice(case_no)["notice_no"]})


def asked() -> Json:
    """An officer asks for something."""
    gap = {"target": "operator_address", "what": mark(DECIDE, "gaps.what"), "how": mark(DECIDE, "gaps.how")}
    return opinion("supplement") | {"gaps": [gap]}


def acted(people: MarkedPeople, case_no: str) -> None:
    """What officers do with an item in review, in each way that has a reason."""
    path, reason = f"/cases/{case_no}/items", mark(ACT, "reason") + MISTAKE_IN_DOCUMENT
    people.wait_for_task(APPROVAL, case_no, LICENCE)
    desk, head = people.desk(APPROVAL), people.client("head", "head", APPROVAL)
    suspend = {"act": "suspend", "procedure": "expert_review", "days": 5, "reason": reason}
    desk.post(f"{path}/{LICENCE}/acts", suspend)
    desk.post(f"{path}/{LICENCE}/acts", {"act": "resume"})
    extend = {"act": "extend", "days": 3, "approver": "organ_head", "reason": reason}
    head.post(f"{path}/{LICENCE}/acts", extend)
