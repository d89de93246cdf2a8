"""Rules on documents and certificates: there, sealed with the right seal, numbered."""

from collections import Counter
from collections.abc import Iterator

from chain.documents.kinds import DocumentKind, SealKind
from chain.procedure import Act
from gateway.archive.facts import FileFacts
from gateway.archive.rules.finding import Found
from gateway.certificates.joint_permit import JOINT_PERMIT
from gateway.certificates.status import VALID
from gateway.documents.acts import kind_of_act
from gateway.documents.drafting import SEALED
from gateway.documents.parties import with_progress
from gateway.store.models import Document, ItemCase, ProcedureAct

K = DocumentKind
_UNDER_THE_OFFICIAL_SEAL = frozenset({K.PERMIT_DECISION, K.REFUSAL_DECISION, K.REVOCATION, K.FORWARDING})
_UNDER_THE_SEAL_OF_ACCEPTANCE = frozenset(
    {
        K.RECEIPT,
        K.SUPPLEMENT_NOTICE,
        K.SUPPLEMENT_RECEIPT,
        K.ACCEPTANCE_NOTICE,
        K.NON_ACCEPTANCE,
        K.NOT_REQUIRED,
        K.SPECIAL_PROCEDURE,
        K.EXTENSION,
        K.RETURN_NOTICE,
        K.DELIVERY_RECEIPT,
    }
)


def documents_there(facts: FileFacts) -> Iterator[Found]:
    """Each act that the law gives a document has produced it."""
    for item in facts.on_record():
        for act in facts.acts.get(item.item, ()):
            kind = kind_of_act(act)
            if kind is None or _decided_elsewhere(item, act):
                continue
            if facts.document(act.document_no) is None:
                yield Found(f"“{item.name}”{Act(act.act).label}后缺少{kind.label}。", item.item)


def _decided_elsewhere(item: ItemCase, act: ProcedureAct) -> bool:
    """A licence that a register confirmed, and a joint permit, were decided by what they show: no paper of their own."""
    shown = item.certificate_template == JOINT_PERMIT or item.verification_outcome is not None
    return act.act == Act.CONCLUDE and shown


def documents_sealed(facts: FileFacts) -> Iterator[Found]:
    """Each document that bears a seal is sealed."""
    for document in facts.documents:
        if document.seal is not None and (document.state != SEALED or document.blob_ref is None):
            told = with_progress(f"{_name(document)}尚未加盖电子印章", document)
            yield Found(f"{told}。", _one_item(document))


def right_seal(facts: FileFacts) -> Iterator[Found]:
    """Decisions bear the official seal, notices and receipts that of acceptance, by the body that made them out."""
    for document in facts.documents:
        kind = K(document.kind)
        if kind in _UNDER_THE_OFFICIAL_SEAL and document.seal != SealKind.OFFICIAL:
            yield Found(f"{_name(document)}应当加盖公章。", _one_item(document))
        elif kind in _UNDER_THE_SEAL_OF_ACCEPTANCE and document.seal != SealKind.ACCEPTANCE:
            yield Found(f"{_name(document)}应当加盖受理专用章。", _one_item(document))


def numbers(facts: FileFacts) -> Iterator[Found]:
    """Each sealed document has its number, and none stands twice; each certificate has one too."""
    for document in facts.documents:
        if document.seal is not None and not document.number:
            yield Found(f"{_name(document)}没有文号。", _one_item(document))
    counted = Counter(document.number for document in facts.documents if document.number)
    for number, times in counted.items():
        if times > 1:
            yield Found(f"文号“{number}”使用了{times}次。")
    for item, certificate in facts.certificates.items():
        if not certificate.number or not certificate.identifier:
            yield Found(f"“{certificate.name}”没有编号或者标识。", item)


def certificate_issued(facts: FileFacts) -> Iterator[Found]:
    """What was granted and ends in a certificate has one, sealed."""
    for item in facts.on_record():
        decided = facts.act(item.item, Act.CONCLUDE)
        granted = decided is not None and decided.detail.get("outcome") == "granted"
        if not granted or item.certificate_template is None or item.verification_outcome is not None:
            continue
        if facts.act(item.item, Act.REVOKE) is not None:
            continue
        certificate = facts.certificates.get(item.item)
        if certificate is None or certificate.state != "sealed":
            yield Found(f"“{item.name}”已准予，电子证照尚未制发。", item.item)


def versions_made(facts: FileFacts) -> Iterator[Found]:
    """A later version of a certificate that counts is made, as the act that asked for it says."""
    for version in facts.versions:
        if version.version > 1 and version.state != "sealed" and version.status == VALID:
            yield Found(f"“{version.name}”的第{version.version}版电子证照尚未制发。", version.item)


def _name(document: Document) -> str:
    return f"{K(document.kind).label}（{document.number or document.document_no}）"


def _one_item(document: Document) -> str | None:
    return str(document.items[0]) if len(document.items) == 1 else None
