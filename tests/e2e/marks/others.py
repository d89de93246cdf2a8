"""What else people write, all of it marks: agents, bodies that share data, officers in between, anybody on public pages."""

from datetime import date, timedelta
from typing import Any

from bpmn.catalogue import plan
from chain.clock import BEIJING
from chain.sharing import Resource
from forms.one_form import one_form
from forms.samples import load_sample
from forms.slices import cut
from scripts.tools.demo.client import Json
from tests.e2e.marks.applicants import APPROVAL, DECIDE, FIRE, FIRE_ITEM, FOOD, LICENCE, SIGN, opinion
from tests.e2e.marks.counter import CARD, CONTRACT, HRSS
from tests.e2e.marks.personal import MARKS
from tests.e2e.marks.table import MOBILE, mark
from tests.e2e.marks.witness import MarkedClient, MarkedPeople
from tests.e2e.people import NEW_INSPECTION, REGION, Citizen, wait_for

PHARMACY: Json = {"licence": "existing", "devices": "none", "food": "none"}
LICENSED: Json = {"uscc": "92379901MADEMA019D", "business_name": "示例一区老街饭店"}
"""A business that the rehearsal register knows."""
DRUGS = "drug_license"


def today(people: MarkedPeople) -> date:
    """The day in the house."""
    return people.platform.clock.now().astimezone(BEIJING).date()


def represented(people: MarkedPeople, citizen: Citizen, case_no: str) -> None:
    """An agent resigns, another is revoked, and an official assists in a system of the state."""
    agent = people.another_citizen(mark("POST /mandates", "agent"))
    until = (today(people) + timedelta(days=30)).isoformat()
    days = {
        "from": today(people).isoformat(),
        "until": until,
        "agent_name": mark("POST /mandates", "agent_name"),
    }
    scope = {"themes": ["restaurant"], "acts": ["submit", "read"]}

    def given(**changes: Any) -> str:
        number = citizen.client.post("/mandates", days | changes)["mandate_no"]
        by = people.desk(APPROVAL) if "agent_body" in changes else agent.client
        by.post(f"/mandates/{number}/acceptance", {})
        return str(number)

    for ending, by in (("resignation", agent), ("revocation", citizen)):
        number = given(agent=agent.sub, scope=scope)
        reason = mark(f"POST /mandates/{{mandate_no}}/{ending}", "reason")
        people.acting(agent, number).client.get("/cases")
        by.client.post(f"/mandates/{number}/{ending}", {"reason": reason})

    operation, desk = "POST /cases/{case_no}/items/{item}/assistance", people.desk(APPROVAL)
    systems = [
        {"level": "national", "name": mark("POST /mandates", "scope.systems.name")},
        {"level": "national", "name": mark(operation, "system.name")},
    ]
    number = given(agent_body=APPROVAL, scope={"case_nos": [case_no], "acts": ["assist"], "systems": systems})
    receipt = desk.upload("/files", "file", [citizen.make_paper("国家系统回执")])["file_id"]
    done = {name: mark(operation, name) for name in ("done", "receipt_no")}
    at = people.platform.clock.now().isoformat()
    assisted = {"mandate_no": number, "system": systems[1], "receipt_file_id": receipt, "at": at}
    desk.post(f"/cases/{case_no}/items/{LICENCE}/assistance", assisted | done)


def shared(people: MarkedPeople) -> None:
    """A body applies for uses of shared data, asks, and gives one back; of the other it is deprived."""
    apply = "POST /sharing/v1/applications"
    fire, head = people.desk(FIRE), people.client("head", "head", APPROVAL)
    endings = {Resource.LICENCES: (fire, "withdrawal"), Resource.LEGAL_PERSONS: (head, "revocation")}
    for resource, (by, ending) in endings.items():
        query = f"POST /sharing/v1/{resource.value}/query"
        purpose = mark(apply, "purpose") + mark(query, "purpose")
        wanted = {
            "resource": resource.value,
            "provider": APPROVAL,
            "purpose": purpose,
            "legal_basis": mark(apply, "legal_basis"),
            "fields": ["ZZMC"] if resource is Resource.LICENCES else ["jgmc"],
            "daily_quota": 10,
            "until": (today(people) + timedelta(days=30)).isoformat(),
        }
        number = fire.post("/sharing/v1/applications", wanted)["grant_no"]
        path = f"/sharing/v1/applications/{number}"
        decision = {"outcome": "granted", "reason": mark(f"{apply}/{{grant_no}}/decision", "reason")}
        head.post(f"{path}/decision", decision)
        asked = {"grant_no": number, "purpose": purpose, "case_ref": mark(query, "case_ref")}
        for whom in _asked_for(resource, query):
            fire.post(f"/sharing/v1/{resource.value}/query", asked | whom)
        by.post(f"{path}/{ending}", {"reason": mark(f"{apply}/{{grant_no}}/{ending}", "reason")})


def _asked_for(resource: Resource, query: str) -> list[Json]:
    if resource is Resource.LEGAL_PERSONS:
        return [{"uscc": mark(query, "uscc")}]
    return [
        {"holder_code": mark(query, "holder_code")},
        {"type_code": "11370000MB000000XX001", "number": mark(query, "number")},
    ]


