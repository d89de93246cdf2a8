"""The steps between a submission and its certificates, each a call from one process to another."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from chain.job_types import JOB_TYPES

CLIENT, GATEWAY, WORKER, KEEPER, ENGINE, INTAKE = "client", "gateway", "worker", "keeper", "engine", "intake"


class Side(StrEnum):
    """When the kill comes: before the call reaches the answering process, while it works, or after it answered."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """One kind of call: who calls whom for what."""

    caller: str
    answerer: str
    name: str

    def __str__(self) -> str:
        return f"{self.caller}→{self.answerer} {self.name}"


@dataclass(frozen=True, slots=True, order=True)
class KillPoint:
    """A kill to be carried out once: at which step, on which side of it, and which of the two processes dies."""

    step: Step
    side: Side
    victim: str


_TEMPLATES = tuple(
    (method, re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + r"(\?.*)?"), path)
    for method, path in (
        ("POST", "/files"),
        ("POST", "/cases"),
        ("POST", "/cases/{no}/supplements"),
        ("POST", "/cases/{no}/withdrawal"),
        ("POST", "/tasks/{key}/claim"),
        ("POST", "/tasks/{key}/decision"),
        ("POST", "/cases/{no}/inspections/{no}/findings"),
        ("GET", "/certificates/{id}/file"),
        ("POST", "/certificates/{id}/copies"),
        ("GET", "/certificates/{id}/copies/{no}/file"),
        ("POST", "/worker/cases/{no}/claim"),
        ("POST", "/worker/cases/{no}/acceptance"),
        ("GET", "/worker/cases/{no}/items/{item}/slice"),
        ("POST", "/worker/cases/{no}/items/{item}/precheck"),
        ("POST", "/worker/cases/{no}/items/{item}/check"),
        ("POST", "/worker/cases/{no}/items/{item}/verification"),
        ("POST", "/worker/cases/{no}/notices"),
        ("POST", "/worker/cases/{no}/items/{item}/obligations/gate"),
        ("POST", "/worker/cases/{no}/obligations/{no}/check"),
        ("POST", "/worker/cases/{no}/matters/{no}/check"),
        ("GET", "/worker/cases/{no}/documents/{id}"),
        ("PUT", "/worker/cases/{no}/documents/{id}/sealed"),
        ("GET", "/worker/cases/{no}/documents/{id}/sealed"),
        ("POST", "/worker/cases/{no}/items/{item}/certificate"),
        ("PUT", "/worker/certificates/{id}/original"),
        ("GET", "/worker/certificates/{id}/original"),
        ("PUT", "/worker/certificates/{id}/sealed"),
        ("GET", "/worker/certificates/{id}/sealed"),
        ("GET", "/worker/cases/{no}/copies/{no}"),
        ("PUT", "/worker/cases/{no}/copies/{no}/sealed"),
        ("GET", "/worker/cases/{no}/dossier"),
        ("POST", "/worker/cases/{no}/handover"),
        ("POST", "/worker/cases/{no}/archive/manifest"),
        ("GET", "/worker/cases/{no}/files/{id}"),
        ("PUT", "/worker/cases/{no}/archive"),
        ("GET", "/v1/seals/{body}"),
        ("POST", "/v1/seals/{body}/sign"),
        ("POST", "/v1/timestamp"),
        ("POST", "/v1/user-tasks/{key}/assignment"),
        ("POST", "/v1/user-tasks/{key}/completion"),
        ("POST", "/_bulk"),
    )
)

# A clock is looked at, and a supplement lapses, days later: these stories are played within the hour.
_NOT_IN_THE_STORIES = ("clock.check", "review.lapse", "demo.succeed", "demo.refuse", "demo.crash")
MESSAGES = (
    "restaurant.submitted",
    "supplement-submitted",
    "case-withdrawn",
    "document-drafted",
    "obligation-opened",
    "matter-opened",
    "matter-changed",
    "copy-ordered",
)


def template(method: str, target: str) -> str | None:
    """``POST /cases/{no}/supplements`` for such a request; ``None`` when it is no step of the stories."""
    for wanted, form, path in _TEMPLATES:
        if method == wanted and form.fullmatch(target):
            return f"{method} {path}"
    return None


def _ends(path: str) -> tuple[str, str]:
    if path.startswith("/worker/"):
        return WORKER, GATEWAY
    if path.startswith(("/v1/seals/", "/v1/timestamp")):
        return WORKER, KEEPER
    if path.startswith("/v1/user-tasks/"):
        return GATEWAY, ENGINE
    return (ENGINE, INTAKE) if path == "/_bulk" else (CLIENT, GATEWAY)


def http_step(name: str) -> Step:
    """The step of a template."""
    caller, answerer = _ends(name.split(" ", 1)[1])
    return Step(caller, answerer, name)


def message_step(message: str) -> Step:
    """The gateway's outbox publishes ``message``."""
    return Step(GATEWAY, ENGINE, f"PublishMessage {message}")


