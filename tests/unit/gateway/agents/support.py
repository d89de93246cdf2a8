"""A principal, an agent and a mandate between them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from tests.unit.gateway.portal import Portal, application
from tests.unit.gateway.worker_api.support import APPROVAL, Json

PRINCIPAL, AGENT = "applicant-1", "agent-1"
NAME = "李代办"
EVERYTHING = ["submit", "read", "supplement", "undertake", "withdraw", "receive", "change", "rate"]


def authorisation(**changes: Any) -> Json:
    """A sound mandate over the restaurant theme for the whole of 2026; ``changes`` replace members."""
    sound = {
        "agent": AGENT,
        "agent_name": NAME,
        "scope": {"themes": ["restaurant"], "acts": EVERYTHING},
        "from": "2026-03-01",
        "until": "2026-12-31",
    }
    return {**sound, **changes}


def assisting(**changes: Any) -> Json:
    """A mandate for the approval bureau to assist in a national system."""
    scope = {
        "themes": ["restaurant"],
        "acts": ["assist"],
        "systems": [{"level": "national", "name": "国家市场主体登记系统"}],
    }
    body = {"agent": None, "agent_body": APPROVAL, "agent_name": "示例一区行政审批服务局", "scope": scope}
    return authorisation(**{**body, **changes})


@dataclass
class Parties:
    """Both sides of a mandate at a portal."""

    portal: Portal

    @property
    def principal(self) -> dict[str, str]:
        """Headers of the principal."""
        return self.portal.who(PRINCIPAL, "applicant")

    @property
    def agent(self) -> dict[str, str]:
        """Headers of the agent in their own name."""
        return self.portal.who(AGENT, "applicant")

    def under(self, mandate_no: str, sub: str = AGENT) -> dict[str, str]:
        """Headers of an agent who acts under the mandate, with a fresh key."""
        return self.portal.who(sub, "applicant") | self.portal.fresh_key() | {"Mandate": mandate_no}

    async def offer(
        self, request: Json | None = None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """The principal gives a mandate."""
        return await self.portal.client.post(
            "/mandates",
            json=authorisation() if request is None else request,
            headers=(headers or self.principal) | self.portal.fresh_key(),
        )

    async def offered(self, **changes: Any) -> str:
        """Number of a mandate that waits for the agent."""
        answer = await self.offer(authorisation(**changes))
        assert answer.status_code == 201, answer.text
        number: str = answer.json()["mandate_no"]
        return number

    async def step(
        self, mandate_no: str, step: str, headers: dict[str, str], reason: str | None = None
    ) -> httpx.Response:
        """Answer or end a mandate."""
        content = None if reason is None else {"reason": reason}
        url = f"/mandates/{mandate_no}/{step}"
        return await self.portal.client.post(url, json=content, headers=headers)

    async def accepted(self, **changes: Any) -> str:
        """Number of a mandate that the agent accepted."""
        number = await self.offered(**changes)
        answer = await self.step(number, "acceptance", self.agent)
        assert answer.status_code == 200, answer.text
        return number

    async def revoked(self, **changes: Any) -> str:
        """Number of a mandate that was accepted and revoked."""
        number = await self.accepted(**changes)
        assert (await self.step(number, "revocation", self.principal, "另有安排")).status_code == 200
        return number

    async def over(self) -> str:
        """Number of an accepted mandate whose time is over; the clock moves two days."""
        number = await self.accepted(until="2026-03-03")
        self.portal.clock.move(timedelta(days=2))
        return number

    async def refused(self) -> str:
        """Number of a mandate that the agent refused."""
        number = await self.offered()
        assert (await self.step(number, "refusal", self.agent)).status_code == 200
        return number

    async def resigned(self) -> str:
        """Number of a mandate that the agent accepted and gave back."""
        number = await self.accepted()
        assert (await self.step(number, "resignation", self.agent, "无暇办理")).status_code == 200
        return number

    async def submit(self, mandate_no: str, **changes: Any) -> httpx.Response:
        """The agent hands an application in."""
        return await self.portal.client.post(
            "/cases", json=application(**changes), headers=self.under(mandate_no)
        )

    async def submitted(self, mandate_no: str) -> str:
        """Number of the principal's case that the agent handed in."""
        answer = await self.submit(mandate_no)
        assert answer.status_code == 202, answer.text
        number: str = answer.json()["case_no"]
        return number

    async def read(self, path: str, headers: dict[str, str]) -> Json:
        """What is answered to a reading."""
        answer = await self.portal.client.get(path, headers=headers)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found
