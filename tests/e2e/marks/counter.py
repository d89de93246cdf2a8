"""What is written at the counter of the window, all of it marks."""

from bpmn.catalogue import plan
from chain.clock import BEIJING
from forms.one_form import one_form
from forms.samples import load_sample
from forms.slices import cut
from scripts.tools.demo.client import GatewayRefused
from tests.e2e.marks.applicants import (
    APPROVAL,
    FOOD,
    HOUR,
    LATER,
    LICENCE,
    PROOF,
    address,
    answered,
    form,
    opinion,
    ready,
    undertaken,
)
from tests.e2e.marks.table import mark
from tests.e2e.marks.witness import MarkedClient, MarkedPeople
from tests.e2e.people import NEW_COMMITMENT, REGION, Citizen, wait_for

SUBMIT = "POST /window/cases"
DESIGN = "signboard_design"
HRSS, TALENT = "hrss_379901", "talent_379901"
REGISTRATION, CARD, CONTRACT = "employment_registration", "social_card", "labour_contract"
GOING = {"going": "employed", "hardship": "no", "agent": "self", "settle": "no", "card": "yes"}


def clerk(people: MarkedPeople, sub: str = "clerk") -> MarkedClient:
    """The clerk of the leading body."""
    return people.client(sub, "clerk", APPROVAL)


def typed_in(people: MarkedPeople, owner: Citizen) -> str:
    """A clerk types in for somebody with an account, who supplements at the counter."""
    at_counter = Citizen(people.platform, "counter")
    at_counter.client = clerk(people)
    papers = at_counter.materials(NEW_COMMITMENT, without=(PROOF, LATER, DESIGN))
    application = owner.application(
        NEW_COMMITMENT,
        form=form(owner, SUBMIT, NEW_COMMITMENT),
        materials=papers,
        applicant={"account": owner.sub},
        tolerances=[{"material": DESIGN}],
        undertaking=undertaken(SUBMIT),
        delivery={"way": "post", "address": address(SUBMIT, "delivery.")},
    )
    case_no = str(at_counter.client.post("/window/cases", application)["case_no"])
    answered(people, owner, case_no, at_counter, "POST /window/cases/{case_no}/supplements")
    return case_no


def withdrawn(people: MarkedPeople, owner: Citizen, case_no: str) -> None:
    """At the counter the applicant wishes another time for the inspection, and gives up an item, then the whole."""
    people.wait_for_task(APPROVAL, case_no, LICENCE)
    people.decide(APPROVAL, case_no, LICENCE, opinion())
    wait_for("inspection", lambda: people.open_task(APPROVAL, case_no))
    starts = (people.platform.clock.now() + HOUR).isoformat()
    place = mark("POST /cases/{case_no}/inspections", "place")
    path = f"/cases/{case_no}/inspections"
    number = people.desk(APPROVAL).post(path, {"starts_at": starts, "place": place})["inspection_no"]
    at_counter, window = clerk(people), "POST /window/cases/{case_no}"
    wish = mark(f"{window}/inspections/{{inspection_no}}/confirmation", "wish")
    at_counter.post(f"/window{path}/{number}/confirmation", {"confirmed": False, "wish": wish})
    given_up = {"reason": mark(f"{window}/items/{{item}}/withdrawal", "reason")}
    at_counter.post(f"/window/cases/{case_no}/items/{FOOD}/withdrawal", given_up)
    at_counter.post(f"/window/cases/{case_no}/withdrawal", {"reason": mark(f"{window}/withdrawal", "reason")})
    owner.wait_for_end(case_no)


def graduated(people: MarkedPeople) -> str:
    """A graduate without account: an item decided on the spot, a paper that is seen, a case that changes hands.

    Nobody works for its bodies here, so the case stays where it is.
    """
    at_counter = people.client("hrss", "clerk", HRSS, "officer")
    scan = at_counter.upload("/files", "file", [people.citizen.make_paper("劳动合同")])
    today = people.platform.clock.now().astimezone(BEIJING).date()
    forms = [
        (part.item, part.form) for part in plan("graduate", REGION, GOING).items if part.form is not None
    ]
    application = {
        "theme": "graduate",
        "region": REGION,
        "situation": GOING,
        "form": cut(one_form(forms), load_sample("graduate", today)),
        "materials": [{"material": CONTRACT, "file_id": scan["file_id"]}],
        "decisions": [
            {"item": REGISTRATION, "outcome": "granted", "opinion": mark(SUBMIT, "decisions.opinion")}
        ],
    }
    case_no = str(at_counter.post("/window/cases", application)["case_no"])
    window, own = "POST /window/cases/{case_no}", f"/window/cases/{case_no}"
    taken = {"material": CONTRACT, "copies": 1, "place": mark(f"{window}/papers", "place")}
    paper = at_counter.post(f"{own}/papers", taken)["paper_id"]
    place = mark("POST /window/papers/{paper_id}/moves", "place")
    moved = {"state": "handed_over", "place": place, "body": TALENT}
    at_counter.post(f"/window/papers/{paper}/moves", moved)
    at_counter.post(f"{own}/applicant", {"account": mark(f"{window}/applicant", "account")})
    at_counter.post(f"{own}/handover", {"to": mark(f"{window}/handover", "to")})
    return case_no


def collected(people: MarkedPeople, owner: Citizen, case_no: str) -> None:
    """The licence, granted, is handed out to somebody at the counter."""
    people.client(owner.sub, "applicant").put(f"/cases/{case_no}/delivery", {"way": "window"})
    people.decide(APPROVAL, case_no, LICENCE, opinion())
    operation = "POST /window/deliveries/{case_no}/{delivery_no}/handout"
    receiver = {"name": mark(operation, "receiver.name"), "relation": "agent", "identity": "resident_id"}
    handed = {
        "receiver": receiver | {"identity_checked": True},
        "signed": True,
        "note": mark(operation, "note"),
    }
    at_counter = clerk(people)

    def taken() -> bool:
        """Whether it was handed out: what is decided on other items meanwhile waits in the same delivery, unsealed."""
        path = f"/window/deliveries/{case_no}/{ready(owner, case_no)}/handout"
        try:
            at_counter.post(path, handed)
        except GatewayRefused as refused:
            if refused.problem["code"] != "DeliveryNotReady":
                raise
            return False
        return True

    wait_for("the delivery handed out", taken)
