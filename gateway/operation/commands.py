"""Commands to the engine as spans and numbers: ``@watched("publish_message")`` over the method that sends one."""

import time
from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager, nullcontext
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from chain import tracing
from chain.tracing.spans import code_of
from gateway.operation import metrics

P = ParamSpec("P")
T = TypeVar("T")


def watched(
    name: str, *, traced: bool = True
) -> Callable[[Callable[P, Coroutine[Any, Any, T]]], Callable[P, Coroutine[Any, Any, T]]]:
    """Watch a command with all its repetitions; what it raises goes on.

    What is asked before there is a case is not ``traced``: its span would begin the request's outside the case's trace.
    """

    def watch(send: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, Coroutine[Any, Any, T]]:
        @wraps(send)
        async def sent(*arguments: P.args, **named: P.kwargs) -> T:
            started, result = time.perf_counter(), "ok"
            try:
                with _span(name) if traced else nullcontext():
                    return await send(*arguments, **named)
            except BaseException as error:
                result = code_of(error)
                raise
            finally:
                metrics.engine_commands.labels(name, result).inc()
                metrics.engine_seconds.labels(name).observe(time.perf_counter() - started)

        return sent

    return watch


def _span(name: str) -> AbstractContextManager[object]:
    return tracing.span("engine command", tracing.Kind.CLIENT, command=name)
