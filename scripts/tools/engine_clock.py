"""Moves the engine's own clock, which a broker started with ``clock_controlled`` allows (tests and rehearsals only)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from chain.clock import write_offset

_TIMEOUT = 10.0  # seconds; the calls only set a number, so none is repeated


class EngineClock:
    """The clock behind one broker's management address, for instance ``http://127.0.0.1:9600``.

    ``offset_file`` is the file that gateway and workers follow (:mod:`chain.clock`). It is written before the engine
    moves, so that a job of a timer that fires meets a store which is already as late as the engine.
    """

    def __init__(self, management_url: str, offset_file: Path | None = None) -> None:
        self._url = f"{management_url}/actuator/clock"
        self._offset_file = offset_file

    def now(self) -> datetime:
        """The engine's time in UTC, to the millisecond."""
        return _time(self._call("GET", ""))

    def add_time(self, step: timedelta) -> datetime:
        """Move forward by ``step``; due timers fire at once. Returns the new time."""
        self._let_others_follow(self.now() + step)
        return _time(self._call("POST", "/add", {"offsetMilli": step // timedelta(milliseconds=1)}))

    def pin(self, moment: datetime) -> datetime:
        """Stop the clock at ``moment`` (with a zone); those who follow the file go on from there. Returns the time."""
        self._let_others_follow(moment)
        return _time(self._call("POST", "/pin", {"epochMilli": round(moment.timestamp() * 1000)}))

    def reset(self) -> datetime:
        """Let the clock follow the machine's again. Returns the new time."""
        self._let_others_follow(datetime.now(UTC))
        return _time(self._call("DELETE", ""))

    def _let_others_follow(self, moment: datetime) -> None:
        if self._offset_file is not None:
            write_offset(self._offset_file, moment - datetime.now(UTC))

    def _call(self, method: str, path: str, body: dict[str, int] | None = None) -> int:
        with httpx.Client(timeout=_TIMEOUT, trust_env=False) as client:
            answer = client.request(method, self._url + path, json=body).raise_for_status().json()
        return int(answer["epochMilli"])


def _time(epoch_milli: int) -> datetime:
    return datetime.fromtimestamp(epoch_milli / 1000, UTC)
