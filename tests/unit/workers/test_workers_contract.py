"""The contract between diagrams and workers holds before anything runs."""

import ast
from pathlib import Path

import pytest

import workers
from chain.job_types import JOB_TYPES
from workers.app import build_router
from workers.runtime import JobContext, JobResult, Router
from workers.runtime.routing import RouteRefused


class Claimed(JobResult):
    claimed: bool


class Other(JobResult):
    something: bool


def test_every_job_type_has_exactly_one_handler() -> None:
    assert set(build_router().routes()) == set(JOB_TYPES)


@pytest.mark.parametrize("name", JOB_TYPES)
def test_a_handlers_result_has_exactly_the_declared_fields(name: str) -> None:
    route = build_router().routes()[name]
    assert set(route.result.model_fields) == set(JOB_TYPES[name].fields)


@pytest.mark.parametrize("name", JOB_TYPES)
def test_a_handler_ends_before_the_engine_gives_its_job_away(name: str) -> None:
    route = build_router().routes()[name]
    assert route.limit < route.timeout


def test_modules_with_handlers_do_not_postpone_their_annotations() -> None:
    for path in Path(workers.__file__).parent.rglob("handlers.py"):
        imported = [
            node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)
        ]
        assert all(node.module != "__future__" for node in imported), path


def test_an_unknown_job_type_is_refused() -> None:
    with pytest.raises(RouteRefused, match="not a job type"):
        Router().job("acceptance.nothing")


def test_a_second_handler_of_a_job_type_is_refused() -> None:
    first, second, joined = Router(), Router(), Router()

    async def claim(job: JobContext) -> Claimed:
        return Claimed(claimed=True)

    first.job("acceptance.claim")(claim)
    second.job("acceptance.claim")(claim)
    with pytest.raises(RouteRefused, match="already"):
        joined.include([first, second])


def test_a_result_with_other_fields_is_refused() -> None:
    async def claim(job: JobContext) -> Other:
        return Other(something=True)

    with pytest.raises(RouteRefused, match="exactly the fields claimed"):
        Router().job("acceptance.claim")(claim)


def test_a_handler_that_does_not_say_what_it_returns_is_refused() -> None:
    async def claim(job: JobContext):  # type: ignore[no-untyped-def]
        return Claimed(claimed=True)

    with pytest.raises(RouteRefused, match="annotated"):
        Router().job("acceptance.claim")(claim)


def test_a_handler_that_would_block_the_worker_is_refused() -> None:
    def claim(job: JobContext) -> Claimed:
        return Claimed(claimed=True)

    with pytest.raises(RouteRefused, match="async"):
        Router().job("acceptance.claim")(claim)  # type: ignore[type-var]
