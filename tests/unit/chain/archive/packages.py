"""A small package of a chain with two items, sealed by rehearsal keys."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from chain.archive.model import Access, Metadata, Retention, dump
from chain.archive.writing import Content, Unsealed, close, lay_together
from chain.documents.kinds import DocumentKind, SealKind
from chain.documents.page import PageData, Part
from tests.conformance.document_samples import CASE_NO, ISSUER, sample_document
from tests.conformance.rehearsal_pki import RehearsalPki, sealed_certificate, sealed_document

CHAIN = Metadata(
    archive_no="approval_379901-ZWFW·2026-D30-000001",
    fonds="approval_379901",
    year=2026,
    retention=Retention.THIRTY_YEARS,
    access=Access.CONTROLLED,
    title="开办饭店",
    case_no=CASE_NO,
    item="",
    code="restaurant",
    responsible=ISSUER.name,
    responsible_code=ISSUER.code,
    began=date(2026, 3, 2),
    ended=date(2026, 3, 9),
    pages=0,
    files=0,
)
RECEIPT = replace(sample_document(DocumentKind.RECEIPT), document_no="WS01")
DECISION = replace(sample_document(DocumentKind.PERMIT_DECISION), document_no="WS02")


@dataclass(frozen=True)
class Kept:
    """A package, its root, and what it was made of."""

    package: bytes
    root: bytes
    pki: RehearsalPki
    unsealed: Unsealed


def item(key: str, files: dict[str, bytes]) -> Content:
    """The package of an item."""
    return Content(replace(CHAIN, item=key, code=key, title=key), files)


def contents(pki: RehearsalPki) -> tuple[dict[str, bytes], dict[str, dict[str, bytes]]]:
    """Files of the chain and of each item."""
    chain = {
        "application.json": dump({"name": "海岱小馆"}),
        "documents/WS01.json": RECEIPT.dump(),
        "documents/WS01.ofd": sealed_document(RECEIPT, pki),
        "materials/M1-1.pdf": b"%PDF-1.7",
    }
    items = {
        "business_license": {
            "process.json": dump({"acts": []}),
            "certificates/business_license.ofd": sealed_certificate("business_license", pki),
        },
        "food_license": {
            "process.json": dump({"acts": []}),
            "documents/WS02.json": DECISION.dump(),
            "documents/WS02.ofd": sealed_document(DECISION, pki),
        },
    }
    return chain, items


def unsealed(pki: RehearsalPki, **changes: Any) -> Unsealed:
    """The package before its manifest is sealed, with ``changes`` of the chain's metadata."""
    chain, items = contents(pki)
    metadata = replace(CHAIN, **changes)
    packed = {key: item(key, files) for key, files in items.items()}
    return lay_together(Content(metadata, chain), packed, count_pdf)


def count_pdf(content: bytes) -> int | None:
    """Two pages for whatever begins as a PDF does."""
    return 2 if content.startswith(b"%PDF") else None


def manifest_page(digest: str, **changes: Any) -> PageData:
    """The page data of a sealed manifest that names ``digest``."""
    page = sample_document(DocumentKind.ARCHIVE_MANIFEST)
    return replace(page, parts=(Part(f"清单摘要：{digest}"),), seal=SealKind.OFFICIAL, **changes)


def kept(pki: RehearsalPki) -> Kept:
    """A package that passes."""
    laid = unsealed(pki)
    sealed = sealed_document(manifest_page(laid.digest), pki)
    return Kept(close(laid, sealed), pki.root, pki, laid)
