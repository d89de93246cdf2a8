"""Moves the engine's own clock, which brokers started with ``clock_controlled`` allow (tests and rehearsals only)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from chain.clock import OffsetClock, write_offset
from chain.errors import TemporarilyUnavailable
from scripts.tools.trust import trust

_TIMEOUT = 10.0  # seconds; the calls only set a number, so none is repeated
_MILLISECOND = timedelta(milliseconds=1)


class ClockUnreachable(TemporarilyUnavailable):
    """No broker is there whose clock could be read or moved."""

    message = "流程引擎不在运行，无法调整时间。"


class EngineClock:
    """The clock of all brokers behind these management addresses, for instance ``http://127.0.0.1:9600``.

    They move together; one that is down is left out and catches up when it is started again. ``offset_file`` is the file
    that gateway and workers follow (:mod:`chain.clock`). It is written before the engine moves, so that a job of a timer
    that fires meets a store which is already as late as the engine.
    """

    def __init__(self, management_urls: Sequence[str], offset_file: Path | None = None) -> None:
        self._urls = [f"{url}/actuator/clock" for url in management_urls]
        self._offset_file = offset_file
        self._pinned = False
        self._lead: timedelta | None = None

    def now(self) -> datetime:
        """The engine's time in UTC, to the millisecond."""
        return self._call("GET", "")

    def reckoned(self) -> datetime:
        """The same without asking again, from what was told last; right while only this object moves the time."""
        return self.now() if self._lead is None else datetime.now(UTC) + self._lead

    def add_time(self, step: timedelta) -> datetime:
        """Move forward by ``step``; due timers fire at once. Returns the new time."""
        self._let_others_follow(self.now() + step)
        return self._call("POST", "/add", {"offsetMilli": step // _MILLISECOND})

    def pin(self, moment: datetime) -> datetime:
        """Stop the clock at ``moment`` (with a zone); those who follow the file go on from there. Returns the time."""
        self._let_others_follow(moment)
        pinned = self._call("POST", "/pin", {"epochMilli": round(moment.timestamp() * 1000)})
        self._lead, self._pinned = None, True
        return pinned

    def reset(self) -> datetime:
        """Let the clock follow the machine's again. Returns the new time."""
        self._let_others_follow(datetime.now(UTC))
        self._pinned = False
        return self._call("DELETE", "")

    def catch_up(self) -> timedelta:
        """Move a broker that was started to the time of those who follow the file, and say by how much.

        Does nothing without a file. Raises :class:`ClockUnreachable`.
        """
        if self._offset_file is None or not self._offset_file.exists():
            return timedelta()
        behind = OffsetClock(self._offset_file).now() - self.now()
        self._call("POST", "/add", {"offsetMilli": behind // _MILLISECOND})
        return behind

    def _let_others_follow(self, moment: datetime) -> None:
        if self._offset_file is not None:
            write_offset(self._offset_file, moment - datetime.now(UTC))

    def _call(self, method: str, path: str, body: dict[str, int] | None = None) -> datetime:
        answers = [answer for url in self._urls if (answer := _ask(method, url + path, body)) is not None]
        if not answers:
            raise ClockUnreachable
        told = datetime.fromtimestamp(int(answers[0]["epochMilli"]) / 1000, UTC)
        self._lead = None if self._pinned else told - datetime.now(UTC)
        return told


def _ask(method: str, url: str, body: dict[str, int] | None) -> dict[str, Any] | None:
    """The broker's answer; None when it is not there."""
    with httpx.Client(timeout=_TIMEOUT, trust_env=False, verify=trust()) as client:
        try:
            answer = client.request(method, url, json=body)
        except httpx.ConnectError:
            return None
    answered: dict[str, Any] = answer.raise_for_status().json()
    return answered
