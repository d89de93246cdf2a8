"""How a handler is declared: ``@router.job("review.precheck")`` over a typed function.

The declaration is checked when the module is imported, so that a handler that breaks the contract of
:mod:`chain.job_types` never starts. A module with handlers must not postpone the evaluation of annotations.
"""

import inspect
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

from chain.job_types import JOB_TYPES, JobType
from workers.runtime.context import JobContext

JOB_TIMEOUT = timedelta(seconds=30)
"""How long the engine leaves a job with one worker before it hands it to the next."""

LIMIT_SHARE = 0.75
"""The share of a job's timeout that its handler may use; the rest is for sending the result."""


class JobResult(BaseModel):
    """Base of every result: frozen, no further fields, dumped as JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Handler = Callable[[JobContext], Awaitable[JobResult]]
HandlerT = TypeVar("HandlerT", bound=Handler)


class RouteRefused(TypeError):
    """A handler that does not keep to the contract; a programming error, raised at import."""


@dataclass(frozen=True, slots=True)
class Route:
    """A job type with its handler. ``timeout`` is the engine's, ``limit`` the handler's (shorter)."""

    job_type: JobType
    handler: Handler
    result: type[JobResult]
    timeout: timedelta

    @property
    def limit(self) -> timedelta:
        """How long the handler may take."""
        return self.timeout * LIMIT_SHARE


class Router:
    """The handlers of one package, or of several joined."""

    def __init__(self) -> None:
        self._routes: dict[str, Route] = {}

    def job(self, name: str, *, timeout: timedelta = JOB_TIMEOUT) -> Callable[[HandlerT], HandlerT]:
        """Declare the handler of ``name``. Raises :class:`RouteRefused` when it breaks the contract."""
        job_type = JOB_TYPES.get(name)
        if job_type is None:
            raise RouteRefused(f"{name} is not a job type: add it to chain/job_types.py first")

        def declare(handler: HandlerT) -> HandlerT:
            self._add(Route(job_type, handler, _result_of(job_type, handler), timeout))
            return handler

        return declare

    def _add(self, route: Route) -> None:
        name = route.job_type.name
        if name in self._routes:
            raise RouteRefused(f"{name} has a handler already")
        self._routes[name] = route

    def include(self, routers: Iterable["Router"]) -> None:
        """Take over every route of ``routers``; a job type with two handlers is refused."""
        for router in routers:
            for route in router:
                self._add(route)

    def __iter__(self) -> Iterator[Route]:
        return iter(self._routes.values())

    def routes(self) -> Mapping[str, Route]:
        """The routes by the job type's name."""
        return self._routes


def _result_of(job_type: JobType, handler: Handler) -> type[JobResult]:
    """The result class of ``handler``, checked against the declared fields."""
    if not inspect.iscoroutinefunction(handler):
        raise RouteRefused(f"the handler of {job_type.name} is not an async function")
    result = inspect.signature(handler).return_annotation
    if not (isinstance(result, type) and issubclass(result, JobResult)):
        raise RouteRefused(f"the handler of {job_type.name} must be annotated to return a JobResult class")
    if set(result.model_fields) != set(job_type.fields):
        raise RouteRefused(f"{result.__name__} must have exactly the fields {', '.join(job_type.fields)}")
    return result
