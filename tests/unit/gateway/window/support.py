"""A counter of the body that leads the graduates' theme, and the cases that come to it."""

from dataclasses import dataclass
from typing import Any

import httpx

from bpmn.catalogue import plan
from forms.one_form import one_form
from forms.samples import load_sample
from forms.slices import cut
from tests.unit.gateway.portal import PDF, Portal

BODY = "hrss_379901"
CONTRACT = "labour_contract"
"""The copy that the counter must see."""
INSTANT = "employment_registration"
"""An instant item of the counter's own body."""
ELSEWHERE = "archive_reception"
"""An instant item of another body."""
SITUATION = {"going": "employed", "hardship": "no", "agent": "self", "settle": "no", "card": "yes"}

Json = dict[str, Any]


@dataclass
class Window:
    """Clerks, and what they send."""

    portal: Portal

    def clerk(self, sub: str = "clerk-1", *more: str, body: str = BODY) -> dict[str, str]:
        """Headers of a clerk, perhaps with more roles."""
        return self.portal.who(sub, "clerk", *more, body=body)

    async def send(self, path: str, content: Json, headers: dict[str, str] | None = None) -> httpx.Response:
        """A command of the first clerk if nobody else is named."""
        headers = self.portal.fresh_key() | (headers or self.clerk())
        return await self.portal.client.post(path, json=content, headers=headers)

    async def application(self, headers: dict[str, str] | None = None, **changes: Any) -> Json:
        """A graduate with a new employer, whose contract was scanned at the counter."""
        planned = plan("graduate", "379901", SITUATION)
        form = cut(
            one_form([(part.item, part.form) for part in planned.items if part.form is not None]),
            load_sample("graduate", self.portal.clock.now().date()),
        )
        scan = await self.portal.upload(PDF, "合同.pdf", headers or self.clerk())
        sound = {
            "theme": "graduate",
            "region": "379901",
            "situation": SITUATION,
            "form": form,
            "materials": [{"material": CONTRACT, "file_id": scan}],
        }
        return {**sound, **changes}

    async def take_in(self, headers: dict[str, str] | None = None, **changes: Any) -> Json:
        """The receipt of a case taken in at the counter."""
        answer = await self.send("/window/cases", await self.application(headers, **changes), headers)
        assert answer.status_code == 202, answer.text
        receipt: Json = answer.json()
        return receipt

    async def seen(self, path: str, headers: dict[str, str] | None = None) -> Json:
        """What a reader gets, the first clerk if nobody else is named."""
        answer = await self.portal.client.get(path, headers=headers or self.clerk())
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found
