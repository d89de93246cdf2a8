"""What is known of the values that a chain's variables may have: questions of the theme, decisions, outcomes of items."""

from bpmn.diagrams import ProcessModel
from bpmn.lint.finding import Deployment

OUTCOMES = frozenset(["granted", "refused", "closed"])
"""What an item comes to; ``closed``: it ended without a decision, and the theme lets the others go on."""

ACCEPTANCES = frozenset(["accepted", "returned", "not_accepted"])
"""What the unified acceptance of a chain comes to."""

TOLD = "told"
"""What its own registration may come to besides: gaps were told in time, so the case waits for what was asked."""

_ACCEPTANCE = "unified_acceptance"

TASK_VARIABLES = {
    "department_precheck": "decision",
    "department_review": "decision",
    "joint_inspection": "inspection",
}
"""The variable that completing a user task sets, by its form: one object with the key ``outcome``."""


def known_values(
    path: tuple[str, ...], process: ProcessModel, deployment: Deployment
) -> frozenset[str] | None:
    """The texts that what stands at ``path`` may be, or ``None`` when that is not known."""
    if len(path) != 2:
        return None
    root, member = path
    theme = deployment.theme(process)
    if root == "situation" and theme is not None:
        asked = (each for each in theme.question if each.key == member)
        return next((frozenset(answer.key for answer in question.answer) for question in asked), None)
    if root == "outcomes":
        return OUTCOMES
    if path == ("acceptance", "outcome"):
        return ACCEPTANCES | {TOLD} if process.id == _ACCEPTANCE else ACCEPTANCES
    if member == "outcome":
        forms = [
            each.form_id for each in process.elements.values() if TASK_VARIABLES.get(each.form_id) == root
        ]
        return next((deployment.decisions.get(form) or None for form in forms), None)
    return None
