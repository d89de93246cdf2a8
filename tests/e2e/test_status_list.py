"""What a third party has in hand of this house: its status list, signed by the keeper, and reading copies of certificates."""

import io

import pytest
from pypdf import PdfReader

from chain.certificates.status_list import StatusList
from chain.certificates.status_list_trust import trusted_list
from scripts.tools.demo.client import GatewayRefused
from scripts.tools.platform import Platform
from tests.e2e.people import NEW_INSPECTION, People, wait_for

pytestmark = pytest.mark.e2e

APPROVAL = "approval_379901"


def test_what_was_issued_counts_by_the_list_that_the_keeper_signed(
    people: People, platform: Platform
) -> None:
    citizen = people.citizen
    case_no = citizen.submit(NEW_INSPECTION)
    people.grant(APPROVAL, case_no, "business_license")
    case = people.finish(citizen, case_no)
    issued = [item["certificate"]["identifier"] for item in case["items"] if item["certificate"]]

    def downloaded() -> StatusList | None:
        try:
            content = citizen.client.content("/certificates/status-list")
        except GatewayRefused:
            return None
        return trusted_list(content, [platform.root_certificate.read_bytes()], platform.clock.now())

    listed = wait_for("a signed status list", downloaded)
    found = {
        each.result for identifier in issued for each in listed.findings(identifier, platform.clock.now())
    }
    assert {result.value for result in found} == {"passed"}
    for identifier in issued:
        copy = PdfReader(io.BytesIO(citizen.client.content(f"/certificates/{identifier}/reading-copy")))
        assert "阅读副本" in copy.pages[0].extract_text()
        assert set(copy.attachments) == {"metadata.json", "metadata.xml"}
