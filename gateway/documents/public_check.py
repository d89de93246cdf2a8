"""Checking a document (文书) that anybody shows: what it is, whether it is whole, and whether it still counts."""

from dataclasses import dataclass

from chain.certificates.verdict import Finding, Result, Verdict
from chain.documents.page import PageData
from chain.documents.verification import carried_data, verify_document
from chain.trust.folder import read_trust
from gateway.certificates.verdicts import READERS
from gateway.dependencies import Context
from gateway.procedure.annulment import annulled_documents
from gateway.store.models import Document

REGISTERED, ANNULLED = "registered", "annulled"
STATUS_NAMES = {REGISTERED: "已登记", ANNULLED: "已作废（所载决定未生效）"}
_CARRIED = "文件所附的"
_UNKNOWN = Finding("registered", "登记情况", Result.INDETERMINATE, "本平台没有登记该文书，请向出具机关核实。")
_KNOWN = Finding("registered", "登记情况", Result.PASSED, "该文书由本平台登记。")
_VOID = Finding("registered", "登记情况", Result.FAILED, "该文书由本平台登记，已作废（所载决定未生效）。")


@dataclass(frozen=True, slots=True)
class Checked:
    """The verdict on a document's file, its kind in Chinese, and what this installation knows of it (``None``: nothing)."""

    verdict: Verdict
    kind_name: str
    status: str | None

    @property
    def status_name(self) -> str | None:
        """In Chinese."""
        return None if self.status is None else STATUS_NAMES[self.status]

    @property
    def registered(self) -> Finding:
        """What is on record, as a finding beside those on the file."""
        return {REGISTERED: _KNOWN, ANNULLED: _VOID}.get(self.status or "", _UNKNOWN)


async def check_document(context: Context, content: bytes) -> Checked | None:
    """What is to be said of a file; ``None`` for one that does not claim to be a document.

    Held to what this installation registered, or else to the page data that the file itself carries under its seal.
    """
    carried = await READERS.do(carried_data, content)
    if carried is None:
        return None
    registered, annulled = await _registered(context, carried)
    verdict = await READERS.do(_verdict, context, content, carried, registered)
    status = None if registered is None else ANNULLED if annulled else REGISTERED
    return Checked(verdict, carried.kind.label, status)


async def _registered(context: Context, carried: PageData) -> tuple[PageData | None, bool]:
    """The page data on record under the same number of the same case, and whether its decision never took effect."""
    async with context.database.read() as session:
        found = await session.get(Document, (carried.case_no, carried.document_no))
        if found is None:
            return None, False
        annulled = await annulled_documents(session, found.case_no)
    return PageData.from_json(found.content), found.document_no in annulled


def _verdict(context: Context, content: bytes, carried: PageData, registered: PageData | None) -> Verdict:
    trusted, now = read_trust(context.settings.roots_folder), context.now()
    roots, evidence = trusted.roots, trusted.evidence
    if registered is None:
        return verify_document(content, carried, roots, now, against=_CARRIED, evidence=evidence)
    return verify_document(content, registered, roots, now, evidence=evidence)