def job_step(call: str, job_type: str) -> Step:
    """``take`` (the engine hands a job over) or ``complete`` of a job type."""
    return Step(WORKER, ENGINE, f"{call} {job_type}")


def in_turn(step: Step) -> Step:
    """The step where a body seals what another sealed before: it begins with that file, and its own seal is kept beside."""
    return replace(step, name=f"{step.name} (next body)")


def turn_steps() -> list[Step]:
    """Every step of a seal behind the leading body's whose call names its document.

    Seal and time stamp are asked for without naming one: whoever dies there is where a death at the steps around leaves them.
    """
    calls = (
        "GET /worker/cases/{no}/documents/{id}",
        "GET /worker/cases/{no}/documents/{id}/sealed",
        "POST /v1/seals/{body}/sign",
        "PUT /worker/cases/{no}/documents/{id}/sealed",
    )
    jobs = (job_step(call, "document.issue") for call in ("take", "complete"))
    return [in_turn(step) for step in (message_step("document-drafted"), *map(http_step, calls), *jobs)]


def all_steps() -> list[Step]:
    """Every step that the stories must go through."""
    jobs = [name for name in JOB_TYPES if name not in _NOT_IN_THE_STORIES]
    return [
        *(http_step(f"{method} {path}") for method, _, path in _TEMPLATES),
        *(message_step(message) for message in MESSAGES),
        *(job_step(call, job) for call in ("take", "complete") for job in jobs),
        *turn_steps(),
    ]


REPRESENTATIVES = frozenset(
    {
        (message_step("restaurant.submitted"), Side.AFTER),
        (http_step("POST /v1/user-tasks/{key}/completion"), Side.AFTER),
        (job_step("take", "e_certificate.issue"), Side.AFTER),
        (job_step("complete", "e_seal.apply"), Side.AFTER),
        (http_step("POST /_bulk"), Side.BEFORE),
    }
)
"""Where the short sweep kills the engine: once at each kind of call that it takes part in."""


def points_of(steps: Iterable[Step]) -> Iterator[KillPoint]:
    """All kills: each step, each side, each process taking part (the client is the test's and outlives all)."""
    for step in steps:
        handed_over = step.name.startswith("take ")
        for side in Side:
            # A job that waits on the engine is handed over at a moment of the engine's choice: there is only an after.
            if handed_over and side is not Side.AFTER:
                continue
            victims = {step.answerer} if side is Side.DURING else {step.caller, step.answerer}
            yield from (KillPoint(step, side, victim) for victim in sorted(victims - {CLIENT}))


def short_sweep() -> set[KillPoint]:
    """Every step, both sides and both processes in turn: after the answer both, before it one of the two by turns.

    An engine takes longest to come back and dies at :data:`REPRESENTATIVES` only.
    """
    chosen = set()
    for number, step in enumerate(all_steps()):
        for point in points_of([step]):
            if point.victim == ENGINE:
                wanted = (step, point.side) in REPRESENTATIVES
            elif point.side is Side.BEFORE:
                only = {step.caller, step.answerer} - {CLIENT, ENGINE}
                wanted = point.victim == sorted(only)[number % len(only)]
            else:
                wanted = point.side is Side.AFTER
            if wanted:
                chosen.add(point)
    return chosen


def full_sweep() -> set[KillPoint]:
    """Every kill there is."""
    return set(points_of(all_steps()))
