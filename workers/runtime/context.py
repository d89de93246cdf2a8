"""What a handler is given: case, item, declared variables, and clients that act in the body's name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chain.clock import Clock
from chain.job_types import JobType
from workers.client.gateway import JobGateway
from workers.client.keeper import JobKeeper
from workers.data_sharing.interfaces import SharedSource
from workers.errors import JobInputInvalid

_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,63}")
_ITEM = re.compile(r"[a-z][a-z0-9_]{0,63}")
_MOST_VERSIONS = 999


@dataclass(frozen=True, slots=True)
class JobContext:
    """One job as its handler sees it.

    ``key`` and ``process_instance_key`` are the engine's; ``type`` is the job type's name without the body;
    ``variables`` holds the inputs that the job type declares and nothing else; ``headers`` the task headers; ``shared``
    answers from shared data where the body was granted their use.
    """

    key: int
    process_instance_key: int
    type: str
    body: str
    variables: Mapping[str, Any]
    headers: Mapping[str, str]
    gateway: JobGateway
    keeper: JobKeeper
    clock: Clock
    shared: SharedSource | None = None

    @property
    def case_no(self) -> str:
        """The number of the chain case. Raises :class:`JobInputInvalid` when the diagram gave none."""
        return self._text("case_no", _NUMBER)

    @property
    def item(self) -> str:
        """The item, or ``chain`` for the whole chain. Raises :class:`JobInputInvalid` when there is none."""
        return self._text("item", _ITEM)

    @property
    def obligation_no(self) -> str:
        """The number of an obligation of the case. Raises :class:`JobInputInvalid` when there is none."""
        return self._text("obligation_no", _NUMBER)

    @property
    def matter_no(self) -> str:
        """The number of a matter of the case. Raises :class:`JobInputInvalid` when there is none."""
        return self._text("matter_no", _NUMBER)

    @property
    def version(self) -> int:
        """The version of the item's certificate, the first where the diagram names none. Raises :class:`JobInputInvalid`."""
        value = self.variables.get("version")
        if value is None:
            return 1
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _MOST_VERSIONS:
            raise JobInputInvalid
        return value

    def _text(self, name: str, form: re.Pattern[str]) -> str:
        value = self.variables.get(name)
        if not isinstance(value, str) or form.fullmatch(value) is None:
            raise JobInputInvalid
        return value


def check_inputs(job_type: JobType, variables: Mapping[str, Any], headers: Mapping[str, str]) -> None:
    """Raise :class:`JobInputInvalid` unless every declared input and header is there."""
    lacking = any(variables.get(name) is None for name in job_type.inputs)
    if lacking or any(not headers.get(name) for name in job_type.headers):
        raise JobInputInvalid


def identifying(variables: Mapping[str, Any]) -> dict[str, str]:
    """Case number and item for a log, if they look like such: anything else could be a person's data."""
    forms = {"case_no": _NUMBER, "item": _ITEM}
    values = {name: variables.get(name) for name in forms}
    return {
        name: value
        for name, value in values.items()
        if isinstance(value, str) and forms[name].fullmatch(value)
    }
