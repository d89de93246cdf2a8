"""What the stories of commitments and tolerance say besides those of the procedure: desks, worklists, papers, the public."""

import httpx

from scripts.tools.demo.client import Json
from tests.e2e.procedure.autumn import Autumn

PUBLIC_PATIENCE = 10.0


class Spring(Autumn):
    """The house of spring: its officers follow what was undertaken."""

    def number(self, case_no: str, item: str) -> str:
        """The number of what was undertaken for an item."""
        found: list[Json] = self.citizen.client.get(f"/cases/{case_no}/obligations")["obligations"]
        return next(str(each["obligation_no"]) for each in found if each["item"] == item)

    def state(self, case_no: str, item: str) -> str:
        """How far what was undertaken for an item is."""
        found: list[Json] = self.citizen.client.get(f"/cases/{case_no}/obligations")["obligations"]
        return next(str(each["state"]) for each in found if each["item"] == item)

    def officer(self, body: str, case_no: str, item: str, what: str, found: Json) -> Json:
        """An officer checks a commitment, or says whether it was mended."""
        path = f"/cases/{case_no}/obligations/{self.number(case_no, item)}/{what}"
        return self.people.desk(body).post(path, found)

    def work(self, body: str, case_no: str, **asked: str) -> list[Json]:
        """What of the case stands in a body's worklist."""
        lines: list[Json] = self.people.desk(body).get("/obligations", **asked)["obligations"]
        return [line for line in lines if line["case_no"] == case_no]

    def papers(self, case_no: str, kind: str) -> list[Json]:
        """The documents of a kind."""
        found: list[Json] = self.citizen.client.get(f"/cases/{case_no}/documents")["documents"]
        return [each for each in found if each["kind"] == kind]

    def wait_for_sealed(self, case_no: str, kind: str, item: str) -> Json:
        """Wait until the document of a kind on an item is sealed."""

        def sealed() -> Json | None:
            return next(
                (
                    each
                    for each in self.papers(case_no, kind)
                    if each["items"] == [item] and each["state"] == "sealed"
                ),
                None,
            )

        found: Json = self.wait_for(f"{kind} on {item} sealed", sealed)
        return found

    def public(self, identifier: str) -> str:
        """What everybody sees who looks a certificate up."""
        address = f"{self.platform.gateway_url}/v/{identifier}"
        answer = httpx.get(address, timeout=PUBLIC_PATIENCE, trust_env=False)
        answer.raise_for_status()
        return answer.text
