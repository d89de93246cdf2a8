"""The provincial credit platform, which collects what is made public (双公示): one record each time, as it stands.

Names of the data items after the national template of 2018, [memory]: check them before a real platform is joined.
"""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import orjson

from bpmn.catalogue import Body
from chain.errors import ChainError
from gateway.publicity.states import PublicationState
from gateway.store.models import Publication

SECONDS = 10.0
"""An attempt that lasts longer counts as failed."""

Record = Mapping[str, str | None]


class PlatformAway(ChainError):
    """The platform does not answer."""

    message = "省公共信用信息平台暂时不可用。"


class CreditPlatform(Protocol):
    """Takes records of decisions; the same decision again replaces what was sent before."""

    @property
    def name(self) -> str:
        """Its Chinese name."""
        ...

    async def submit(self, record: Record) -> str:
        """Hand a record in; answers its receipt. Raises ``OSError`` when the platform cannot be reached."""
        ...


class RehearsalCreditPlatform:
    """A rehearsal (演练) of the platform: each record becomes a line of a file."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @property
    def name(self) -> str:
        """The name says that nothing real was told."""
        return "省公共信用信息平台（演练）"

    async def submit(self, record: Record) -> str:
        """Append the record; its receipt is the number of the line."""
        return await asyncio.to_thread(self._append, record)

    def _append(self, record: Record) -> str:
        with self._file.open("ab+") as file:
            file.seek(0)
            number = sum(1 for _ in file) + 1
            file.write(orjson.dumps(dict(record)) + b"\n")
        return f"YL{number:08d}"


async def send(platform: CreditPlatform, record: Record, seconds: float = SECONDS) -> str:
    """The platform's receipt. Raises ``PlatformAway`` when it cannot be reached, also after ``seconds``."""
    try:
        async with asyncio.timeout(seconds):
            return await platform.submit(record)
    except (OSError, TimeoutError):
        raise PlatformAway from None


def record_of(publication: Publication, body: Body) -> Record:
    """The publication as the platform wants it; its key is the number of the decision."""
    days = (publication.decided_on, publication.valid_from, publication.valid_until)
    decided, begins, ends = (None if day is None else day.isoformat() for day in days)
    withdrawn = publication.state == PublicationState.WITHDRAWN
    return {
        "XK_XDR_MC": publication.holder,
        "XK_XDR_SHXYM": publication.holder_uscc,
        "XK_XKWS": publication.document_name,
        "XK_WSH": publication.document_number,
        "XK_XKLB": publication.licence,
        "XK_XKZS": publication.certificate_name,
        "XK_XKBH": publication.certificate_number,
        "XK_NR": publication.content,
        "XK_JDRQ": decided,
        "XK_YXQZ": begins,
        "XK_YXQZI": ends,
        "XK_XKJG": body.name,
        "XK_XKJGDM": body.uscc,
        "XK_ZT": "撤销公示" if withdrawn else "正常",
    }
