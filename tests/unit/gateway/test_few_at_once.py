"""Heavy work takes turns, on whatever loop it is asked for."""

import asyncio
from threading import Barrier, Lock

import pytest

from gateway.few_at_once import FewAtOnce


def test_two_work_at_once_and_never_more_whatever_loop_they_come_from() -> None:
    few, together, lock = FewAtOnce(2, "test"), Barrier(2), Lock()
    inside: list[int] = []
    crowds: list[int] = []

    def work(number: int) -> int:
        with lock:
            inside.append(number)
            crowds.append(len(inside))
        together.wait(10)
        with lock:
            inside.remove(number)
        return number * number

    async def ask() -> list[int]:
        return list(await asyncio.gather(*(few.do(work, number) for number in range(10))))

    for _ in range(2):
        assert asyncio.run(ask()) == [number * number for number in range(10)]
    assert max(crowds) == 2


async def test_what_the_work_raises_is_raised_to_whoever_asked() -> None:
    def work() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        await FewAtOnce(1, "test").do(work)
