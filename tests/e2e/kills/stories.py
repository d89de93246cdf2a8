"""What happens to a case while processes die around it."""

from collections.abc import Callable
from dataclasses import dataclass

from scripts.tools.demo.client import Json
from tests.e2e.kills.people import Applicant, Desks
from tests.e2e.people import EXISTING_INSPECTION, NEW_COMMITMENT, NEW_INSPECTION

GRANTED: Json = {"outcome": "granted", "opinion": "符合条件，准予许可。"}
REFUSED: Json = {"outcome": "refused", "opinion": "不符合法定条件，不予许可。"}
LEFT_OUT = "signboard"


@dataclass(frozen=True, slots=True)
class Story:
    """An applicant in a situation, and what is done until the case has ended."""

    situation: Json
    play: Callable[[Applicant, Desks], None]


def _granted(task: Json) -> Json:
    return GRANTED


def _refused(task: Json) -> Json:
    return REFUSED


def _unclear(task: Json) -> Json:
    material = next(each for each in task["materials"] if each["files"])
    gap = {"target": material["material"], "what": f"“{material['name']}”不清晰", "how": "请重新上传"}
    return {"outcome": "supplement", "opinion": "材料不清晰。", "gaps": [gap]}


def with_supplements(applicant: Applicant, desks: Desks) -> None:
    """A new business that forgot a paper, and is asked once more by an officer; it gets five certificates, one copied."""
    applicant.submit(without=LEFT_OUT)
    applicant.answer_notice()
    desks.decide("approval", applicant.case_no, "business_license", _granted)
    desks.inspect(applicant.case_no)
    desks.decide("approval", applicant.case_no, "food_license", _unclear)
    applicant.answer_notice()
    desks.decide("approval", applicant.case_no, "food_license", _granted)
    desks.decide("fire", applicant.case_no, "fire_inspection", _granted)
    applicant.see_the_end()
    applicant.have_copied("food_license")


def with_existing_licence(applicant: Applicant, desks: Desks) -> None:
    """A business that has its licence, which is verified; two bodies inspect and seal one record; it has another copied."""
    applicant.submit()
    inspecting = {"fire": "fire_inspection", "approval": "food_license"}
    record = desks.inspect_together(applicant.case_no, inspecting)
    desks.decide("fire", applicant.case_no, "fire_inspection", _granted)
    desks.decide("approval", applicant.case_no, "food_license", _granted)
    applicant.see_the_end()
    applicant.have_copied("fire_inspection")
    applicant.read_joint(record)


def by_commitment(applicant: Applicant, desks: Desks) -> None:
    """A new business whose fire safety goes by commitment."""
    applicant.submit()
    desks.decide("approval", applicant.case_no, "business_license", _granted)
    desks.inspect(applicant.case_no)
    desks.decide("approval", applicant.case_no, "food_license", _granted)
    applicant.see_the_end()


def refused(applicant: Applicant, desks: Desks) -> None:
    """A business that is refused its licence."""
    applicant.submit()
    desks.decide("approval", applicant.case_no, "business_license", _refused)
    applicant.see_the_end()


def withdrawn(applicant: Applicant, desks: Desks) -> None:
    """An applicant who takes the application back while an officer has it."""
    applicant.submit()
    desks.wait_for_task("approval", applicant.case_no, "business_license")
    applicant.withdraw()
    applicant.see_the_end()


def abandoned(applicant: Applicant, desks: Desks) -> None:
    """An applicant who sends once and never looks back: nothing that was not acknowledged may count twice."""
    applicant.submit_and_leave()


STORIES = (
    Story(NEW_INSPECTION, with_supplements),
    Story(EXISTING_INSPECTION, with_existing_licence),
    Story(NEW_COMMITMENT, by_commitment),
    Story(NEW_COMMITMENT, refused),
    Story(NEW_INSPECTION, withdrawn),
    Story(NEW_INSPECTION, abandoned),
)
