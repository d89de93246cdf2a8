"""Originals: sealed documents with their page data, materials, certificates. Their bytes are read where they lie."""

from sqlalchemy.ext.asyncio import AsyncSession

from chain.archive.model import CERTIFICATES, DOCUMENTS, MATERIALS
from chain.documents.page import PageData
from chain.identifiers import CertificateIdentifier
from gateway.archive import marks
from gateway.archive.facts import FileFacts
from gateway.archive.parts.filed import Filed, place
from gateway.dependencies import Context
from gateway.store.models import Certificate

_SUFFIXES = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", "application/ofd": "ofd"}


async def documents(_context: Context, _session: AsyncSession, facts: FileFacts) -> list[Filed]:
    """The page data of each document, and its sealed file."""
    known, filed = {item.item for item in facts.items}, []
    for document in facts.fresh(facts.documents, marks.document):
        where = place(document.items, known)
        data = PageData.from_json(document.content)
        path = f"{DOCUMENTS}/{document.document_no}"
        filed.append(Filed.written(where, f"{path}.json", data.dump(), marks.document(document)))
        if document.sha256 is not None:
            href = f"/worker/cases/{facts.case.case_no}/documents/{document.document_no}/sealed"
            filed.append(Filed(where, f"{path}.ofd", document.sha256, href=href))
    return filed


async def materials(_context: Context, _session: AsyncSession, facts: FileFacts) -> list[Filed]:
    """Everything that was handed in, what a supplement replaced too; of several items in the chain's package."""
    known = {item.item for item in facts.items}
    places = {each.material: place(each.items, known) for each in facts.materials}
    files = [(attached, file) for attached, file in facts.files if not facts.holds(marks.file(attached))]
    if facts.filed is not None and not files:
        return []
    handed_in = {attached.material for attached, _ in files}
    listed = [
        {
            "material": each.material,
            "name": each.name,
            "required": each.required,
            "items": each.items,
            "paper": each.paper,
            "files": [
                {
                    "file_id": file.file_id,
                    "name": file.name,
                    "media_type": file.media_type,
                    "size": file.size,
                    "sha256": file.sha256,
                    "attached_at": attached.attached_at,
                    "notice_no": attached.notice_no,
                    "replaced_at": attached.replaced_at,
                    "certificate": attached.certificate,
                }
                for attached, file in files
                if attached.material == each.material
            ],
        }
        for each in facts.materials
        if facts.filed is None or each.material in handed_in
    ]
    return [
        Filed.record(None, "records/materials.json", listed),
        *(
            Filed(
                places.get(attached.material),
                f"{MATERIALS}/{attached.material}-{file.file_id}.{_SUFFIXES.get(file.media_type, 'bin')}",
                file.sha256,
                href=f"/worker/cases/{facts.case.case_no}/files/{file.file_id}",
                marks=(marks.file(attached),),
            )
            for attached, file in files
        ),
    ]


async def certificates(_context: Context, _session: AsyncSession, facts: FileFacts) -> list[Filed]:
    """The sealed certificates, each version in its item's package."""
    return [
        Filed(
            certificate.item,
            f"{CERTIFICATES}/{certificate.item}{_version(certificate)}.ofd",
            certificate.sealed_sha256,
            href=f"/worker/certificates/{CertificateIdentifier.parse(certificate.identifier).short}/sealed",
            marks=(marks.certificate(certificate),),
        )
        for certificate in facts.fresh(facts.versions, marks.certificate)
        if certificate.sealed_sha256 is not None
    ]


def _version(certificate: Certificate) -> str:
    return f"-v{certificate.version}" if certificate.version > 1 else ""
