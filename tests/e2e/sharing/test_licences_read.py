"""A licence of the one region read by the other in place of a paper: what counts is granted by rule and filed as evidence,
what was revoked meanwhile goes to an officer.
"""

import json

import pytest

from chain.certificates.certificate_types import certificate_type
from scripts.tools.demo.client import Json
from tests.e2e.archive.packages import filed, files_in
from tests.e2e.joint import inspect_together
from tests.e2e.people import EXISTING_INSPECTION, NEW_COMMITMENT, Citizen, People, wait_for
from tests.e2e.sharing.office import SOURCE, Office

pytestmark = pytest.mark.e2e

ISSUER = "approval_379901"
APPROVAL, URBAN, FIRE = "approval_379902", "urban_379902", "fire_379902"
NAME = "示例一区海岱饭店"
LICENCE, SIGN = "business_license", "signboard"
REVOKED: Json = {"act": "revoke", "ground": "deceit", "reason": "提交虚假材料取得登记"}
"""A registration is no licence by law, so it cannot be suspended: what may befall it overnight is this."""
VERIFYING, READING = "核验申请人已有的营业执照", "以营业执照代替申请人提交的复印件"


def test_a_licence_of_an_earlier_chain_is_read_in_place_of_a_paper_and_one_revoked_meanwhile_is_not_relied_on(
    people: People, office: Office
) -> None:
    citizen = people.citizen
    founding, licence = _licensed(people, citizen)
    verifying = office.granted("legal-persons", APPROVAL, ISSUER, VERIFYING, ["tyshxydm", "jgmc", "djzt"])
    reading = office.granted("licences", URBAN, ISSUER, READING, ["ZZBS", "ZZZTDM"])
    office.write({"legal-persons": (verifying, VERIFYING), "licences": (reading, READING)})
    office.begin_anew(APPROVAL, URBAN)

    relying = _second(citizen, licence["metadata"]["CZZTDM"])
    wait_for("granted by rule", lambda: _sign(citizen, relying)["stage"] == "concluded")
    assert people.open_task(URBAN, relying, SIGN) is None
    lookups = citizen.client.get("/certificates/lookups")["lookups"]
    assert (URBAN, READING) in {(each["body"], each["purpose"]) for each in lookups}

    # That the business exists was read within the hour and serves this case too; its licence is read anew.
    people.client("head", "head", ISSUER).post(f"/cases/{founding}/items/{LICENCE}/aftercare", REVOKED)
    doubted = _second(citizen, licence["metadata"]["CZZTDM"])
    task = people.wait_for_task(URBAN, doubted, SIGN)
    (shown,) = people.desk(URBAN).get(f"/tasks/{task['task_key']}")["readings"]
    assert (shown["certificate"], shown["certificate_status"]) == (licence["identifier"], "revoked")
    assert shown["says"].endswith("申请人的“营业执照”已撤销，不能作为申请材料，请核实。")
    assert _sign(citizen, doubted)["stage"] == "in_review"
    people.decide(URBAN, doubted, SIGN, {"outcome": "refused", "opinion": "营业执照已撤销，不予许可。"})
    wait_for("refused", lambda: _sign(citizen, doubted)["state"] == "refused")

    inspect_together(people, relying, {FIRE: "fire_inspection", APPROVAL: "food_license"})
    people.grant(APPROVAL, relying, "food_license")
    people.grant(FIRE, relying, "fire_inspection")
    assert citizen.wait_for_end(relying)["state"] == "completed"
    desk = people.desk(APPROVAL)
    wait_for("the package", lambda: filed(desk, relying))
    package = desk.content(f"/cases/{relying}/archive")
    kept = {each["grant_no"]: each for each in _evidence(package)}
    assert kept.keys() == {verifying, reading}
    assert all(each["confirmed"] and each["source"] == SOURCE for each in kept.values())
    assert kept[reading]["licence"] == {
        "material": "licence_copy",
        "type_code": certificate_type(LICENCE).code,
        "identifier": licence["identifier"],
        "status": "valid",
    }


def _licensed(people: People, citizen: Citizen) -> tuple[str, Json]:
    """A chain of the first region that came to its end, and the licence of the business that it founded."""
    form = citizen.form(NEW_COMMITMENT) | {"business_name": NAME}
    case_no = citizen.submit(NEW_COMMITMENT, form=form)
    people.grant(ISSUER, case_no, LICENCE)
    people.inspect(case_no, ["food_license"])
    people.grant(ISSUER, case_no, "food_license")
    ended = citizen.wait_for_end(case_no)
    link = next(item["certificate"] for item in ended["items"] if item["item"] == LICENCE)
    return case_no, citizen.client.get(f"/certificates/{link['identifier']}")


def _second(citizen: Citizen, uscc: str) -> str:
    """The same business applies in the other region; nobody hands in its licence. The number of the case."""
    form = citizen.form(EXISTING_INSPECTION) | {"business_name": NAME, "uscc": uscc}
    application = citizen.application(EXISTING_INSPECTION, form=form, region="379902")
    assert "licence_copy" not in {each["material"] for each in application["materials"]}
    return str(citizen.client.post("/cases", application)["case_no"])


def _sign(citizen: Citizen, case_no: str) -> Json:
    found: Json = next(item for item in citizen.case(case_no)["items"] if item["item"] == SIGN)
    return found


def _evidence(package: bytes) -> list[Json]:
    """What an archive package holds of shared data that was read."""
    return [json.loads(content) for name, content in files_in(package) if "/shared/" in f"/{name}"]
