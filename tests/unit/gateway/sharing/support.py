"""A fire brigade that uses what the approval bureau issued: grants, queries, a holder with a business licence."""

from dataclasses import dataclass
from typing import Any

import httpx

from tests.unit.gateway.portal import Portal
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, Desk, Json, SealMaker, sealed

PURPOSE = "核对消防安全检查申请人的主体资格"
FIELDS = ["ZZMC", "ZZBH", "CZZT", "CZZTDM", "ZZZT", "KZ_JYCS"]
PERSON_FIELDS = ["tyshxydm", "jgmc", "clrq", "djzt", "djjg"]
APPLICATIONS = "/sharing/v1/applications"


@dataclass
class Sharing:
    """Both bodies of one grant."""

    portal: Portal

    def of(self, role: str, body: str) -> dict[str, str]:
        """Headers of an official."""
        return self.portal.who(f"{role}-{body}", role, body=body)

    async def apply(self, **changes: Any) -> httpx.Response:
        """The fire brigade applies for licences of the approval bureau."""
        wanted = {
            "resource": "licences",
            "provider": APPROVAL,
            "purpose": PURPOSE,
            "legal_basis": "《中华人民共和国消防法》第十五条",
            "fields": FIELDS,
            "daily_quota": 3,
            "until": "2026-12-31",
        }
        headers = self.of("officer", FIRE) | self.portal.fresh_key()
        return await self.portal.client.post(APPLICATIONS, json=wanted | changes, headers=headers)

    async def step(
        self, grant_no: str, step: str, content: Json, role: str = "head", body: str = APPROVAL
    ) -> httpx.Response:
        """Somebody takes a step with a grant."""
        headers = self.of(role, body) | self.portal.fresh_key()
        return await self.portal.client.post(
            f"{APPLICATIONS}/{grant_no}/{step}", json=content, headers=headers
        )

    async def granted(self, **changes: Any) -> str:
        """A grant in force; its number."""
        applied = await self.apply(**changes)
        assert applied.status_code == 201, applied.text
        number: str = applied.json()["grant_no"]
        decided = await self.step(number, "decision", {"outcome": "granted"})
        assert decided.json()["state"] == "granted", decided.text
        return number

    async def query(
        self,
        grant_no: str,
        *,
        resource: str = "licences",
        body: str = FIRE,
        role: str = "worker",
        **asked: Any,
    ) -> httpx.Response:
        """A query for a case."""
        content = {"grant_no": grant_no, "purpose": PURPOSE, "case_ref": "XF-2026-0001", **asked}
        return await self.portal.client.post(
            f"/sharing/v1/{resource}/query", json=content, headers=self.of(role, body)
        )

    async def lookups(self, sub: str = "applicant-1", **params: Any) -> list[Json]:
        """What a holder is told."""
        answer = await self.portal.client.get(
            "/certificates/lookups", params=params, headers=self.portal.who(sub, "applicant")
        )
        assert answer.status_code == 200, answer.text
        found: list[Json] = answer.json()["lookups"]
        return found


async def business_licence(desk: Desk, maker: SealMaker) -> Json:
    """The applicant's business licence, sealed; what was allocated."""
    await desk.check(APPROVAL, "business_license", "granted")
    return await sealed(desk, maker, APPROVAL, "business_license")


def uscc_of(licence: Json) -> str:
    """The code of the holder."""
    code: str = licence["data"]["holder"]["code"]
    return code
