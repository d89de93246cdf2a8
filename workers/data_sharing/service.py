"""The sharing service of an installation, over HTTP (``/sharing/v1``, docs/interfaces): one adapter for both interfaces."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import ValidationError

from chain.sharing import Resource, answer_digest, record_digest
from workers.client.http import Exchange
from workers.client.models import Answer
from workers.client.transport import ServiceClient, TokenSource, Transport
from workers.data_sharing.interfaces import Reading, Use
from workers.errors import RegisterAnswerInvalid, RegisterFailed, RegisterRefused, RegisterUnavailable


@dataclass(frozen=True, slots=True)
class CallPolicy:
    """How long one question may take, all its tries together, and how many tries there are.

    Tries are paused as everywhere (``workers.client.transport``); what they do not mend, the job's own back-off does. A
    quota that is used up (429) is waited for in the same way.
    """

    time_limit: timedelta = timedelta(seconds=10)
    attempts: int = 3


class _Record(Answer):
    digest: str
    fields: dict[str, str]


class _SharedAnswer(Answer):
    """An answer of version 1."""

    version: Literal["1.0"]
    resource: Resource
    query_no: str
    grant_no: str
    read_at: datetime
    digest: str
    complete: bool
    records: tuple[_Record, ...]


class SharingService(ServiceClient):
    """Legal persons and licences of the installation at ``base_url``, in the name of the body whose token it is.

    Implements ``LegalPersonSource`` and ``LicenceSource`` for the resources in ``uses``; ``name`` stands in the evidence.
    """

    def __init__(
        self,
        name: str,
        base_url: str,
        token: TokenSource,
        uses: Mapping[Resource, Use],
        policy: CallPolicy | None = None,
        exchange: Exchange | None = None,
    ) -> None:
        self._name = name
        self._uses = dict(uses)
        self._policy = policy or CallPolicy()
        self._transport = Transport(
            base_url,
            token,
            name="sharing",
            away=RegisterUnavailable,
            failed=RegisterFailed,
            refused=RegisterRefused,
            exchange=exchange,
            attempts=self._policy.attempts,
        )

    def offers(self, resource: Resource) -> bool:
        """See ``SharedSource``: a use of it was granted and is named in the office's file."""
        return resource in self._uses

    async def legal_person(self, case_no: str, uscc: str) -> Reading:
        """See ``LegalPersonSource``."""
        return await self._ask(Resource.LEGAL_PERSONS, case_no, {"uscc": uscc})

    async def licences(self, case_no: str, holder_code: str, type_code: str | None = None) -> Reading:
        """See ``LicenceSource``."""
        of_type = {} if type_code is None else {"type_code": type_code}
        return await self._ask(Resource.LICENCES, case_no, {"holder_code": holder_code} | of_type)

    async def licence(self, case_no: str, identifier: str) -> Reading:
        """See ``LicenceSource``."""
        return await self._ask(Resource.LICENCES, case_no, {"identifier": identifier})

    async def _ask(self, resource: Resource, case_no: str, asked: Mapping[str, Any]) -> Reading:
        use = self._uses.get(resource)
        if use is None:
            raise RegisterRefused("UseNotConfigured", 403)
        question = {"grant_no": use.grant_no, "purpose": use.purpose, "case_ref": case_no, **asked}
        path = f"/sharing/v1/{resource.value}/query"
        try:
            async with asyncio.timeout(self._policy.time_limit.total_seconds()):
                reply = await self._transport.send("POST", path, json=question)
        except TimeoutError:
            raise RegisterUnavailable from None
        return self._read(resource, use, reply.content)

    def _read(self, resource: Resource, use: Use, content: bytes) -> Reading:
        """The answer, if it is one to this question and its digests are those of what it says."""
        try:
            answer = _SharedAnswer.model_validate_json(content)
        except ValidationError:
            raise RegisterAnswerInvalid from None
        computed = [record_digest(record.fields) for record in answer.records]
        sound = (
            (answer.resource, answer.grant_no) == (resource, use.grant_no)
            and computed == [record.digest for record in answer.records]
            and answer.digest == answer_digest(computed)
        )
        if not sound:
            raise RegisterAnswerInvalid
        return Reading(
            resource=resource,
            source=self._name,
            grant_no=answer.grant_no,
            query_no=answer.query_no,
            read_at=answer.read_at,
            digest=answer.digest,
            complete=answer.complete,
            records=tuple(record.fields for record in answer.records),
        )