def published(people: MarkedPeople, citizen: Citizen) -> None:
    """The public list is searched and shortened; a supervisor enters a day; somebody tells where messages go."""
    citizen.client.get("/publicity", q=mark("GET /publicity", "q"))
    public: list[Json] = wait_for("a publication", lambda: citizen.client.get("/publicity")["publications"])
    first = public[0]
    head = people.client("head-of-body", "head", first["body"])
    reason = mark("POST /publicity/{number}/withdrawal", "reason")
    head.post(f"/publicity/{first['id']}/withdrawal", {"reason": reason})
    supervisor = people.client("supervisor", "supervisor")
    basis = {"working": False, "basis": mark("PUT /calendar/days/{day}", "basis")}
    supervisor.put(f"/calendar/days/{(today(people) + timedelta(days=90)).isoformat()}", basis)
    contacts = {"sms": MOBILE, "email": mark("PUT /me/contacts", "email"), "channels": []}
    people.client(citizen.sub, "applicant").put("/me/contacts", contacts)


def verified(client: MarkedClient, paper: bytes, identifier: str) -> None:
    """Files of whatever name and content are held to the public verifier."""
    for path in ("/certificates/verification", "/v"):
        text = mark(f"POST {path}", "file")
        content = f"%PDF-1.4\n% {text} {MARKS['file content']}\n%%EOF".encode()
        client.hand_in(path, (f"{text}.pdf", content, "application/pdf"))
    client.hand_in("/files", (f"{mark('POST /files', 'file')}.pdf", paper, "application/pdf"))
    client.content(f"/v/{identifier}?t={mark('GET /v/{identifier}', 't')}")


def ended_early(people: MarkedPeople, citizen: Citizen) -> None:
    """Items that are inspected, forwarded, returned, made void and given up, each with its reason."""
    case_no = citizen.submit(NEW_INSPECTION)
    people.decide(APPROVAL, case_no, LICENCE, opinion())
    note = mark(DECIDE, "findings.note")
    findings = [{"item": item, "passed": True, "note": note} for item in (FOOD, FIRE_ITEM)]
    task = people.wait_for_task(FIRE, case_no)
    people.desk(FIRE).post(f"/tasks/{task['task_key']}/claim", {})
    people.desk(FIRE).post(f"/tasks/{task['task_key']}/decision", opinion("done") | {"findings": findings})
    for body, item in ((APPROVAL, FOOD), (FIRE, FIRE_ITEM)):
        people.wait_for_task(body, case_no, item)
    reason = {"reason": mark("POST /cases/{case_no}/items/{item}/acts", "reason")}
    path = f"/cases/{case_no}/items"
    people.desk(FIRE).post(f"{path}/{FIRE_ITEM}/acts", {"act": "forward", "to": "city"} | reason)
    people.desk(APPROVAL).post(f"{path}/{FOOD}/acts", {"act": "return"} | reason)
    citizen.wait_for_end(case_no)


def given_up(people: MarkedPeople, citizen: Citizen) -> None:
    """An applicant gives up an item, says that the rest goes on, and then gives up the whole."""
    case_no = citizen.submit(NEW_INSPECTION)
    people.wait_for_task(APPROVAL, case_no, LICENCE)
    operation = "POST /cases/{case_no}/items/{item}/withdrawal"
    citizen.client.post(f"/cases/{case_no}/items/{SIGN}/withdrawal", {"reason": mark(operation, "reason")})
    held = {"decision": "continue", "reason": mark("POST /cases/{case_no}/hold", "reason")}
    citizen.client.post(f"/cases/{case_no}/hold", held)
    reason = {"reason": mark("POST /cases/{case_no}/withdrawal", "reason")}
    citizen.client.post(f"/cases/{case_no}/withdrawal", reason)
    citizen.wait_for_end(case_no)


def prechecked(people: MarkedPeople, citizen: Citizen) -> None:
    """An officer looks at a pharmacy before its acceptance: it is not accepted, for a reason and by a rule."""
    chosen = plan("pharmacy", REGION, PHARMACY)
    asked = one_form([(part.item, part.form) for part in chosen.items if part.form is not None])
    needed = citizen.client.get("/themes/pharmacy/form", region=REGION, **PHARMACY)["materials"]
    for outcome, told in (("not_accepted", "basis"), ("not_required", "where")):
        application = {
            "theme": "pharmacy",
            "region": REGION,
            "situation": PHARMACY,
            "form": cut(asked, {**load_sample("pharmacy", today(people)), **LICENSED}),
            "materials": [citizen.attach(each["material"], each["name"]) for each in needed],
        }
        case_no = str(citizen.client.post("/cases", application)["case_no"])
        people.decide(APPROVAL, case_no, DRUGS, opinion(outcome) | {told: mark(DECIDE, told)})


def worked(people: MarkedPeople, case_no: str) -> None:
    """A department's own worker reports in words: nobody else works for the body of this case."""
    worker = people.client("worker", "worker", HRSS)
    path = f"/worker/cases/{case_no}/items/{CARD}"
    operation = "POST /worker/cases/{case_no}/items/{item}"
    words = {name: mark(f"{operation}/precheck", f"gaps.{name}") for name in ("what", "how")}
    worker.post(f"{path}/precheck", {"gaps": [{"kind": "material", "target": CONTRACT} | words]})
    at = people.platform.clock.now().isoformat()
    reading = {
        "resource": Resource.LICENCES.value,
        "source": mark(f"{operation}/shared-readings", "source"),
        "grant_no": "GX01",
        "query_no": "CX01",
        "records": 0,
        "digest": "0" * 64,
        "read_at": at,
    }
    worker.post(f"{path}/shared-readings", reading)
    check = {"outcome": "undecided", "reason": mark(f"{operation}/check", "reason")}
    worker.post(f"{path}/check", check)
    register = mark(f"{operation}/verification", "register")
    worker.post(f"{path}/verification", {"outcome": "granted", "register": register, "consulted_at": at})
